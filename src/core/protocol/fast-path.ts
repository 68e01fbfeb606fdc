import { concat, ReadCursor, WriteCursor } from "../bytes/index.ts";
import { pduFrame } from "./tpkt.ts";

/*
 * MS-RDPBCGR 2.2.9.1.2, Server Fast-Path Update PDU (TS_FP_UPDATE_PDU)
 *
 *   fpOutputHeader   1 byte    bits 0-1 action (0), bits 6-7 flags: 1 FASTPATH_OUTPUT_SECURE_CHECKSUM, 2 FASTPATH_OUTPUT_ENCRYPTED
 *   length1, length2 1 or 2    see TPKT
 *   fipsInformation  4 bytes   only under FIPS: 2 length (16), 1 version (1), 1 padlen
 *   dataSignature    8 bytes   only when encrypted
 *   fpOutputUpdates  the rest
 *
 * 2.2.9.1.2.1, Fast-Path Update (TS_FP_UPDATE), one after the other
 *
 *   updateHeader     1 byte    bits 0-3 updateCode, bits 4-5 fragmentation, bits 6-7 compression (2: the next field is there)
 *   compressionFlags 1 byte    3.1.8.2.1; PACKET_COMPRESSED is 0x20
 *   size             2 bytes   little-endian, of updateData
 *   updateData
 */

/** updateCode of 2.2.9.1.2.1. */
export const FAST_PATH_UPDATE_CODES = {
  orders: 0x0,
  bitmap: 0x1,
  palette: 0x2,
  synchronize: 0x3,
  surfaceCommands: 0x4,
  pointerHidden: 0x5,
  pointerDefault: 0x6,
  pointerPosition: 0x8,
  colorPointer: 0x9,
  cachedPointer: 0xa,
  newPointer: 0xb,
  largePointer: 0xc,
} as const;

export type FastPathFragmentation = "single" | "first" | "next" | "last";

export interface FastPathOutput {
  readonly encrypted: boolean;
  /** The signature is one over a packet counter as well (5.3.6.1.1). */
  readonly secureChecksum: boolean;
  /** Bytes of padding at the end of `body` before it was encrypted; present under FIPS only. */
  readonly fipsPadding?: number;
  /** Eight bytes, present when encrypted. */
  readonly signature?: Uint8Array;
  /** Updates for `decodeFastPathUpdates`, still encrypted where `encrypted` says so. */
  readonly body: Uint8Array;
}

export interface FastPathUpdate {
  /** One of `FAST_PATH_UPDATE_CODES`, or another that a server made up. */
  readonly updateCode: number;
  readonly fragmentation: FastPathFragmentation;
  /** Bulk compression (3.1.8) was used on `data`. */
  readonly compressed: boolean;
  readonly data: Uint8Array;
}

const SECURE_CHECKSUM = 0x40;
const ENCRYPTED = 0x80;
const SIGNATURE_LENGTH = 8;
const FIPS_INFORMATION_LENGTH = 0x10;
const FIPS_VERSION = 1;
const LENGTH_MAX = 0x7fff;
const SHORT_LENGTH_MAX = 0x7f;
const COMPRESSION_USED = 0x80;
const COMPRESSION_MASK = 0xc0;
const PACKET_COMPRESSED = 0x20;
const FRAGMENTATIONS: readonly FastPathFragmentation[] = ["single", "last", "first", "next"];

/**
 * Headers of one whole fast-path PDU from a server; byte fields are views of the packet. `fips`: the connection uses FIPS
 * encryption, whose packets have a field more. Throws DecodeError.
 */
export function decodeFastPathOutput(packet: Uint8Array, fips = false): FastPathOutput {
  const cursor = new ReadCursor(packet, "TS_FP_UPDATE_PDU");
  const frame = pduFrame(packet);
  if (frame === undefined || frame.kind !== "fast-path") return cursor.reject("action", "is not fast-path");
  if (frame.length !== packet.length) {
    cursor.reject("length", `is ${frame.length}, but the packet has ${packet.length} bytes`);
  }
  const header = cursor.u8();
  cursor.skip((cursor.u8() & 0x80) === 0 ? 0 : 1);
  const encrypted = (header & ENCRYPTED) !== 0;
  const output = { encrypted, secureChecksum: (header & SECURE_CHECKSUM) !== 0 };
  let padding = {};
  if (fips) {
    const length = cursor.u16le();
    if (length !== FIPS_INFORMATION_LENGTH) cursor.reject("fipsInformation", `has length ${length}`);
    cursor.skip(1);
    padding = { fipsPadding: cursor.u8() };
  }
  const signature = encrypted ? { signature: cursor.take(SIGNATURE_LENGTH) } : {};
  return { ...output, ...padding, ...signature, body: cursor.rest() };
}

/** One fast-path PDU of at most 32767 bytes. Throws RangeError when it would be longer or the signature is not eight bytes. */
export function encodeFastPathOutput(output: FastPathOutput): Uint8Array {
  const middle = new WriteCursor(16);
  if (output.fipsPadding !== undefined) {
    middle.u16le(FIPS_INFORMATION_LENGTH).u8(FIPS_VERSION).u8(output.fipsPadding);
  }
  if (output.encrypted) {
    if (output.signature?.length !== SIGNATURE_LENGTH) throw new RangeError("an encrypted PDU needs 8 signature bytes");
    middle.bytes(output.signature);
  }
  const length = middle.length + output.body.length;
  const writer = new WriteCursor(3).u8(
    (output.encrypted ? ENCRYPTED : 0) | (output.secureChecksum ? SECURE_CHECKSUM : 0),
  );
  if (length + 2 <= SHORT_LENGTH_MAX) writer.u8(length + 2);
  else if (length + 3 <= LENGTH_MAX) writer.u16be(0x8000 | (length + 3));
  else throw new RangeError(`a fast-path PDU of ${length + 3} bytes`);
  return concat([writer.finish(), middle.finish(), output.body]);
}

/** All updates in the decrypted body of a fast-path PDU; `data` are views. Throws DecodeError. */
export function decodeFastPathUpdates(body: Uint8Array): readonly FastPathUpdate[] {
  const cursor = new ReadCursor(body, "TS_FP_UPDATE");
  const updates: FastPathUpdate[] = [];
  while (cursor.remaining > 0) {
    const header = cursor.u8();
    const compression = header & COMPRESSION_MASK;
    if (compression !== 0 && compression !== COMPRESSION_USED) cursor.reject("compression", `is ${compression >> 6}`);
    const compressed = compression === COMPRESSION_USED && (cursor.u8() & PACKET_COMPRESSED) !== 0;
    const data = cursor.take(cursor.u16le());
    const fragmentation = FRAGMENTATIONS[(header >> 4) & 0x03] ?? "single";
    updates.push({ updateCode: header & 0x0f, fragmentation, compressed, data });
  }
  return updates;
}

/** The body of a fast-path PDU. `compressed` updates are taken as compressed already. Throws RangeError for data above 65535 bytes. */
export function encodeFastPathUpdates(updates: readonly FastPathUpdate[]): Uint8Array {
  const writer = new WriteCursor(256);
  for (const { updateCode, fragmentation, compressed, data } of updates) {
    if (updateCode > 0x0f) throw new RangeError(`updateCode ${updateCode}`);
    writer.u8(updateCode | (FRAGMENTATIONS.indexOf(fragmentation) << 4) | (compressed ? COMPRESSION_USED : 0));
    if (compressed) writer.u8(PACKET_COMPRESSED);
    writer.u16le(data.length).bytes(data);
  }
  return writer.finish();
}
