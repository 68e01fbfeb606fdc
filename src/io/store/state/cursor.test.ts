import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StoreFailure } from "../store-failure.ts";
import { cursorOf, keysOf, pageSize } from "./cursor.ts";

const key = fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));

function outcomeOf(cursor: string): string {
  try {
    return keysOf(cursor, ["string", "number"]).length === 2 ? "keys" : "other";
  } catch (error) {
    return error instanceof StoreFailure ? "StoreFailure" : String(error);
  }
}

describe("cursors", () => {
  it("come back as the keys that they were made of", () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), (keys) => {
        const kinds = keys.map((one) => (typeof one === "string" ? "string" : "number"));
        // JSON knows no negative zero, and no order does.
        expect(keysOf(cursorOf(keys), kinds)).toEqual(keys.map((one) => (one === 0 ? 0 : one)));
      }),
    );
  });

  it("of another list, or of nobody, are turned down and nothing else happens", () => {
    const anything = fc.oneof(
      fc.string(),
      fc.string().map((text) => Buffer.from(text).toString("base64url")),
      fc.json().map((text) => Buffer.from(text).toString("base64url")),
      fc.constant("A".repeat(5000)),
    );
    fc.assert(
      fc.property(anything, (cursor) => {
        expect(["keys", "StoreFailure"]).toContain(outcomeOf(cursor));
      }),
    );
    expect(() => keysOf(cursorOf(["a", 2], "name"), ["string", "number"], "host")).toThrow(StoreFailure);
    expect(() => keysOf(cursorOf([1, 2]), ["string", "number"])).toThrow(StoreFailure);
  });
});

describe("pageSize", () => {
  it.each([
    [undefined, 100],
    [0, 1],
    [-5, 1],
    [7.9, 7],
    [1000, 1000],
    [1e9, 1000],
  ])("of %s is %d", (limit, expected) => {
    expect(pageSize(limit)).toBe(expected);
  });
});
