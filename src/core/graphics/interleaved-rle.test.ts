import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex } from "../bytes/index.ts";
import { encodeInterleavedRle } from "./interleaved-rle-encode.ts";
import { decodeInterleavedRle } from "./interleaved-rle.ts";
import type { PixelDepth } from "./pixel-format.ts";

function pixels(hex: string, width: number, height: number, bitsPerPixel: PixelDepth = 8): number[] {
  return [...decodeInterleavedRle(fromHex(hex), { width, height, bitsPerPixel })];
}

const of = (count: number, pixel: number): number[] => Array.from({ length: count }, () => pixel);
const WHITE = 0xff;

describe("interleaved RLE, every order", () => {
  it("paints background: black in the first row, the row before after it", () => {
    expect(pixels("04", 4, 1)).toEqual(of(4, 0));
    expect(pixels("84 01020304 04", 4, 2)).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    expect(pixels("0001", 33, 1)).toEqual(of(33, 0));
    expect(pixels("f02c01", 300, 1)).toEqual(of(300, 0));
  });

  it("begins the second of two background runs with a foreground pixel, unless a row ended between", () => {
    expect(pixels("02 03", 5, 1)).toEqual([0, 0, WHITE, 0, 0]);
    expect(pixels("84 01020304 02 02", 4, 2)).toEqual([1, 2, 3, 4, 1, 2, 3 ^ WHITE, 4]);
    expect(pixels("04 04", 4, 2)).toEqual(of(8, 0));
    expect(pixels("02 fe 02", 5, 1)).toEqual(of(5, 0));
  });

  it("paints foreground: its colour in the first row, XOR with the row before after it", () => {
    expect(pixels("24", 4, 1)).toEqual(of(4, WHITE));
    expect(pixels("84 01020304 24", 4, 2)).toEqual([1, 2, 3, 4, 0xfe, 0xfd, 0xfc, 0xfb]);
    expect(pixels("2001", 33, 1)).toEqual(of(33, WHITE));
    expect(pixels("f12c01", 300, 1)).toEqual(of(300, WHITE));
    expect(pixels("c4 0f 24", 8, 1)).toEqual(of(8, 0x0f));
    expect(pixels("c000 0f", 16, 1)).toEqual(of(16, 0x0f));
    expect(pixels("f60400 0f", 4, 1)).toEqual(of(4, 0x0f));
  });

  it("mixes both by masks, lowest bit first", () => {
    const mixed = [WHITE, 0, WHITE, 0, 0, 0, 0, WHITE];
    expect(pixels("41 85", 8, 1)).toEqual(mixed);
    expect(pixels("4002 05", 3, 1)).toEqual([WHITE, 0, WHITE]);
    expect(pixels("f20800 85", 8, 1)).toEqual(mixed);
    expect(pixels("f20900 8501", 9, 1)).toEqual([...mixed, WHITE]);
    expect(pixels("d1 07 85", 8, 1)).toEqual(mixed.map((pixel) => (pixel === 0 ? 0 : 7)));
    expect(pixels("d002 07 05", 3, 1)).toEqual([7, 0, 7]);
    expect(pixels("f70300 07 05", 3, 1)).toEqual([7, 0, 7]);
    expect(pixels("88 0102030405060708 41 85", 8, 2).slice(8)).toEqual([0xfe, 2, 0xfc, 4, 5, 6, 7, 8 ^ WHITE]);
  });

  it("knows the two masks and two pixels that are orders by themselves", () => {
    expect(pixels("f9", 8, 1)).toEqual([WHITE, WHITE, ...of(6, 0)]);
    expect(pixels("fa", 8, 1)).toEqual([WHITE, 0, WHITE, ...of(5, 0)]);
    expect(pixels("fdfe", 2, 1)).toEqual([WHITE, 0]);
  });

  it("repeats a colour, two colours in turn, and copies colours", () => {
    expect(pixels("64 09", 4, 1)).toEqual(of(4, 9));
    expect(pixels("6001 09", 33, 1)).toEqual(of(33, 9));
    expect(pixels("f32c01 09", 300, 1)).toEqual(of(300, 9));
    expect(pixels("e2 0102", 4, 1)).toEqual([1, 2, 1, 2]);
    expect(pixels("e000 0102", 32, 1)).toEqual(Array.from({ length: 16 }, () => [1, 2]).flat());
    expect(pixels("f80200 0102", 4, 1)).toEqual([1, 2, 1, 2]);
    expect(pixels("f40200 0102", 2, 1)).toEqual([1, 2]);
  });

  it("takes whole pixels at every depth, and white has all bits of its depth", () => {
    expect(pixels("81 3412 fd", 2, 1, 16)).toEqual([0x1234, 0xffff]);
    expect(pixels("81 3412 fd", 2, 1, 15)).toEqual([0x1234, 0x7fff]);
    expect(pixels("61 563412 fd", 2, 1, 24)).toEqual([0x123456, 0xffffff]);
    expect(pixels("c1 563412 f1 0100", 2, 1, 24)).toEqual([0x123456, 0x123456]);
  });
});

describe("interleaved RLE, bad input", () => {
  it("refuses unknown orders, orders beyond the bitmap, missing bytes and missing pixels", () => {
    for (const hex of [
      "a1",
      "bf",
      "f5",
      "fb",
      "fc",
      "ff",
      "05",
      "f0ffff",
      "e3 0102",
      "f9",
      "83 0102",
      "61",
      "03",
      "",
    ]) {
      expect(() => pixels(hex, 4, 1)).toThrow(DecodeError);
    }
  });

  it("refuses sizes of nothing and beyond 8192, and 32 bits", () => {
    for (const [width, height] of [
      [0, 1],
      [1, 0],
      [8193, 1],
      [1, 65_535],
    ] as const) {
      expect(() => pixels("04", width, height)).toThrow(DecodeError);
    }
    expect(() => pixels("04", 4, 1, 32)).toThrow("bitsPerPixel is 32");
  });
});

describe("interleaved RLE, encoder", () => {
  it("is undone by the decoder", () => {
    const picture = fc
      .record({
        width: fc.integer({ min: 1, max: 40 }),
        bitsPerPixel: fc.constantFrom<PixelDepth>(8, 15, 16, 24),
        // Few colours in runs, so that background and colour runs do occur.
        runs: fc.array(fc.record({ pixel: fc.integer({ min: 0, max: 5 }), length: fc.integer({ min: 1, max: 90 }) }), {
          minLength: 1,
          maxLength: 30,
        }),
      })
      .map(({ width, bitsPerPixel, runs }) => {
        const row = runs.flatMap(({ pixel, length }) => of(length, pixel * 37));
        const height = Math.max(1, Math.floor(row.length / width));
        return {
          shape: { width, height, bitsPerPixel },
          all: Uint32Array.from({ length: width * height }, (_, at) => row[at] ?? 0),
        };
      });
    fc.assert(
      fc.property(picture, ({ shape, all }) => {
        expect(decodeInterleavedRle(encodeInterleavedRle(all, shape), shape)).toEqual(all);
      }),
    );
  });

  it("makes large pictures of few colours small", () => {
    const shape = { width: 1024, height: 200, bitsPerPixel: 16 } as const;
    const all = new Uint32Array(shape.width * shape.height).fill(0x1234);
    const bytes = encodeInterleavedRle(all, shape);
    expect(bytes.length).toBeLessThan(40);
    expect(decodeInterleavedRle(bytes, shape)).toEqual(all);
    const noise = all.map((_, at) => (at * 7919) & 0xffff);
    expect(decodeInterleavedRle(encodeInterleavedRle(noise, shape), shape)).toEqual(noise);
  });
});
