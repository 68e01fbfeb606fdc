import { concat, ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * RFC 8446 5.1 Record Layer (the same in RFC 5246 6.2.1)
 *
 *   type                   1 byte   20 change_cipher_spec, 21 alert, 22 handshake, 23 application_data
 *   legacy_record_version  2 bytes  0x0300..0x0304
 *   length                 2 bytes  big-endian, of the fragment; at most 2^14 in the clear, never 0 for a handshake
 *
 * RFC 8446 4 Handshake Protocol: msg_type 1 byte, length 3 bytes, body. Messages may share a record or span several.
 */

const TYPE_CHANGE_CIPHER_SPEC = 20;
export const TLS_RECORD_ALERT = 21;
export const TLS_RECORD_HANDSHAKE = 22;
const TYPE_APPLICATION_DATA = 23;
const FRAGMENT_MAX = 16384;
const HANDSHAKE_BYTES_MAX = 65536;
const WARNING = 1;
const CLOSE_NOTIFY = 0;

/** What stands in the clear at the beginning of a TLS stream. */
export interface TlsClearRecords {
  /** Content of the handshake records so far, also of a last one that is not complete. */
  readonly handshake: Uint8Array;
  /** The last alert, which may be a warning before the rest. */
  readonly alert?: { readonly level: number; readonly description: number };
  /** An encrypted record or change_cipher_spec follows: no more will be in the clear. */
  readonly ended: boolean;
}

/** One handshake message; the body is a view. */
export interface TlsHandshakeMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

/**
 * Collects the handshake content of the records at the beginning of a stream, as far as they arrived: at most 64 KiB, up to the first
 * fatal alert, change_cipher_spec or encrypted record. Throws DecodeError when this is not TLS.
 */
export function readClearRecords(bytes: Uint8Array): TlsClearRecords {
  const cursor = new ReadCursor(bytes, "TLSPlaintext");
  const fragments: Uint8Array[] = [];
  let total = 0;
  let alert: { readonly level: number; readonly description: number } | undefined;
  const result = (ended: boolean): TlsClearRecords => ({
    handshake: concat(fragments),
    ...(alert === undefined ? {} : { alert }),
    ended,
  });
  while (cursor.remaining > 0) {
    const type = cursor.peek() ?? 0;
    if (type < TYPE_CHANGE_CIPHER_SPEC || type > TYPE_APPLICATION_DATA) cursor.reject("type", `is ${type}`);
    const major = cursor.peek(1) ?? 3;
    const minor = cursor.peek(2) ?? 1;
    if (major !== 3 || minor > 4) cursor.reject("legacy_record_version", `is ${major}.${minor}`);
    if (type === TYPE_CHANGE_CIPHER_SPEC || type === TYPE_APPLICATION_DATA) {
      if (total === 0) cursor.reject("type", `is ${type} before any handshake`);
      return result(true);
    }
    if (cursor.remaining < 5) break;
    cursor.skip(3);
    const length = cursor.u16be();
    if (length === 0 || length > FRAGMENT_MAX) cursor.reject("length", `is ${length}`);
    if (type === TLS_RECORD_ALERT) {
      if (length !== 2) {
        // An encrypted alert: what it says cannot be read.
        if (total === 0) cursor.reject("length", `is ${length} in an alert`);
        return result(true);
      }
      if (cursor.remaining < 2) break;
      alert = { level: cursor.u8(), description: cursor.u8() };
      // A server may warn, for instance of a name that it does not know, and then go on with its hello.
      if (alert.level === WARNING && alert.description !== CLOSE_NOTIFY) continue;
      return result(true);
    }
    const fragment = cursor.take(Math.min(length, cursor.remaining));
    total += fragment.length;
    if (total > HANDSHAKE_BYTES_MAX) cursor.reject("handshake", `is above ${HANDSHAKE_BYTES_MAX} bytes`);
    fragments.push(fragment);
  }
  return result(false);
}

/** The next handshake message, or undefined while it is not complete. Throws DecodeError when it would be above 64 KiB. */
export function readHandshakeMessage(cursor: ReadCursor): TlsHandshakeMessage | undefined {
  const type = cursor.peek();
  const high = cursor.peek(1);
  const middle = cursor.peek(2);
  const low = cursor.peek(3);
  if (type === undefined || high === undefined || middle === undefined || low === undefined) return undefined;
  const length = high * 0x10000 + middle * 0x100 + low;
  if (length > HANDSHAKE_BYTES_MAX) cursor.reject("Handshake length", `is ${length}`);
  if (cursor.remaining - 4 < length) return undefined;
  cursor.skip(4);
  return { type, body: cursor.take(length) };
}

export function handshakeMessage(type: number, body: Uint8Array): Uint8Array {
  return concat([new WriteCursor(4).u8(type).u24be(body.length).finish(), body]);
}

/** Content in as many records as it needs. */
export function tlsRecords(type: number, version: number, content: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += FRAGMENT_MAX) {
    const fragment = content.subarray(at, at + FRAGMENT_MAX);
    parts.push(new WriteCursor(5).u8(type).u16be(version).u16be(fragment.length).finish(), fragment);
  }
  return concat(parts);
}

/** A cursor over a vector whose length stands before it in one, two or three bytes. Throws DecodeError. */
export function readVector(cursor: ReadCursor, lengthBytes: 1 | 2 | 3, name: string): ReadCursor {
  const length = lengthBytes === 1 ? cursor.u8() : lengthBytes === 2 ? cursor.u16be() : cursor.u24be();
  return cursor.sub(length, name);
}

/** A vector of 16-bit numbers with its length in two bytes. Throws DecodeError. */
export function readU16List(cursor: ReadCursor, name: string): readonly number[] {
  const vector = readVector(cursor, 2, name);
  const values: number[] = [];
  while (vector.remaining > 0) values.push(vector.u16be());
  return values;
}

export function u16List(values: readonly number[]): Uint8Array {
  const cursor = new WriteCursor(values.length * 2 + 2).u16be(values.length * 2);
  for (const value of values) cursor.u16be(value);
  return cursor.finish();
}
