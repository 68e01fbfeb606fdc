import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaPath, axisOf, linePath, middles, nearest, runsOf, wordsOf } from "./layout.ts";

const amount = fc.double({ min: 1e-3, max: 1e9, noNaN: true });

describe("the axis of a band chart", () => {
  it("holds every value, and has ticks that people can read", () => {
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 20, max: 600 }),
        (values, px) => {
          const axis = axisOf(values, px);
          for (const value of values) {
            expect(axis.place(value)).toBeGreaterThanOrEqual(-0.001);
            expect(axis.place(value)).toBeLessThanOrEqual(px + 0.001);
          }
          expect(axis.ticks.length).toBeGreaterThan(0);
          expect(axis.ticks.length).toBeLessThan(16);
          expect(axis.ticks.toSorted((a, b) => a - b)).toEqual(axis.ticks);
        },
      ),
    );
  });

  it("goes in tenfold steps where few values dwarf the others", () => {
    expect(axisOf([5, 9000], 100)).toMatchObject({ isLog: true, ticks: [1, 10, 100, 1000, 10_000] });
    expect(axisOf([5, 9], 100)).toMatchObject({ isLog: false, ticks: [5, 10] });
    expect(axisOf([], 100)).toMatchObject({ isLog: false, ticks: [] });
  });
});

describe("lines and areas", () => {
  it("break where nothing was measured", () => {
    expect(runsOf([1, null, null, 2, 3, null, 4])).toEqual([[0], [3, 4], [6]]);
    const axis = axisOf([10], 100);
    const xs = middles(4, 40);
    expect(linePath([10, null, 5, 10], xs, axis, 4)).toBe("M3 0h4M25 50L35 0");
    expect(areaPath([5, null, 5, 5], [10, null, 10, null], xs, axis, 4)).toBe("M3 0H7V50H3ZM23 0H27V50H23Z");
    expect(areaPath([5, 5], [10, 10], middles(2, 40), axis, 4)).toBe("M10 0L30 0L30 50L10 50Z");
  });

  it("are named by the day where they span days, and never more often than there is room", () => {
    const hours = Array.from({ length: 7 * 24 }, (_, index) => ({ fromMs: index * 3_600_000, p50: 1, p90: 1, p99: 1 }));
    const words = wordsOf(hours, 3_600_000, 900);
    expect(words.length).toBeGreaterThan(4);
    expect(new Set(words.map(({ index }) => new Date(index * 3_600_000).getDate())).size).toBe(words.length);
    expect(wordsOf(hours, 3_600_000, 200).length).toBeLessThanOrEqual(2);
    expect(wordsOf(hours.slice(0, 24), 3_600_000, 900).every(({ isDay }) => !isDay)).toBe(true);
  });

  it("find the step under the pointer", () => {
    expect([-5, 0, 9.9, 10, 39, 400].map((x) => nearest(x, 4, 40))).toEqual([0, 0, 0, 1, 3, 3]);
  });
});
