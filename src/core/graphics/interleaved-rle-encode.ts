import { WriteCursor } from "../bytes/index.ts";
import { type BitmapShape, bytesPerPixel } from "./pixel-format.ts";

const RUN_MAX = 0xffff;
/** Below this many equal pixels an order of its own saves nothing. */
const RUN_MIN = 3;
const MEGA_BACKGROUND_RUN = 0xf0;
const MEGA_COLOR_RUN = 0xf3;
const MEGA_COLOR_IMAGE = 0xf4;
const REGULAR_COLOR_RUN = 0x60;
const REGULAR_COLOR_IMAGE = 0x80;
const REGULAR_LENGTH_MAX = 0x1f;
const ADDED_LENGTH_MAX = 0xff + 32;

function writeOrder(writer: WriteCursor, regular: number, mega: number, length: number): void {
  if (length <= REGULAR_LENGTH_MAX) writer.u8(regular | length);
  else if (length <= ADDED_LENGTH_MAX) writer.u8(regular).u8(length - 32);
  else writer.u8(mega).u16le(length);
}

/**
 * An interleaved RLE bitmap ([MS-RDPBCGR] 3.1.9) of pixel values, bottom row first: colour images, colour runs and background runs,
 * the least that a server needs. No order crosses the end of the first row, where clients differ in what background means.
 */
export function encodeInterleavedRle(pixels: Uint32Array, shape: BitmapShape): Uint8Array {
  const { width } = shape;
  const size = bytesPerPixel(shape.bitsPerPixel);
  const writer = new WriteCursor(pixels.length);
  const pixel = (at: number): void => {
    const value = pixels[at] ?? 0;
    for (let shift = 0; shift < size * 8; shift += 8) writer.u8((value >>> shift) & 0xff);
  };
  let imageFrom = 0;
  const flush = (end: number): void => {
    if (end > imageFrom) writeOrder(writer, REGULAR_COLOR_IMAGE, MEGA_COLOR_IMAGE, end - imageFrom);
    for (let at = imageFrom; at < end; at++) pixel(at);
  };
  let afterBackground = false;
  let at = 0;
  while (at < pixels.length) {
    if (at === width) {
      flush(at);
      imageFrom = at;
      afterBackground = false;
    }
    const end = Math.min(at < width ? width : pixels.length, at + RUN_MAX);
    const background = at === imageFrom && afterBackground ? 0 : runLength(at, end, (to) => same(pixels, to, width));
    const color = runLength(at, end, (to) => pixels[to] === pixels[at]);
    if (Math.max(background, color) < RUN_MIN && at - imageFrom < RUN_MAX) {
      at++;
      continue;
    }
    flush(at);
    if (background >= color && background > 0) {
      writeOrder(writer, 0, MEGA_BACKGROUND_RUN, background);
      at += background;
      afterBackground = true;
    } else {
      writeOrder(writer, REGULAR_COLOR_RUN, MEGA_COLOR_RUN, color);
      pixel(at);
      at += color;
      afterBackground = false;
    }
    imageFrom = at;
  }
  flush(at);
  return writer.finish();
}

function runLength(from: number, end: number, belongs: (at: number) => boolean): number {
  let at = from;
  while (at < end && belongs(at)) at++;
  return at - from;
}

/** Whether a pixel is what a background run paints. */
function same(pixels: Uint32Array, at: number, width: number): boolean {
  return pixels[at] === (at < width ? 0 : pixels[at - width]);
}
