import { ReadCursor } from "../bytes/index.ts";
import type { BitmapRectangle } from "../protocol/index.ts";
import { decodeInterleavedRle } from "./interleaved-rle.ts";
import { type BitmapShape, checkShape, isPixelDepth, toRgb } from "./pixel-format.ts";
import { decodePlanar } from "./planar.ts";
import { decodeRawBitmap } from "./raw-bitmap.ts";

/** A bitmap unpacked: 0xRRGGBB, bottom row first, and how it was packed, such as "rle-16", "planar" or "raw-24". */
export interface DecodedBitmap {
  readonly colors: Uint32Array;
  readonly encoding: string;
}

/**
 * Unpacks the bitmap of a TS_BITMAP_DATA. Allocates four bytes for each pixel of its width and height, which the caller has bounded.
 * Throws DecodeError.
 */
export function decodeBitmap(rectangle: BitmapRectangle, palette: Uint32Array): DecodedBitmap {
  const { width, height, bitsPerPixel, data } = rectangle;
  const depth = isPixelDepth(bitsPerPixel)
    ? bitsPerPixel
    : new ReadCursor(data, "TS_BITMAP_DATA").reject("bitsPerPixel", `is ${bitsPerPixel}`);
  const shape: BitmapShape = { width, height, bitsPerPixel: depth };
  checkShape(shape, "TS_BITMAP_DATA");
  const { pixels, encoding } = unpack(rectangle, shape);
  if (depth < 24) {
    for (let at = 0; at < pixels.length; at++) pixels[at] = toRgb(pixels[at] ?? 0, depth, palette);
  }
  return { colors: pixels, encoding };
}

function unpack({ compressed, data }: BitmapRectangle, shape: BitmapShape): { pixels: Uint32Array; encoding: string } {
  const depth = shape.bitsPerPixel;
  if (!compressed) return { pixels: decodeRawBitmap(data, shape), encoding: `raw-${depth}` };
  if (depth === 32) return { pixels: decodePlanar(data, shape), encoding: "planar" };
  return { pixels: decodeInterleavedRle(data, shape), encoding: `rle-${depth}` };
}
