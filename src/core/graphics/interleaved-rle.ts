import { ReadCursor } from "../bytes/index.ts";
import { type BitmapShape, bytesPerPixel, checkShape } from "./pixel-format.ts";

/*
 * MS-RDPBCGR 2.2.9.1.1.3.1.2.4, RLE Compressed Bitmap Stream (RLE_BITMAP_STREAM), and 3.1.9, Interleaved RLE-Based Bitmap
 * Compression. Orders, one after the other; lengths are in pixels unless said otherwise:
 *
 *   regular, 3 bits code + 5 bits length (0: next byte + 32)
 *     0 background run   1 foreground run   2 foreground/background image (times 8; 0: next byte + 1)   3 colour run   4 colour image
 *   lite, 4 bits code + 4 bits length (0: next byte + 16)
 *     0xC set foreground run   0xD set foreground/background image (times 8; 0: next byte + 1)   0xE dithered run (pairs)
 *   mega, one byte, then a length of 2 bytes little-endian
 *     0xF0 background run   0xF1 foreground run   0xF2 fg/bg image   0xF3 colour run   0xF4 colour image
 *     0xF6 set foreground run   0xF7 set fg/bg image   0xF8 dithered run
 *   special, one byte: 0xF9 fg/bg image of mask 0x03   0xFA of mask 0x05   0xFD a white pixel   0xFE a black pixel
 *
 * The background is the pixel of the row before, the foreground that pixel XOR the foreground colour; in the first row black and
 * the foreground colour itself. Of two background runs in a row the second begins with one foreground pixel.
 */

type Kind = "background" | "foreground" | "mask" | "color" | "image" | "dither";

interface Order {
  readonly kind: Kind;
  /** The order brings a new foreground colour. */
  readonly setsForeground: boolean;
  readonly length: number;
  /** Of the two special orders that carry no mask. */
  readonly fixedMask?: number;
}

const REGULAR: readonly Kind[] = ["background", "foreground", "mask", "color", "image"];
const LITE: Readonly<Record<number, Kind>> = { 0xc: "foreground", 0xd: "mask", 0xe: "dither" };
const MEGA: Readonly<Record<number, Kind>> = {
  0xf0: "background",
  0xf1: "foreground",
  0xf2: "mask",
  0xf3: "color",
  0xf4: "image",
  0xf6: "foreground",
  0xf7: "mask",
  0xf8: "dither",
};
const SETS_FOREGROUND: readonly number[] = [0xf6, 0xf7];
const FIXED_MASKS: Readonly<Record<number, number>> = { 0xf9: 0x03, 0xfa: 0x05 };
const WHITE_PIXEL = 0xfd;
const BLACK_PIXEL = 0xfe;
const PDU = "RLE_BITMAP_STREAM";

/** White at every depth: all bits that the depth has. */
function whiteOf(bitsPerPixel: number): number {
  return 2 ** bitsPerPixel - 1;
}

function readOrder(cursor: ReadCursor, code: number): Order {
  const mask = FIXED_MASKS[code];
  if (mask !== undefined) return { kind: "mask", setsForeground: false, length: 8, fixedMask: mask };
  if (code >= 0xf0) {
    const kind = MEGA[code] ?? cursor.reject("code", `is ${code}`);
    return { kind, setsForeground: SETS_FOREGROUND.includes(code), length: cursor.u16le() };
  }
  if (code >= 0xc0) {
    const kind = LITE[code >> 4] ?? cursor.reject("code", `is ${code}`);
    return { kind, setsForeground: kind !== "dither", length: readLength(cursor, kind, code & 0x0f, 16) };
  }
  const kind = REGULAR[code >> 5] ?? cursor.reject("code", `is ${code}`);
  return { kind, setsForeground: false, length: readLength(cursor, kind, code & 0x1f, 32) };
}

function readLength(cursor: ReadCursor, kind: Kind, short: number, base: number): number {
  if (kind === "mask") return short === 0 ? cursor.u8() + 1 : short * 8;
  return short === 0 ? cursor.u8() + base : short;
}

