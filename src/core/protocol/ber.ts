import { concat, type ReadCursor } from "../bytes/index.ts";

/*
 * X.690, Basic Encoding Rules as MS-RDPBCGR (T.125 Connect Initial and Connect Response) and MS-CSSP (TSRequest, DER) use them.
 *
 *   identifier octets   1 byte, or 2 bytes when the low five bits of the first are all ones (tag number 31..127)
 *   length octets       short form: 1 byte 0..127; long form: 0x80 + n, then n bytes big-endian
 *   contents octets     as many as the length says
 *
 * The indefinite form (0x80) is never sent by either protocol and is refused. At most four length bytes are read, and a
 * length is compared with what remains before anything is done with it.
 */

export const BER_BOOLEAN = 0x01;
export const BER_INTEGER = 0x02;
export const BER_BIT_STRING = 0x03;
export const BER_OCTET_STRING = 0x04;
export const BER_OBJECT_IDENTIFIER = 0x06;
export const BER_ENUMERATED = 0x0a;
export const BER_SEQUENCE = 0x30;

/** Identifier of a constructed context-specific element `[number]`, number 0..30. */
export function berContextTag(number: number): number {
  if (!Number.isInteger(number) || number < 0 || number > 30) throw new RangeError(`context tag ${number}`);
  return 0xa0 | number;
}

/** Identifier of a constructed application element with a tag number of 31..127, as one number of two bytes (0x7f65). */
export function berApplicationTag(number: number): number {
  if (!Number.isInteger(number) || number < 31 || number > 127) throw new RangeError(`application tag ${number}`);
  return 0x7f00 | number;
}

/** Identifier octets as one number: one byte, or two for tag numbers 31..127. Throws DecodeError. */
export function readBerTag(cursor: ReadCursor): number {
  const first = cursor.u8();
  if ((first & 0x1f) !== 0x1f) return first;
  const second = cursor.u8();
  if (second >= 0x80) cursor.reject("tag", "has a number above 127");
  return first * 0x100 + second;
}

/** A definite length of at most four length bytes, never more than what remains. Throws DecodeError. */
export function readBerLength(cursor: ReadCursor): number {
  const first = cursor.u8();
  if (first === 0x80) cursor.reject("length", "is of indefinite form");
  let length = first;
  if (first > 0x80) {
    const count = first & 0x7f;
    if (count > 4) cursor.reject("length", `has ${count} bytes`);
    length = 0;
    for (let index = 0; index < count; index++) length = length * 0x100 + cursor.u8();
  }
  if (length > cursor.remaining) cursor.reject("length", `is ${length}, but ${cursor.remaining} bytes remain`);
  return length;
}

/** Reads the identifier and the length of an element that must be `tag`; gives the length. Throws DecodeError. */
export function expectBerTag(cursor: ReadCursor, tag: number, field: string): number {
  const found = readBerTag(cursor);
  if (found !== tag) cursor.reject(field, `has tag 0x${found.toString(16)} instead of 0x${tag.toString(16)}`);
  return readBerLength(cursor);
}

/** True when the next element has this one-byte identifier: how an OPTIONAL element is told from its successor. */
export function peekBerTag(cursor: ReadCursor, tag: number): boolean {
  return cursor.peek() === tag;
}

/** A cursor over the contents of an element that must be `tag`, named `field` in its faults. Throws DecodeError. */
export function readBerElement(cursor: ReadCursor, tag: number, field: string): ReadCursor {
  return cursor.sub(expectBerTag(cursor, tag, field), field);
}

/** SEQUENCE: a cursor over its contents. Throws DecodeError. */
export function readBerSequence(cursor: ReadCursor, field: string): ReadCursor {
  return readBerElement(cursor, BER_SEQUENCE, field);
}

/** Explicit `[number]`: a cursor over its contents. Throws DecodeError. */
export function readBerContext(cursor: ReadCursor, number: number, field: string): ReadCursor {
  return readBerElement(cursor, berContextTag(number), field);
}

