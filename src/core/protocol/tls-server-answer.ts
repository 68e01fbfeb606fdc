import { concat, fromHex, ReadCursor, toHex, WriteCursor } from "../bytes/index.ts";
import {
  EXTENSION_KEY_SHARE,
  EXTENSION_SUPPORTED_VERSIONS,
  readTlsExtensions,
  tlsExtension,
} from "./tls-client-hello.ts";
import { TLS_1_2, TLS_1_3 } from "./tls-names.ts";
import {
  handshakeMessage,
  readClearRecords,
  readHandshakeMessage,
  readVector,
  TLS_RECORD_ALERT,
  TLS_RECORD_HANDSHAKE,
  tlsRecords,
} from "./tls-record.ts";

/*
 * RFC 8446 4.1.3 Server Hello, 4.1.4 Hello Retry Request (RFC 5246 7.4.1.3 is the same with other extensions)
 *
 *   legacy_version             2 bytes   0x0303 for TLS 1.3, else the version itself
 *   random                     32 bytes  a fixed value marks the HelloRetryRequest
 *   legacy_session_id_echo     1 + 0..32 bytes
 *   cipher_suite               2 bytes
 *   legacy_compression_method  1 byte
 *   extensions                 2 + n bytes; absent from old servers
 *     supported_versions  2 bytes
 *     key_share           group (2), then length (2) and key; in a HelloRetryRequest the group alone
 */

export const HANDSHAKE_SERVER_HELLO = 2;

/** SHA-256 of "HelloRetryRequest" (RFC 8446 4.1.3). */
const HELLO_RETRY_RANDOM = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

/** A ServerHello. `version` is the real one; `group` is there in TLS 1.3 only. */
export interface TlsServerHello {
  readonly kind: "server-hello";
  readonly version: number;
  readonly cipherSuite: number;
  readonly group?: number;
}

/** TLS 1.3 with another key share: `group` is the one that the server wants. */
export interface TlsHelloRetryRequest {
  readonly kind: "hello-retry-request";
  readonly group: number;
  readonly cipherSuite: number;
}

export interface TlsAlert {
  readonly kind: "alert";
  /** 1 warning, 2 fatal. */
  readonly level: number;
  readonly description: number;
}

/** The first answer to a ClientHello. "incomplete": TLS so far, more bytes are needed. */
export type TlsServerAnswer = TlsServerHello | TlsHelloRetryRequest | TlsAlert | { readonly kind: "incomplete" };

/** What an encoder needs beside the answer itself. */
export interface TlsServerAnswerDetails {
  /** 32 bytes; not used by a HelloRetryRequest. */
  readonly random: Uint8Array;
  /** Echo of the client's legacy_session_id. */
  readonly sessionId: Uint8Array;
  /** The server's key for `group`. */
  readonly keyExchange?: Uint8Array;
}

/** Reads the body of a ServerHello message. Throws DecodeError. */
export function readTlsServerHello(body: Uint8Array): TlsServerHello | TlsHelloRetryRequest {
  const cursor = new ReadCursor(body, "ServerHello");
  const legacyVersion = cursor.u16be();
  if (legacyVersion < 0x0300 || legacyVersion > TLS_1_2) {
    cursor.reject("legacy_version", `is 0x${legacyVersion.toString(16)}`);
  }
  const retry = toHex(cursor.take(32)) === HELLO_RETRY_RANDOM;
  const sessionId = readVector(cursor, 1, "legacy_session_id_echo");
  if (sessionId.remaining > 32) cursor.reject("legacy_session_id_echo", `has ${sessionId.remaining} bytes`);
  const cipherSuite = cursor.u16be();
  cursor.skip(1);
  const extensions = readTlsExtensions(cursor);
  cursor.expectEnd();
  const versionBytes = extensions.get(EXTENSION_SUPPORTED_VERSIONS);
  const version =
    versionBytes === undefined ? legacyVersion : new ReadCursor(versionBytes, "supported_versions").u16be();
  const shareBytes = extensions.get(EXTENSION_KEY_SHARE);
  const group = shareBytes === undefined ? undefined : new ReadCursor(shareBytes, "key_share").u16be();
  if (retry) {
    if (group === undefined) return cursor.reject("key_share", "is missing in a HelloRetryRequest");
    return { kind: "hello-retry-request", group, cipherSuite };
  }
  return { kind: "server-hello", version, cipherSuite, ...(group === undefined ? {} : { group }) };
}

