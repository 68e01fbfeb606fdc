import { fromLatin1, ReadCursor, toLatin1 } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.18.1 Server Nonce PDU, the first thing on the wire after TLS when the server selected PROTOCOL_RDSAAD
 *
 *   {"ts_nonce":"<nonce>"}   JSON text in UTF-8, ended by a zero byte
 */

const MESSAGE_BYTES_MAX = 4096;
const NONCE_CHARACTERS_MAX = 1024;

/** The server's nonce: printable ASCII, 1..1024 characters. */
export interface RdsaadServerNonce {
  readonly tsNonce: string;
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/**
 * Reads the Server Nonce PDU: undefined while more bytes are needed, which is never above 4096. A message without the zero byte at its
 * end is taken as soon as it is whole JSON. Throws DecodeError when it is not JSON with a `ts_nonce`.
 */
export function decodeRdsaadServerNonce(bytes: Uint8Array): RdsaadServerNonce | undefined {
  const cursor = new ReadCursor(bytes, "Server Nonce PDU");
  if (bytes.length === 0) return undefined;
  if (bytes[0] !== 0x7b) cursor.reject("message", "does not begin with {");
  const head = bytes.subarray(0, MESSAGE_BYTES_MAX);
  const end = head.indexOf(0);
  const value = parse(toLatin1(end < 0 ? head : head.subarray(0, end)));
  if (value === undefined) {
    if (end < 0 && bytes.length < MESSAGE_BYTES_MAX) return undefined;
    return cursor.reject("message", end < 0 ? `has no end within ${MESSAGE_BYTES_MAX} bytes` : "is not JSON");
  }
  if (typeof value !== "object" || value === null || !("ts_nonce" in value)) {
    return cursor.reject("ts_nonce", "is missing");
  }
  const { ts_nonce: tsNonce } = value;
  if (typeof tsNonce !== "string" || !/^[!-~]+$/.test(tsNonce) || tsNonce.length > NONCE_CHARACTERS_MAX) {
    return cursor.reject("ts_nonce", `is not a text of 1 to ${NONCE_CHARACTERS_MAX} printable characters`);
  }
  return { tsNonce };
}

export function encodeRdsaadServerNonce(nonce: RdsaadServerNonce): Uint8Array {
  return fromLatin1(`${JSON.stringify({ ts_nonce: nonce.tsNonce })}\0`);
}
