import { array, assert, double, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { LogHistogram } from "./log-histogram.ts";

const values = array(integer({ min: 1, max: 60_000_000 }), { minLength: 1, maxLength: 300 });

function of(list: readonly number[]): LogHistogram {
  const histogram = new LogHistogram();
  for (const value of list) histogram.add(value);
  return histogram;
}

describe("LogHistogram", () => {
  it("gives every quantile within 2 % of the value that stands there", () => {
    assert(
      property(values, double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const sorted = list.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * list.length)) - 1] ?? 0;
        const given = of(list).quantile(share) ?? 0;
        expect(Math.abs(given - exact) / exact).toBeLessThanOrEqual(0.02 + 1e-6);
      }),
    );
  });

  it("merges as if all values had come to one", () => {
    assert(
      property(values, values, (left, right) => {
        const merged = of(left);
        merged.merge(of(right));
        expect(merged.encode()).toEqual(of([...left, ...right]).encode());
      }),
    );
  });

  it("cancels what was added in one and taken back in the other", () => {
    assert(
      property(values, values, (kept, back) => {
        const added = of([...kept, ...back]);
        const takenBack = of(back);
        added.cancel(takenBack);
        expect(added.encode()).toEqual(of(kept).encode());
        expect(added.count).toBe(kept.length);
        expect(takenBack.count).toBe(0);
      }),
    );
    const few = of([1000]);
    const many = of([1000, 1000, 5]);
    few.cancel(many);
    expect([few.count, many.count]).toEqual([0, 2]);
  });

  it("comes back from its bytes", () => {
    assert(
      property(values, (list) => {
        expect(LogHistogram.decode(of(list).encode()).encode()).toEqual(of(list).encode());
      }),
    );
  });

  it("counts what is up to a limit", () => {
    const histogram = of([0, 1_000, 2_000_000, 3_000_000]);
    expect(histogram.countUpTo(2_000_000)).toBe(3);
    expect(histogram.quantile(0)).toBe(0);
    expect(new LogHistogram().quantile(0.5)).toBeNull();
  });

  it.each([[[2]], [[1, 1]], [[1, 1, 0]], [[1, 1, 1, 0, 1]], [[1, 0xff, 0xff, 0x7f, 1]]])("turns %j down", (bytes) => {
    expect(() => LogHistogram.decode(new Uint8Array(bytes))).toThrow("histogram");
  });
});