/**
 * Reads the first thing that a server says to a ClientHello, out of as many bytes as arrived. Throws DecodeError when it is not TLS or
 * the ServerHello is malformed.
 */
export function decodeTlsServerAnswer(bytes: Uint8Array): TlsServerAnswer {
  const records = readClearRecords(bytes);
  const cursor = new ReadCursor(records.handshake, "ServerHello");
  const message = readHandshakeMessage(cursor);
  if (message !== undefined) {
    if (message.type !== HANDSHAKE_SERVER_HELLO) cursor.reject("msg_type", `is ${message.type}`);
    return readTlsServerHello(message.body);
  }
  const type = cursor.peek();
  if (type !== undefined && type !== HANDSHAKE_SERVER_HELLO) cursor.reject("msg_type", `is ${type}`);
  if (records.alert !== undefined) return { kind: "alert", ...records.alert };
  if (records.ended) cursor.reject("message", "ends in the middle");
  return { kind: "incomplete" };
}

/** An alert in its record. */
export function encodeTlsAlert(level: number, description: number, version: number = TLS_1_2): Uint8Array {
  return tlsRecords(TLS_RECORD_ALERT, version, Uint8Array.of(level, description));
}

/** The ServerHello or HelloRetryRequest message without its record. Throws RangeError for lengths that the wire cannot carry. */
export function tlsServerHelloMessage(
  answer: TlsServerHello | TlsHelloRetryRequest,
  details: TlsServerAnswerDetails,
): Uint8Array {
  if (details.random.length !== 32) throw new RangeError(`a random of ${details.random.length} bytes`);
  if (details.sessionId.length > 32) throw new RangeError(`a session id of ${details.sessionId.length} bytes`);
  const retry = answer.kind === "hello-retry-request";
  const version = retry ? TLS_1_3 : answer.version;
  const list: Uint8Array[] = [];
  if (version >= TLS_1_3) {
    list.push(tlsExtension(EXTENSION_SUPPORTED_VERSIONS, new WriteCursor(2).u16be(version).finish()));
  }
  if (answer.group !== undefined) {
    const share = new WriteCursor().u16be(answer.group);
    const key = details.keyExchange ?? new Uint8Array();
    if (!retry) share.u16be(key.length).bytes(key);
    list.push(tlsExtension(EXTENSION_KEY_SHARE, share.finish()));
  }
  const cursor = new WriteCursor(128)
    .u16be(Math.min(version, TLS_1_2))
    .bytes(retry ? fromHex(HELLO_RETRY_RANDOM) : details.random)
    .u8(details.sessionId.length)
    .bytes(details.sessionId)
    .u16be(answer.cipherSuite)
    .u8(0);
  const extensions = concat(list);
  if (extensions.length > 0) cursor.u16be(extensions.length).bytes(extensions);
  return handshakeMessage(HANDSHAKE_SERVER_HELLO, cursor.finish());
}

/** A server's first answer in its record. */
export function encodeTlsServerAnswer(
  answer: Exclude<TlsServerAnswer, { kind: "incomplete" }>,
  details: TlsServerAnswerDetails,
): Uint8Array {
  if (answer.kind === "alert") return encodeTlsAlert(answer.level, answer.description);
  const version = answer.kind === "server-hello" ? Math.min(answer.version, TLS_1_2) : TLS_1_2;
  return tlsRecords(TLS_RECORD_HANDSHAKE, version, tlsServerHelloMessage(answer, details));
}
