import type { ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * X.691, ALIGNED Packed Encoding Rules, as far as T.125 domain PDUs and the T.124 conference PDUs use them.
 *
 *   length determinant   1 byte 0..127; 2 bytes 0x80 | high, low for 0..16383; fragments of 16 K (0xc0 | n) are refused:
 *                        no RDP peer sends a connection PDU above 16 K
 *   INTEGER (0..MAX)     length determinant, then that many bytes big-endian
 *   INTEGER (1001..65535) 2 bytes, the value less 1001
 */

/** The smallest MCS user id, T.125 section 7 part 1: `UserId ::= DynamicChannelId (1001..65535)`. */
const LOWEST_USER_ID = 1001;

/** A length of at most 16383, never more than what remains. Throws DecodeError. */
export function readPerLength(cursor: ReadCursor, field: string): number {
  const length = readPerDeterminant(cursor, field);
  if (length > cursor.remaining) cursor.reject(field, `is ${length} bytes long, but ${cursor.remaining} remain`);
  return length;
}

/** A length determinant that is not compared with what remains, for lengths that the specification says to ignore. */
export function readPerDeterminant(cursor: ReadCursor, field: string): number {
  const first = cursor.u8();
  if (first < 0x80) return first;
  if (first >= 0xc0) cursor.reject(field, "is fragmented");
  return (first & 0x3f) * 0x100 + cursor.u8();
}

/** Writes a length in its shortest form. Throws RangeError above 16383. */
export function writePerLength(writer: WriteCursor, length: number): void {
  if (length < 0x80) writer.u8(length);
  else if (length < 0x4000) writer.u16be(0x8000 | length);
  else throw new RangeError(`PER length ${length} needs fragments`);
}

/** Unconstrained INTEGER (0..MAX) of at most four bytes. Throws DecodeError. */
export function readPerInteger(cursor: ReadCursor, field: string): number {
  const length = readPerLength(cursor, field);
  if (length < 1 || length > 4) cursor.reject(field, `is an integer of ${length} bytes`);
  let value = 0;
  for (let index = 0; index < length; index++) value = value * 0x100 + cursor.u8();
  return value;
}

/** Writes INTEGER (0..MAX) in 1, 2 or 4 bytes. */
export function writePerInteger(writer: WriteCursor, value: number): void {
  if (value < 0x100) writer.u8(1).u8(value);
  else if (value < 0x10000) writer.u8(2).u16be(value);
  else writer.u8(4).u32be(value);
}

/**
 * UserId. libfreerdp servers write user 0 as 0xfc17 (the subtraction wraps), so this addition wraps too and gives back 0.
 * Throws DecodeError when two bytes are not there.
 */
export function readPerUserId(cursor: ReadCursor): number {
  return (cursor.u16be() + LOWEST_USER_ID) & 0xffff;
}

/** Writes UserId 0..65535; below 1001 the subtraction wraps, as what `readPerUserId` gave back did. Throws RangeError outside. */
export function writePerUserId(writer: WriteCursor, id: number): void {
  if (id < 0 || id > 0xffff) throw new RangeError(`user id ${id}`);
  writer.u16be((id - LOWEST_USER_ID) & 0xffff);
}
