import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StoreFailure } from "../store-failure.ts";
import { addSheet, encodeSheet } from "./count-sheets.ts";
import type { Sheet } from "./count-sheets.ts";

function read(bytes: Uint8Array, shard: number): Sheet {
  const sheet: Sheet = new Map();
  addSheet(sheet, bytes, shard);
  return sheet;
}

function failureOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

function isNoneOrDamage(failure: unknown): boolean {
  return failure === undefined || (failure instanceof StoreFailure && failure.trouble === "corrupt");
}

describe("a sheet of counts", () => {
  it("comes back from its bytes, targets of one shard in any order", () => {
    const entry = fc.record({ place: fc.nat(2_000_000), checks: fc.nat(2 ** 31), successes: fc.nat(2 ** 31) });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 63 }), fc.array(entry, { maxLength: 60 }), (shard, entries) => {
        const sheet: Sheet = new Map(
          entries.map(({ place, checks, successes }) => [place * 64 + shard, { checks, successes }]),
        );
        expect(read(encodeSheet(sheet), shard)).toEqual(sheet);
      }),
    );
  });

  it("adds up", () => {
    const sheet: Sheet = new Map([[65, { checks: 3, successes: 2 }]]);
    addSheet(sheet, encodeSheet(sheet), 1);
    expect([...sheet]).toEqual([[65, { checks: 6, successes: 4 }]]);
  });

  it("calls anything else damaged, and nothing else happens", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(failureOf(() => read(bytes, 0))).toSatisfy(isNoneOrDamage);
      }),
    );
    expect(() => read(new Uint8Array([1, 2]), 0)).toThrow("a sheet of counts in the database: damaged");
  });
});
