import { ReadCursor } from "../bytes/index.ts";

/*
 * Pixels of MS-RDPBCGR 2.2.9.1.1.3.1.2.2, little-endian:
 *   8   index into the palette            15  xrrrrrgggggbbbbb       16  rrrrrggggggbbbbb
 *   24  blue, green, red                  32  blue, green, red, unused
 */

/** Bits a pixel that a bitmap may have. */
export type PixelDepth = 8 | 15 | 16 | 24 | 32;

/** The checked size and depth of a bitmap that is about to be unpacked. */
export interface BitmapShape {
  readonly width: number;
  readonly height: number;
  readonly bitsPerPixel: PixelDepth;
}

/** Longest side of a bitmap or a desktop, in pixels; MS-RDPBCGR 2.2.7.1.2 knows no larger desktop. */
export const SIDE_MAX = 8192;

export function isPixelDepth(value: number): value is PixelDepth {
  return value === 8 || value === 15 || value === 16 || value === 24 || value === 32;
}

/** Bytes that one pixel takes in a bitmap. */
export function bytesPerPixel(depth: PixelDepth): number {
  return depth === 15 ? 2 : depth / 8;
}

/** Throws DecodeError when a side is 0 or above `SIDE_MAX`. */
export function checkShape({ width, height }: BitmapShape, pdu: string): void {
  const cursor = new ReadCursor(new Uint8Array(), pdu);
  if (width < 1 || width > SIDE_MAX) cursor.reject("width", `is ${width}`);
  if (height < 1 || height > SIDE_MAX) cursor.reject("height", `is ${height}`);
}

/** Colours as 0xRRGGBB. `palette` has 256 of them and is read at 8 bits only. */
export function toRgb(pixel: number, depth: PixelDepth, palette: Uint32Array): number {
  switch (depth) {
    case 8:
      return palette[pixel & 0xff] ?? 0;
    case 15:
      return (widen5(pixel >> 10) << 16) | (widen5(pixel >> 5) << 8) | widen5(pixel);
    case 16: {
      const green = (pixel >> 5) & 0x3f;
      return (widen5(pixel >> 11) << 16) | (((green << 2) | (green >> 4)) << 8) | widen5(pixel);
    }
    case 24:
    case 32:
    default:
      return pixel & 0xffffff;
  }
}

/** Five bits to eight so that 0 stays 0 and 31 becomes 255. */
function widen5(value: number): number {
  const five = value & 0x1f;
  return (five << 3) | (five >> 2);
}

/**
 * Colours for 8 bits until the server sends a palette of its own: three bits red, three green, two blue. No document gives a
 * default, and servers send theirs first.
 */
export function defaultPalette(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    const red = Math.round(((index >> 5) * 255) / 7);
    const green = Math.round((((index >> 2) & 0x07) * 255) / 7);
    const blue = (index & 0x03) * 85;
    return (red << 16) | (green << 8) | blue;
  });
}
