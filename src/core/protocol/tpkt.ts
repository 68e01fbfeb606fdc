import { concat, ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * T.123 section 8, TPKT header (MS-RDPBCGR wraps every slow-path PDU in it)
 *
 *   version   1 byte   3
 *   reserved  1 byte   0, not looked at
 *   length    2 bytes  big-endian, of the whole packet with this header; at least 7
 *
 * MS-RDPBCGR 2.2.9.1.2, Server Fast-Path Update PDU (TS_FP_UPDATE_PDU)
 *
 *   fpOutputHeader  1 byte   two low bits are the action: 0 fast-path, 3 TPKT
 *   length1         1 byte   of the whole PDU; when its top bit is set ...
 *   length2         1 byte   ... the 15 bits of both are the length, big-endian
 */

export const TPKT_HEADER_LENGTH = 4;
const TPKT_VERSION = 3;
const TPKT_LENGTH_MIN = 7;
const FASTPATH_ACTION_MASK = 0x03;

/** How the next PDU of a stream is framed and how many bytes it has, header included. */
export interface PduFrame {
  readonly kind: "tpkt" | "fast-path";
  readonly length: number;
}

/**
 * Length in bytes of the TPKT that begins here, its header included (7..65535), or undefined while the header is not complete.
 * Throws DecodeError when it is not a TPKT: another version, or a length below 7.
 */
export function tpktLength(bytes: Uint8Array): number | undefined {
  const cursor = new ReadCursor(bytes, "TPKT");
  const version = cursor.peek();
  if (version === undefined) return undefined;
  if (version !== TPKT_VERSION) cursor.reject("version", `is ${version}`);
  if (bytes.length < TPKT_HEADER_LENGTH) return undefined;
  cursor.skip(2);
  const length = cursor.u16be();
  if (length < TPKT_LENGTH_MIN) cursor.reject("length", `is ${length}`);
  return length;
}

/** Payload of exactly one TPKT, as a view. Throws DecodeError when the length is not that of the packet. */
export function decodeTpkt(packet: Uint8Array): Uint8Array {
  const cursor = new ReadCursor(packet, "TPKT");
  const length = tpktLength(packet);
  cursor.skip(TPKT_HEADER_LENGTH);
  if (length !== undefined && length !== packet.length) {
    if (length > packet.length) cursor.skip(length - TPKT_HEADER_LENGTH);
    cursor.reject("length", `is ${length}, but the packet has ${packet.length} bytes`);
  }
  return cursor.rest();
}

/** A TPKT around a payload of 3..65531 bytes. Throws RangeError on any other length. */
export function encodeTpkt(payload: Uint8Array): Uint8Array {
  const length = TPKT_HEADER_LENGTH + payload.length;
  if (length < TPKT_LENGTH_MIN) throw new RangeError(`a TPKT of ${length} bytes`);
  return concat([new WriteCursor(TPKT_HEADER_LENGTH).u8(TPKT_VERSION).u8(0).u16be(length).finish(), payload]);
}

/**
 * Framing and length of the next PDU in a stream where TPKT and fast-path PDUs alternate, or undefined while its header is not
 * complete. A TPKT has 7..65535 bytes, a fast-path PDU 2..32767. Throws DecodeError on any other first byte or a length below that.
 */
export function pduFrame(bytes: Uint8Array): PduFrame | undefined {
  const first = bytes[0];
  if (first === undefined) return undefined;
  const action = first & FASTPATH_ACTION_MASK;
  if (action !== 0) {
    const length = tpktLength(bytes);
    return length === undefined ? undefined : { kind: "tpkt", length };
  }
  const length1 = bytes[1];
  if (length1 === undefined) return undefined;
  const long = (length1 & 0x80) !== 0;
  if (long && bytes.length < 3) return undefined;
  const length = long ? (length1 & 0x7f) * 0x100 + (bytes[2] ?? 0) : length1;
  const header = long ? 3 : 2;
  if (length < header) new ReadCursor(bytes, "TS_FP_UPDATE_PDU").reject("length", `is ${length}`);
  return { kind: "fast-path", length };
}

/** Length alone of what `pduFrame` finds. Throws DecodeError as it does. */
export function pduLength(bytes: Uint8Array): number | undefined {
  return pduFrame(bytes)?.length;
}
