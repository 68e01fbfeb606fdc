import type { ReadCursor, WriteCursor } from "../../../core/bytes/index.ts";

/** A whole number from 0 to below 2^49, seven bits a byte, the lowest first; all bytes but the last have 0x80 added. */
export function writeNumber(cursor: WriteCursor, value: number): void {
  let left = value;
  while (left >= 0x80) {
    cursor.u8((left % 0x80) + 0x80);
    left = Math.floor(left / 0x80);
  }
  cursor.u8(left);
}

/** Throws DecodeError for one that is cut off or too long. */
export function readNumber(cursor: ReadCursor): number {
  let value = 0;
  for (let factor = 1; factor < 2 ** 49; factor *= 0x80) {
    const byte = cursor.u8();
    value += (byte % 0x80) * factor;
    if (byte < 0x80) return value;
  }
  return cursor.reject("number", "too long a number");
}

/** The same for numbers of either sign: 0, -1, 1, -2 … are 0, 1, 2, 3 … */
export function writeSigned(cursor: WriteCursor, value: number): void {
  writeNumber(cursor, value < 0 ? -2 * value - 1 : 2 * value);
}

/** Throws DecodeError as `readNumber` does. */
export function readSigned(cursor: ReadCursor): number {
  const value = readNumber(cursor);
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}
