import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex } from "../bytes/index.ts";
import { decodePlanar, encodePlanar } from "./planar.ts";

function colors(hex: string, width: number, height: number): string[] {
  const pixels = decodePlanar(fromHex(hex), { width, height, bitsPerPixel: 32 });
  return [...pixels].map((pixel) => pixel.toString(16).padStart(6, "0"));
}

describe("RDP 6.0 planar", () => {
  it("reads raw planes with and without alpha", () => {
    expect(colors("20 0102 1112 2122 00", 2, 1)).toEqual(["011121", "021222"]);
    expect(colors("00 ffff 0102 1112 2122 00", 2, 1)).toEqual(["011121", "021222"]);
  });

  it("reads RLE segments: raw values, a run of the last, runs of 16 and 32 upwards", () => {
    // Red: 7, then three times 7. Green: four zeros at once. Blue: 1, 2, 3, 4.
    expect(colors("30 13 07 04 40 01020304", 4, 1)).toEqual(["070001", "070002", "070003", "070004"]);
    // 19 values: one raw, 18 repeated; 19 of the 0 before the row; 19 raw ones in two segments.
    const blue = Array.from({ length: 19 }, (_, index) => (index + 1).toString(16).padStart(2, "0"));
    const segments = `f0 ${blue.slice(0, 15).join("")} 40 ${blue.slice(15).join("")}`;
    const expected = blue.map((digits) => `0900${digits}`);
    expect(colors(`30 10 09 21 31 ${segments}`, 19, 1)).toEqual(expected);
    expect(colors("30 32 32 32", 35, 1)).toEqual(Array.from({ length: 35 }, () => "000000"));
  });

  it("subtracts the row before from the second row on, sign in the lowest bit", () => {
    // Rows of one plane: 5, 6, 7, 8 and then +1, -1, 0, -3.
    expect(colors("30 40 05060708 40 02010005 04 04 04 04", 4, 2)).toEqual([
      "050000",
      "060000",
      "070000",
      "080000",
      "060000",
      "050000",
      "070000",
      "050000",
    ]);
  });

  it("undoes colour loss: luma and two signed chroma planes", () => {
    // Y 100, Co/2 10 (stored 20 >> 1 = 10 at level 1), Cg/2 -5.
    expect(colors("21 64 0a fb 00", 1, 1)).toEqual([
      [100 + 10 + 5, 100 - 5, 100 - 10 + 5].map((v) => v.toString(16)).join(""),
    ]);
    expect(colors("22 64 05 00 00", 1, 1)).toEqual(["6e645a"]);
    // Beyond 0..255 it is cut.
    expect(colors("21 ff 7f 00 00", 1, 1)).toEqual(["ffff80"]);
  });

  it("spreads subsampled chroma over two by two pixels, odd sizes rounded up", () => {
    const luma = "64".repeat(9);
    expect(colors(`29 ${luma} 0a000000 00000000 00`, 3, 3).join(" ")).toBe(
      "6e645a 6e645a 646464 6e645a 6e645a 646464 646464 646464 646464",
    );
  });

  it("refuses rows that are too long, empty segments, missing planes and chroma that is not there", () => {
    for (const hex of ["", "20", "20 0102 1112 21", "30 05", "30 00", "30 50 0102030405", "30 41", "28 0102 00"]) {
      expect(() => colors(hex, 4, 1)).toThrow(DecodeError);
    }
    expect(() => colors("30", 8193, 1)).toThrow("width is 8193");
  });

  it("decodes what it encodes", () => {
    const bitmap = fc
      .record({ width: fc.integer({ min: 1, max: 70 }), height: fc.integer({ min: 1, max: 6 }) })
      .chain((size) => {
        const pixel = fc.oneof(fc.constantFrom(0, 0xffffff, 0x123456), fc.integer({ min: 0, max: 0xffffff }));
        const length = size.width * size.height;
        return fc.record({
          shape: fc.constant({ ...size, bitsPerPixel: 32 as const }),
          pixels: fc.array(pixel, { minLength: length, maxLength: length }).map((list) => Uint32Array.from(list)),
        });
      });
    fc.assert(
      fc.property(bitmap, fc.boolean(), fc.boolean(), ({ shape, pixels }, rle, alpha) => {
        expect(decodePlanar(encodePlanar(pixels, shape, { rle, alpha }), shape)).toEqual(pixels);
      }),
    );
  });

  it("makes rows of one colour small", () => {
    const shape = { width: 500, height: 100, bitsPerPixel: 32 } as const;
    const pixels = new Uint32Array(shape.width * shape.height).fill(0x2f5d8a);
    const bytes = encodePlanar(pixels, shape, { rle: true });
    expect(bytes.length).toBeLessThan(4000);
    expect(decodePlanar(bytes, shape)).toEqual(pixels);
  });
});
