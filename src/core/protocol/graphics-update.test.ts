import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex } from "../bytes/index.ts";
import { decodeGraphicsUpdate, encodeGraphicsUpdate, type GraphicsUpdate } from "./graphics-update.ts";

const word = fc.integer({ min: 0, max: 0xffff });
const bytes = fc.uint8Array({ maxLength: 200 });
const rectangle = fc
  .record({
    destLeft: word,
    destTop: word,
    destRight: word,
    destBottom: word,
    width: word,
    height: word,
    bitsPerPixel: word,
    compressed: fc.boolean(),
    headerless: fc.boolean(),
    data: bytes,
  })
  .map((value) => ({ ...value, headerless: value.headerless && value.compressed }));
const update: fc.Arbitrary<GraphicsUpdate> = fc.oneof(
  fc.record({ kind: fc.constant("bitmap"), rectangles: fc.array(rectangle, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant("orders"), numberOrders: word, orders: bytes }),
  fc.record({
    kind: fc.constant("palette"),
    colors: fc.array(fc.uint8Array({ minLength: 3, maxLength: 3 }), { maxLength: 256 }).map((colors) => {
      return Uint8Array.from(colors.flatMap((color) => [...color]));
    }),
  }),
  fc.constant({ kind: "synchronize" }),
);

describe("Server Graphics Update PDU", () => {
  it("reads a bitmap with and without TS_CD_HEADER", () => {
    const place = "0a001400 0d001700 04000400 1000";
    const common = { destLeft: 10, destTop: 20, destRight: 13, destBottom: 23, width: 4, height: 4, bitsPerPixel: 16 };
    const withHeader = decodeGraphicsUpdate(fromHex(`01000100 ${place} 0100 0b00 0000 0300 0800 2000 aabbcc`));
    expect(withHeader).toEqual({
      kind: "bitmap",
      rectangles: [{ ...common, compressed: true, headerless: false, data: fromHex("aabbcc") }],
    });
    const without = decodeGraphicsUpdate(fromHex(`01000200 ${place} 0104 0300 aabbcc ${place} 0000 0100 dd`));
    expect(without).toMatchObject({
      rectangles: [
        { compressed: true, headerless: true, data: fromHex("aabbcc") },
        { compressed: false, headerless: false, data: fromHex("dd") },
      ],
    });
  });

  it("refuses other types, counts and lengths beyond the end", () => {
    const place = "0a001400 0d001700 04000400 1000";
    for (const hex of [
      "",
      "0400",
      "0100ffff",
      `01000100 ${place} 0104 0400 aabbcc`,
      `01000100 ${place} 0100 0700 0000 0300 0800`,
      `01000100 ${place} 0100 0b00 0000 0400 0800 2000 aabbcc`,
      "0200 0000 01010000",
      "0200 0000 02000000 aabbcc",
    ]) {
      expect(() => decodeGraphicsUpdate(fromHex(hex))).toThrow(DecodeError);
    }
  });

  it("decodes what it encodes", () => {
    fc.assert(
      fc.property(update, (value) => {
        expect(decodeGraphicsUpdate(encodeGraphicsUpdate(value))).toEqual(value);
      }),
    );
  });
});
