import { fromLatin1, ReadCursor, toLatin1, WriteCursor } from "../bytes/index.ts";
import { readPerDeterminant, readPerInteger, readPerLength, writePerInteger, writePerLength } from "./per.ts";

/*
 * T.124 section 8.7, ConnectData with ConferenceCreateRequest or ConferenceCreateResponse, aligned PER, as MS-RDPBCGR 2.2.1.3
 * and 2.2.1.4 carry them in the userData of MCS Connect Initial and Connect Response:
 *
 *   00 05 00 14 7c 00 01   Key: object identifier { itu-t(0) recommendation(0) t(20) t124(124) version(0) 1 }
 *   length                 of connectPDU; MS-RDPBCGR 3.2.5.3.4: a client ignores it in the response (Windows always writes 0x2a)
 *   request:  00 08        conferenceCreateRequest, userData present
 *             00 10 00     conferenceName.numeric "1"; lockedConference, listedConference, conductibleConference, termination
 *             01 c0 00     one set, h221NonStandard key of four bytes
 *             "Duca"       client to server
 *   response: 14           conferenceCreateResponse, userData present
 *             2 bytes      nodeID less 1001
 *             INTEGER      tag
 *             1 byte       result in bits 6..4
 *             01 c0 00     one set, h221NonStandard key of four bytes
 *             "McDn"       server to client
 *   length, bytes          the settings data blocks
 */

export type ConferenceCreateResponse = {
  readonly nodeId: number;
  readonly tag: number;
  /** 0 is success; names in `GCC_RESULTS`. */
  readonly result: number;
  /** Settings data blocks, still encoded. */
  readonly blocks: Uint8Array;
};

/** `result` of T.124 ConferenceCreateResponse. */
export const GCC_RESULTS: Readonly<Record<number, string>> = {
  0: "success",
  1: "userRejected",
  2: "resourcesNotAvailable",
  3: "rejectedForSymmetryBreaking",
  4: "lockedConferenceNotSupported",
};

const T124_KEY = [0x00, 0x05, 0x00, 0x14, 0x7c, 0x00, 0x01] as const;
const REQUEST_HEAD = [0x00, 0x08, 0x00, 0x10, 0x00, 0x01, 0xc0, 0x00] as const;
const RESPONSE_CHOICE = 0x14;
const ONE_H221_SET = [0x01, 0xc0, 0x00] as const;
const LOWEST_NODE_ID = 1001;
/** What Windows writes as length of connectPDU in every response, whatever the real one is. */
const WINDOWS_CONNECT_PDU_LENGTH = 0x2a;

function expectBytes(cursor: ReadCursor, expected: readonly number[], field: string): void {
  for (const byte of expected) {
    if (cursor.u8() !== byte) cursor.reject(field, "differs from the only value in use");
  }
}

function readUserData(cursor: ReadCursor, key: string): Uint8Array {
  const found = toLatin1(cursor.take(4));
  if (found !== key) cursor.reject("h221NonStandard", `is not ${key}`);
  return cursor.take(readPerLength(cursor, "userData"));
}

/** GCC Conference Create Request: gives the client's settings data blocks, still encoded. Throws DecodeError. */
export function decodeConferenceCreateRequest(bytes: Uint8Array): Uint8Array {
  const cursor = new ReadCursor(bytes, "GCC Conference Create Request");
  expectBytes(cursor, T124_KEY, "t124Identifier");
  readPerDeterminant(cursor, "connectPDU");
  expectBytes(cursor, REQUEST_HEAD, "conferenceCreateRequest");
  return readUserData(cursor, "Duca");
}

/** GCC Conference Create Request around the client's settings data blocks (T.124 8.7). */
export function encodeConferenceCreateRequest(blocks: Uint8Array): Uint8Array {
  const pdu = new WriteCursor(blocks.length + 16).bytes(Uint8Array.from(REQUEST_HEAD)).bytes(fromLatin1("Duca"));
  writePerLength(pdu, blocks.length);
  pdu.bytes(blocks);
  const writer = new WriteCursor(blocks.length + 32).bytes(Uint8Array.from(T124_KEY));
  writePerLength(writer, pdu.length);
  return writer.bytes(pdu.finish()).finish();
}

/** GCC Conference Create Response (T.124 8.7); its connectPDU length is ignored as 3.2.5.3.4 says. Throws DecodeError. */
export function decodeConferenceCreateResponse(bytes: Uint8Array): ConferenceCreateResponse {
  const cursor = new ReadCursor(bytes, "GCC Conference Create Response");
  expectBytes(cursor, T124_KEY, "t124Identifier");
  readPerDeterminant(cursor, "connectPDU");
  if (cursor.u8() !== RESPONSE_CHOICE) cursor.reject("connectPDU", "is no conferenceCreateResponse with userData");
  const nodeId = cursor.u16be() + LOWEST_NODE_ID;
  const tag = readPerInteger(cursor, "tag");
  const result = (cursor.u8() >>> 4) & 0x07;
  expectBytes(cursor, ONE_H221_SET, "userData");
  return { nodeId, tag, result, blocks: readUserData(cursor, "McDn") };
}

/** GCC Conference Create Response (T.124 8.7) with the connectPDU length that Windows writes. */
export function encodeConferenceCreateResponse(value: ConferenceCreateResponse): Uint8Array {
  const writer = new WriteCursor(value.blocks.length + 32).bytes(Uint8Array.from(T124_KEY));
  writer
    .u8(WINDOWS_CONNECT_PDU_LENGTH)
    .u8(RESPONSE_CHOICE)
    .u16be(value.nodeId - LOWEST_NODE_ID);
  writePerInteger(writer, value.tag);
  writer
    .u8((value.result & 0x07) << 4)
    .bytes(Uint8Array.from(ONE_H221_SET))
    .bytes(fromLatin1("McDn"));
  writePerLength(writer, value.blocks.length);
  return writer.bytes(value.blocks).finish();
}
