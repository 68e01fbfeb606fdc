import { ReadCursor } from "../bytes/index.ts";
import { type BitmapShape, bytesPerPixel, checkShape } from "./pixel-format.ts";

/*
 * MS-RDPBCGR 2.2.9.1.1.3.1.2.2, bitmapDataStream without BITMAP_COMPRESSION: rows from the bottom to the top, pixels from left to
 * right, every row filled up to a multiple of four bytes.
 */

/** Pixel values of an uncompressed bitmap, bottom row first as sent. Throws DecodeError when bytes are missing. */
export function decodeRawBitmap(bytes: Uint8Array, shape: BitmapShape): Uint32Array {
  checkShape(shape, "uncompressed bitmap");
  const { width, height } = shape;
  const size = bytesPerPixel(shape.bitsPerPixel);
  const rowBytes = Math.ceil((width * size) / 4) * 4;
  const data = new ReadCursor(bytes, "uncompressed bitmap").take(rowBytes * height);
  const pixels = new Uint32Array(width * height);
  let at = 0;
  for (let row = 0; row < height; row++) {
    let from = row * rowBytes;
    for (let column = 0; column < width; column++) {
      let pixel = data[from] ?? 0;
      if (size > 1) pixel |= (data[from + 1] ?? 0) << 8;
      if (size > 2) pixel |= (data[from + 2] ?? 0) << 16;
      from += size;
      pixels[at++] = pixel;
    }
  }
  return pixels;
}

/** An uncompressed bitmap of pixel values, bottom row first. The fourth byte of 32 bits is 0xFF. */
export function encodeRawBitmap(pixels: Uint32Array, shape: BitmapShape): Uint8Array {
  const { width, height } = shape;
  const size = bytesPerPixel(shape.bitsPerPixel);
  const rowBytes = Math.ceil((width * size) / 4) * 4;
  const bytes = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++) {
    let to = row * rowBytes;
    for (let column = 0; column < width; column++) {
      const pixel = (pixels[row * width + column] ?? 0) | (size === 4 ? 0xff000000 : 0);
      for (let shift = 0; shift < size * 8; shift += 8) bytes[to++] = (pixel >>> shift) & 0xff;
    }
  }
  return bytes;
}
