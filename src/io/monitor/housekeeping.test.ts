import { describe, expect, it } from "vitest";
import { Housekeeping, isAfterGap } from "./housekeeping.ts";

const DAY_MS = 86_400_000;
const LIMITS = { rawDays: 30, hourDays: 30, dayDays: 30, minuteDays: 30, transcriptBytes: 1e9 };

const isGapIn = (days: readonly number[], nowDay: number): boolean =>
  isAfterGap(
    days.map((day) => day * DAY_MS),
    (nowDay + 0.5) * DAY_MS,
  );

describe("isAfterGap", () => {
  it.each([
    { what: "nothing yet", days: [], now: 100, gap: false },
    { what: "the first day", days: [100], now: 100, gap: false },
    { what: "every day", days: [97, 98, 99, 100], now: 100, gap: false },
    { what: "just after midnight", days: [97, 98, 99], now: 100, gap: false },
    { what: "nobody is watched any more", days: [10, 11, 12], now: 100, gap: false },
    { what: "a year ahead", days: [98, 99, 465], now: 465, gap: true },
    { what: "the second day there", days: [98, 99, 465, 466], now: 466, gap: true },
    { what: "the third day there", days: [98, 99, 465, 466, 467], now: 467, gap: false },
    { what: "the clock was mended", days: [98, 99, 100, 465], now: 100, gap: false },
  ])("$what: $gap", ({ days, now, gap }) => {
    expect(isGapIn(days, now)).toBe(gap);
  });
});

describe("Housekeeping", () => {
  it("drops nothing while the clock may be wrong", async () => {
    const dropped: number[] = [];
    const store = {
      results: {
        days: async () => days,
        retain: async (_limits: unknown, nowMs: number) => {
          dropped.push(nowMs);
          return { droppedDays: [] };
        },
      },
      outbox: { prune: async () => 0 },
      sessions: { prune: async () => 0 },
      changes: { prune: async () => undefined },
    };
    let days = [98, 99, 465].map((day) => day * DAY_MS);
    const clock = { nowMs: () => 465.5 * DAY_MS };
    const keeping = new Housekeeping(
      store,
      clock,
      () => LIMITS,
      (failure) => {
        throw failure;
      },
    );
    await keeping.tidy();
    expect(dropped).toEqual([]);
    days = [463, 464, 465].map((day) => day * DAY_MS);
    await keeping.tidy();
    expect(dropped).toEqual([clock.nowMs()]);
  });
});
