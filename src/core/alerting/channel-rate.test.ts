import { array, assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { freeAtMs } from "./channel-rate.ts";

const HOUR = 3_600_000;

describe("the rate of a channel", () => {
  it("is kept in every hour, whenever messages come", () => {
    assert(
      property(
        integer({ min: 1, max: 40 }),
        array(integer({ min: 0, max: 200_000 }), { maxLength: 200 }),
        (most, gaps) => {
          const sent: number[] = [];
          let nowMs = 0;
          for (const gap of gaps) {
            nowMs += gap;
            if (freeAtMs(sent, most, nowMs) <= nowMs) sent.push(nowMs);
          }
          for (const from of sent)
            expect(sent.filter((at) => at >= from && at < from + HOUR).length).toBeLessThanOrEqual(most);
        },
      ),
    );
  });

  it("lets half go at once and the rest within minutes", () => {
    const sent: number[] = [];
    while (freeAtMs(sent, 30, 0) <= 0) sent.push(0);
    expect(sent).toHaveLength(15);
    expect(freeAtMs(sent, 30, 0)).toBe(HOUR / 15);
  });

  it("names a time at which it is really free", () => {
    assert(
      property(
        integer({ min: 1, max: 20 }),
        array(integer({ min: 0, max: 900_000 }), { maxLength: 60 }),
        (most, gaps) => {
          const sent: number[] = [];
          let nowMs = 0;
          for (const gap of gaps) {
            nowMs += gap;
            const free = freeAtMs(sent, most, nowMs);
            expect(freeAtMs(sent, most, free)).toBeLessThanOrEqual(free);
            if (free <= nowMs) sent.push(nowMs);
          }
        },
      ),
    );
  });
});