/** OCTET STRING as a view of the bytes. Throws DecodeError. */
export function readBerOctetString(cursor: ReadCursor, field: string): Uint8Array {
  return cursor.take(expectBerTag(cursor, BER_OCTET_STRING, field));
}

function readUnsigned(cursor: ReadCursor, length: number, field: string): number {
  if (length < 1 || length > 5) cursor.reject(field, `is an integer of ${length} bytes`);
  if (length === 5 && cursor.u8() !== 0) cursor.reject(field, "is above 32 bits");
  let value = 0;
  for (let index = 0; index < Math.min(length, 4); index++) value = value * 0x100 + cursor.u8();
  return value;
}

/**
 * INTEGER of at most 32 bits, read without a sign: 0x80 in one byte is 128. Windows writes `02 02 ff ff` for 65535 and NTSTATUS
 * values in four bytes, others put a zero byte in front; both read the same here. Throws DecodeError.
 */
export function readBerUnsigned(cursor: ReadCursor, field: string): number {
  return readUnsigned(cursor, expectBerTag(cursor, BER_INTEGER, field), field);
}

/** ENUMERATED of at most 32 bits. Throws DecodeError. */
export function readBerEnumerated(cursor: ReadCursor, field: string): number {
  return readUnsigned(cursor, expectBerTag(cursor, BER_ENUMERATED, field), field);
}

/** BOOLEAN: every value but zero is true. Throws DecodeError. */
export function readBerBoolean(cursor: ReadCursor, field: string): boolean {
  if (expectBerTag(cursor, BER_BOOLEAN, field) !== 1)
    cursor.reject(field, "is a boolean of more or less than one byte");
  return cursor.u8() !== 0;
}

/** Length octets in the shortest form, as DER demands. */
export function berLength(length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 0 || length > 0xffffffff) throw new RangeError(`length ${length}`);
  if (length < 0x80) return Uint8Array.of(length);
  const digits: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 0x100)) digits.unshift(left & 0xff);
  return Uint8Array.of(0x80 | digits.length, ...digits);
}

/** One element around its contents. `tag` is a one-byte identifier, or two bytes as `berApplicationTag` gives them. */
export function berElement(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = concat(contents);
  const identifier = tag > 0xff ? Uint8Array.of(tag >>> 8, tag & 0xff) : Uint8Array.of(tag);
  return concat([identifier, berLength(body.length), body]);
}

/** SEQUENCE around its elements. */
export function berSequence(...elements: readonly Uint8Array[]): Uint8Array {
  return berElement(BER_SEQUENCE, ...elements);
}

/** Explicit `[number]` around an element. */
export function berContext(number: number, ...contents: readonly Uint8Array[]): Uint8Array {
  return berElement(berContextTag(number), ...contents);
}

/** OCTET STRING. */
export function berOctetString(bytes: Uint8Array): Uint8Array {
  return berElement(BER_OCTET_STRING, bytes);
}

/** INTEGER 0..2^32-1 in the shortest form that keeps it positive (DER). Throws RangeError outside. */
export function berUnsigned(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw new RangeError(`integer ${value}`);
  const digits: number[] = [];
  for (let left = value; digits.length === 0 || left > 0; left = Math.floor(left / 0x100)) digits.unshift(left % 0x100);
  if ((digits[0] ?? 0) >= 0x80) digits.unshift(0);
  return berElement(BER_INTEGER, Uint8Array.from(digits));
}

/** ENUMERATED 0..127. Throws RangeError outside. */
export function berEnumerated(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 127) throw new RangeError(`enumerated ${value}`);
  return berElement(BER_ENUMERATED, Uint8Array.of(value));
}

/** BOOLEAN; true is 0xff, as DER demands. */
export function berBoolean(value: boolean): Uint8Array {
  return berElement(BER_BOOLEAN, Uint8Array.of(value ? 0xff : 0));
}
