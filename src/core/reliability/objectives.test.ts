import { assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetLeft, burnRate, burnsOf, type Counted, shareOf } from "./objectives.ts";

/** Ten hosts are checked each minute until `now`; everything failed from minute 1000 to 1030. */
function outageUntil(now: number): (minutes: number) => Counted {
  return (minutes) => {
    const from = Math.max(0, now - minutes);
    const failed = Math.max(0, Math.min(now, 1030) - Math.max(from, 1000));
    return { good: (now - from - failed) * 10, total: (now - from) * 10 };
  };
}

/** Everything fails since the first check. */
function isBurning(minutesKnown: number): boolean {
  const countedOf = (minutes: number): Counted => ({ good: 0, total: Math.min(minutes, minutesKnown) * 10 });
  return burnsOf(countedOf, 0.999).some(({ burning }) => burning);
}

function isPaged(now: number): boolean {
  return burnsOf(outageUntil(now), 0.999).some(({ burning, severity }) => burning && severity === "page");
}

describe("objectives", () => {
  it("say nothing of too few checks", () => {
    expect(shareOf({ good: 9, total: 9 })).toBeNull();
    expect(budgetLeft({ good: 0, total: 0 }, 0.999)).toBeNull();
    expect(burnRate({ good: 100, total: 100 }, 1)).toBeNull();
  });

  it("spend the whole budget at the objective, and none when all is well", () => {
    expect(budgetLeft({ good: 9995, total: 10_000 }, 0.9995)).toBeCloseTo(0);
    expect(budgetLeft({ good: 10_000, total: 10_000 }, 0.9995)).toBe(1);
    expect(budgetLeft({ good: 9990, total: 10_000 }, 0.9995)).toBeCloseTo(-1);
  });

  it("burn while an outage goes on, and stop soon after it is over", () => {
    expect(isPaged(1000)).toBe(false);
    expect(isPaged(1005)).toBe(true);
    expect(isPaged(1030)).toBe(true);
    expect(isPaged(1100)).toBe(false);
  });

  it("burn not before the long window knows more than the short one", () => {
    expect([isBurning(2), isBurning(5), isBurning(6)]).toEqual([false, false, true]);
  });

  it("have a rate that grows with every failure", () => {
    assert(
      property(integer({ min: 10, max: 1000 }), integer({ min: 0, max: 999 }), (total, bad) => {
        const good = Math.max(0, total - bad - 1);
        const rate = burnRate({ good, total }, 0.99) ?? 0;
        expect(rate).toBeGreaterThanOrEqual(burnRate({ good: Math.min(total, good + 1), total }, 0.99) ?? 0);
      }),
    );
  });
});
