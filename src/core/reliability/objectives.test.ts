import { assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetLeft, burnRate, burnsOf, type Counted, shareOf } from "./objectives.ts";

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
    // One check a minute; everything fails from minute 1000 to 1030.
    const at =
      (now: number) =>
      (minutes: number): Counted => {
        let good = 0;
        let total = 0;
        for (let minute = Math.max(0, now - minutes); minute < now; minute++) {
          // Ten hosts, so that five minutes hold enough checks.
          total += 10;
          good += minute >= 1000 && minute < 1030 ? 0 : 10;
        }
        return { good, total };
      };
    const isPaged = (now: number): boolean =>
      burnsOf(at(now), 0.999).some(({ burning, severity }) => burning && severity === "page");
    expect(isPaged(1000)).toBe(false);
    expect(isPaged(1005)).toBe(true);
    expect(isPaged(1030)).toBe(true);
    expect(isPaged(1100)).toBe(false);
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