class RlePainter {
  readonly pixels: Uint32Array;
  readonly #cursor: ReadCursor;
  readonly #width: number;
  readonly #size: number;
  readonly #white: number;
  #at = 0;
  #firstRow = true;
  #afterBackground = false;
  #foreground: number;

  constructor(bytes: Uint8Array, { width, height, bitsPerPixel }: BitmapShape) {
    this.pixels = new Uint32Array(width * height);
    this.#cursor = new ReadCursor(bytes, PDU);
    this.#width = width;
    this.#size = bytesPerPixel(bitsPerPixel);
    this.#white = whiteOf(bitsPerPixel);
    this.#foreground = this.#white;
  }

  paint(): Uint32Array {
    const cursor = this.#cursor;
    while (cursor.remaining > 0) {
      if (this.#firstRow && this.#at >= this.#width) {
        this.#firstRow = false;
        this.#afterBackground = false;
      }
      const code = cursor.u8();
      if (code === WHITE_PIXEL || code === BLACK_PIXEL) {
        this.#room(1);
        this.pixels[this.#at++] = code === WHITE_PIXEL ? this.#white : 0;
        this.#afterBackground = false;
        continue;
      }
      const order = readOrder(cursor, code);
      if (order.setsForeground) this.#foreground = this.#pixel();
      this.#obey(order);
      this.#afterBackground = order.kind === "background";
    }
    if (this.#at < this.pixels.length)
      cursor.reject("bitmap", `ends after ${this.#at} of ${this.pixels.length} pixels`);
    return this.pixels;
  }

  #obey({ kind, length, fixedMask }: Order): void {
    this.#room(kind === "dither" ? length * 2 : length);
    switch (kind) {
      case "background":
        this.#background(length);
        break;
      case "foreground":
        for (let left = length; left > 0; left--) this.#put(true);
        break;
      case "mask":
        this.#mask(length, fixedMask);
        break;
      case "color": {
        const pixel = this.#pixel();
        this.pixels.fill(pixel, this.#at, this.#at + length);
        this.#at += length;
        break;
      }
      case "image":
        for (let left = length; left > 0; left--) this.pixels[this.#at++] = this.#pixel();
        break;
      case "dither":
      default: {
        const first = this.#pixel();
        const second = this.#pixel();
        for (let left = length; left > 0; left--) {
          this.pixels[this.#at++] = first;
          this.pixels[this.#at++] = second;
        }
      }
    }
  }

  #room(length: number): void {
    const left = this.pixels.length - this.#at;
    if (length > left) this.#cursor.reject("length", `is ${length}, but ${left} pixels are left`);
  }

  #pixel(): number {
    const cursor = this.#cursor;
    if (this.#size === 1) return cursor.u8();
    return this.#size === 2 ? cursor.u16le() : cursor.u16le() | (cursor.u8() << 16);
  }

  #put(foreground: boolean): void {
    const above = this.#firstRow ? 0 : (this.pixels[this.#at - this.#width] ?? 0);
    this.pixels[this.#at++] = foreground ? above ^ this.#foreground : above;
  }

  #background(length: number): void {
    if (length === 0) return;
    this.#put(this.#afterBackground);
    for (let left = length - 1; left > 0; left--) this.#put(false);
  }

  #mask(length: number, fixedMask: number | undefined): void {
    for (let left = length; left > 0; left -= 8) {
      const mask = fixedMask ?? this.#cursor.u8();
      for (let bit = 0; bit < Math.min(8, left); bit++) this.#put(((mask >> bit) & 1) === 1);
    }
  }
}

/**
 * Pixel values of an interleaved RLE bitmap of 8, 15, 16 or 24 bits, bottom row first as sent. Throws DecodeError when an order is
 * unknown, reaches beyond the bitmap, or pixels are missing at the end.
 */
export function decodeInterleavedRle(bytes: Uint8Array, shape: BitmapShape): Uint32Array {
  checkShape(shape, PDU);
  if (shape.bitsPerPixel === 32) new ReadCursor(bytes, PDU).reject("bitsPerPixel", "is 32");
  return new RlePainter(bytes, shape).paint();
}
