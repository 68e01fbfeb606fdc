import { describe, expect, it } from "vitest";
import { ClockWatch } from "./clock-watch.ts";
import { SteadyClock } from "./steady-clock.ts";

const HOUR_MS = 3_600_000;

interface Machine {
  readonly wall: () => number;
  readonly elapsed: () => number;
  readonly pass: (ms: number) => void;
  readonly set: (ms: number) => void;
}

/** Time passes, and somebody sets the clock. */
function machine(): Machine {
  let [atMs, setMs] = [0, 1_800_000_000_000];
  return {
    wall: () => setMs + atMs,
    elapsed: () => atMs,
    pass: (ms) => void (atMs += ms),
    set: (ms) => void (setMs += ms),
  };
}

describe("SteadyClock", () => {
  it("follows a clock that is set forward, and never goes back", () => {
    const { wall, elapsed, pass, set } = machine();
    const clock = new SteadyClock(wall, elapsed);
    const startMs = clock.nowMs();
    pass(1000);
    expect(clock.nowMs() - startMs).toBe(1000);
    set(HOUR_MS);
    expect(clock.nowMs() - startMs).toBe(HOUR_MS + 1000);
    set(-2 * HOUR_MS);
    pass(500);
    expect(clock.nowMs() - startMs).toBe(HOUR_MS + 1500);
    pass(2 * HOUR_MS + 1000);
    expect(clock.nowMs() - startMs).toBe(3 * HOUR_MS + 2500);
    set(2 * HOUR_MS + 2000);
    expect(clock.nowMs()).toBe(wall());
  });
});

describe("ClockWatch", () => {
  it("tells each jump once, and no drift", () => {
    const { wall, elapsed, pass, set } = machine();
    const jumps: number[] = [];
    const watch = new ClockWatch((jumpMs) => void jumps.push(jumpMs), wall, elapsed);
    const later = (): void => {
      pass(1000);
      watch.look();
    };
    later();
    set(HOUR_MS);
    later();
    later();
    set(-HOUR_MS);
    later();
    set(5);
    later();
    expect(jumps).toEqual([HOUR_MS, -HOUR_MS]);
  });
});
