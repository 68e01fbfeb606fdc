import { ReadCursor, WriteCursor } from "../bytes/index.ts";
import { type BitmapShape, checkShape } from "./pixel-format.ts";

/*
 * MS-RDPEGDI 2.2.2.5.1, RDP 6.0 Bitmap Compressed Bitmap Stream (RDP6_BITMAP_STREAM)
 *
 *   formatHeader  1 byte   bits 0-2 colour loss level, 3 chroma subsampling, 4 RLE, 5 no alpha plane
 *   planes        alpha unless left out, then red, green, blue; or luma, orange chroma, green chroma where colour loss is above 0
 *   pad           1 byte   after planes without RLE
 *
 * 3.1.9.2, a plane with RLE is rows of segments; the values of all rows but the first are differences to the row above, with the
 * sign in the lowest bit. A segment is one control byte (high nibble: raw values that follow; low nibble: how often the last value
 * is repeated, where 1 and 2 mean high nibble + 16 and + 32, and no raw values) and belongs to one row.
 * 3.1.9.1.2: R = Y + Co/2 - Cg/2, G = Y + Cg/2, B = Y - Co/2 - Cg/2, with both chroma values shifted right by the colour loss level.
 */

const PDU = "RDP6_BITMAP_STREAM";
const COLOR_LOSS_MASK = 0x07;
const CHROMA_SUBSAMPLING = 0x08;
const RLE = 0x10;
const NO_ALPHA = 0x20;

/**
 * Pixels 0xRRGGBB of a planar bitmap of 32 bits, rows in the order sent: bottom row first in bitmap updates. Alpha is read and left
 * out. Throws DecodeError when bytes are missing or a row has too many.
 */
export function decodePlanar(bytes: Uint8Array, shape: BitmapShape): Uint32Array {
  checkShape(shape, PDU);
  const { width, height } = shape;
  const cursor = new ReadCursor(bytes, PDU);
  const header = cursor.u8();
  const colorLoss = header & COLOR_LOSS_MASK;
  const subsampled = (header & CHROMA_SUBSAMPLING) !== 0;
  if (subsampled && colorLoss === 0) cursor.reject("formatHeader", "subsamples chroma, but there is none");
  const read = (across: number, down: number): Uint8Array =>
    (header & RLE) === 0 ? cursor.take(across * down) : readRlePlane(cursor, across, down);
  if ((header & NO_ALPHA) === 0) read(width, height);
  const first = read(width, height);
  const chromaWidth = subsampled ? Math.ceil(width / 2) : width;
  const chromaHeight = subsampled ? Math.ceil(height / 2) : height;
  const second = read(chromaWidth, chromaHeight);
  const third = read(chromaWidth, chromaHeight);
  const pixels = new Uint32Array(width * height);
  if (colorLoss === 0) {
    for (let at = 0; at < pixels.length; at++) {
      pixels[at] = ((first[at] ?? 0) << 16) | ((second[at] ?? 0) << 8) | (third[at] ?? 0);
    }
    return pixels;
  }
  const half = subsampled ? 1 : 0;
  for (let at = 0; at < pixels.length; at++) {
    const chroma = (Math.floor(at / width) >> half) * chromaWidth + ((at % width) >> half);
    const orange = halfChroma(second[chroma] ?? 0, colorLoss);
    const green = halfChroma(third[chroma] ?? 0, colorLoss);
    const luma = first[at] ?? 0;
    pixels[at] = (clamp(luma + orange - green) << 16) | (clamp(luma + green) << 8) | clamp(luma - orange - green);
  }
  return pixels;
}

/** Half of a chroma value from the signed byte that the colour loss left of it. */
function halfChroma(byte: number, colorLoss: number): number {
  return ((byte << 24) >> 24) << (colorLoss - 1);
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, value));
}

function readRlePlane(cursor: ReadCursor, width: number, height: number): Uint8Array {
  const plane = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) readRleRow(cursor, plane, row * width, width);
  return plane;
}

function readRleRow(cursor: ReadCursor, plane: Uint8Array, start: number, width: number): void {
  const end = start + width;
  const firstRow = start === 0;
  let value = 0;
  let at = start;
  while (at < end) {
    const control = cursor.u8();
    let run = control & 0x0f;
    let raw = control >> 4;
    if (run === 1 || run === 2) {
      run = run * 16 + raw;
      raw = 0;
    }
    if (raw + run > end - at) cursor.reject("segment", `has ${raw + run} values, but ${end - at} are left in the row`);
    // A control byte of 0 would be a row without end.
    if (raw + run === 0) cursor.reject("segment", "is empty");
    for (let left = raw + run; left > 0; left--) {
      if (left > run) {
        const byte = cursor.u8();
        value = firstRow ? byte : unfold(byte);
      }
      plane[at] = firstRow ? value : value + (plane[at - width] ?? 0);
      at++;
    }
  }
}

/** A difference from the byte that has its sign in the lowest bit. */
function unfold(byte: number): number {
  return (byte & 1) === 0 ? byte >> 1 : -((byte >> 1) + 1);
}

/** How planes are written. `alpha` writes a plane of 0xFF first. */
export interface PlanarOptions {
  readonly rle: boolean;
  readonly alpha?: boolean;
}

/** A planar bitmap without colour loss of pixels 0xRRGGBB, in the order of rows given. */
export function encodePlanar(pixels: Uint32Array, shape: BitmapShape, options: PlanarOptions): Uint8Array {
  const { width, height } = shape;
  const writer = new WriteCursor(pixels.length).u8((options.rle ? RLE : 0) | (options.alpha === true ? 0 : NO_ALPHA));
  const planes = [16, 8, 0].map((shift) => Uint8Array.from(pixels, (pixel) => (pixel >>> shift) & 0xff));
  if (options.alpha === true) planes.unshift(new Uint8Array(width * height).fill(0xff));
  for (const plane of planes) {
    if (!options.rle) writer.bytes(plane);
    else for (let row = 0; row < height; row++) writeRleRow(writer, plane, row * width, width);
  }
  return (options.rle ? writer : writer.u8(0)).finish();
}

const RAW_MAX = 15;
const RUN_MIN = 3;
const RUN_MAX = 47;

function writeRleRow(writer: WriteCursor, plane: Uint8Array, start: number, width: number): void {
  const values = Array.from({ length: width }, (_, column) => {
    const value = plane[start + column] ?? 0;
    if (start === 0) return value;
    const difference = ((value - (plane[start + column - width] ?? 0)) << 24) >> 24;
    return difference < 0 ? (-difference - 1) * 2 + 1 : difference * 2;
  });
  let last = 0;
  let at = 0;
  while (at < width) {
    const run = repeats(values, at, last);
    if (run >= RUN_MIN) {
      const length = Math.min(run, RUN_MAX);
      if (length < 16) writer.u8(length);
      else writer.u8(length < 32 ? ((length - 16) << 4) | 1 : ((length - 32) << 4) | 2);
      at += length;
      continue;
    }
    let raw = 1;
    while (raw < RAW_MAX && at + raw < width && repeats(values, at + raw, values[at + raw - 1] ?? 0) < RUN_MIN) raw++;
    writer.u8(raw << 4).bytes(Uint8Array.from(values.slice(at, at + raw)));
    at += raw;
    last = values[at - 1] ?? 0;
  }
}

function repeats(values: readonly number[], from: number, value: number): number {
  let at = from;
  while (values[at] === value) at++;
  return at - from;
}
