import { crc32, inflateSync } from "node:zlib";
import { assert, integer, property, tuple, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { encodePng } from "./png.ts";

interface Chunk {
  readonly type: string;
  readonly content: Buffer;
}

function chunksOf(png: Uint8Array): Chunk[] {
  const file = Buffer.from(png);
  expect(file.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const chunks: Chunk[] = [];
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const content = file.subarray(at + 8, at + 8 + length);
    expect(file.readUInt32BE(at + 8 + length)).toBe(crc32(file.subarray(at + 4, at + 8 + length)));
    chunks.push({ type: file.toString("latin1", at + 4, at + 8), content });
    at += 12 + length;
  }
  return chunks;
}

/** Red, green and blue of every pixel, with all five filters undone as the specification says. */
function pixelsOf(png: Uint8Array): Uint8Array {
  const [header, pixels] = chunksOf(png);
  const [width = 0, height = 0] = [header?.content.readUInt32BE(0), header?.content.readUInt32BE(4)];
  const rows = inflateSync(pixels?.content ?? "");
  const bytesARow = width * 3;
  const out = new Uint8Array(bytesARow * height);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (bytesARow + 1)];
    for (let x = 0; x < bytesARow; x += 1) {
      const left = x < 3 ? 0 : (out[y * bytesARow + x - 3] ?? 0);
      const up = y === 0 ? 0 : (out[(y - 1) * bytesARow + x] ?? 0);
      const corner = y === 0 || x < 3 ? 0 : (out[(y - 1) * bytesARow + x - 3] ?? 0);
      const estimate = left + up - corner;
      const away = [left, up, corner].map((value) => Math.abs(estimate - value));
      const paeth = [left, up, corner][away.indexOf(Math.min(...away))] ?? 0;
      const predicted = [0, left, up, Math.floor((left + up) / 2), paeth][filter ?? 9];
      out[y * bytesARow + x] = (rows[y * (bytesARow + 1) + 1 + x] ?? 0) + (predicted ?? Number.NaN);
    }
  }
  return out;
}

const withoutAlpha = (rgba: Uint8Array): Uint8Array => rgba.filter((_, index) => index % 4 !== 3);

describe("encodePng", () => {
  it("writes header, picture and end", () => {
    const chunks = chunksOf(encodePng({ width: 2, height: 1, rgba: Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 255) }));
    expect(chunks.map(({ type }) => type)).toEqual(["IHDR", "IDAT", "IEND"]);
    // Width, height, bit depth 8, colour type 2, compression, filter and interlace method 0.
    expect(chunks[0]?.content.toString("hex")).toBe("00000002000000010802000000");
  });

  it("gives back every pixel, and drops alpha", () => {
    const sizes = tuple(integer({ min: 1, max: 12 }), integer({ min: 1, max: 12 }));
    const pictures = sizes.chain(([width, height]) =>
      uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 }).map((rgba) => ({
        width,
        height,
        rgba,
      })),
    );
    assert(
      property(pictures, (picture) => {
        expect(pixelsOf(encodePng(picture))).toEqual(withoutAlpha(picture.rgba));
      }),
    );
  });

  it("packs a flat picture small", () => {
    const picture = { width: 1024, height: 768, rgba: new Uint8Array(1024 * 768 * 4).fill(90) };
    expect(encodePng(picture).length).toBeLessThan(10_000);
  });

  it.each([
    [0, 1, 0],
    [1, 0, 0],
    [2, 2, 15],
    [2, 2, 17],
  ])("refuses %d x %d pixels in %d bytes", (width, height, length) => {
    expect(() => encodePng({ width, height, rgba: new Uint8Array(length) })).toThrow(RangeError);
  });
});
