import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../../bytes/index.ts";
import { TextCache } from "./text-cache.ts";

function ask(cache: TextCache, bytes: Uint8Array, kind: number): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const known = cache.find(view, 0, bytes.length, kind);
  if (known === undefined) cache.remember(view, 0, bytes.length, kind, `${kind} ${toHex(bytes)}`);
  return known;
}

describe("TextCache", () => {
  it("knows what was seen twice, and only that", () => {
    const cache = new TextCache();
    const bytes = Uint8Array.of(1, 2, 3, 4, 5);
    expect([ask(cache, bytes, 1), ask(cache, bytes, 1), ask(cache, bytes, 1)]).toEqual([
      undefined,
      undefined,
      "1 0102030405",
    ]);
    expect(ask(cache, bytes, 2)).toBeUndefined();
    expect(ask(cache, bytes.subarray(0, 4), 1)).toBeUndefined();
  });

  it("leaves long values alone", () => {
    const cache = new TextCache();
    const long = new Uint8Array(257).fill(7);
    expect([ask(cache, long, 1), ask(cache, long, 1), ask(cache, long, 1)]).toEqual([undefined, undefined, undefined]);
  });

  it("never gives the text of other bytes, however many it has seen", () => {
    const values = fc.array(fc.tuple(fc.uint8Array({ maxLength: 12 }), fc.nat(3)), { maxLength: 400 });
    fc.assert(
      fc.property(values, (asked) => {
        const cache = new TextCache();
        for (let round = 0; round < 3; round++) {
          for (const [bytes, kind] of asked) {
            expect([undefined, `${kind} ${toHex(bytes)}`]).toContain(ask(cache, bytes, kind));
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
