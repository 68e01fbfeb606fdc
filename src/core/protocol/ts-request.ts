import { DecodeError, ReadCursor } from "../bytes/index.ts";
import {
  BER_INTEGER,
  BER_SEQUENCE,
  berContext,
  berElement,
  berOctetString,
  berSequence,
  berUnsigned,
  peekBerTag,
  readBerContext,
  readBerLength,
  readBerOctetString,
  readBerSequence,
  readBerTag,
  readBerUnsigned,
} from "./ber.ts";

/*
 * [MS-CSSP] 2.2.1 TSRequest, 2.2.1.1 NegoData, in DER inside TLS:
 *
 *   TSRequest ::= SEQUENCE {                          NegoData ::= SEQUENCE OF SEQUENCE {
 *     version     [0] INTEGER,            2..6          negoToken [0] OCTET STRING }
 *     negoTokens  [1] NegoData     OPTIONAL,
 *     authInfo    [2] OCTET STRING OPTIONAL,
 *     pubKeyAuth  [3] OCTET STRING OPTIONAL,
 *     errorCode   [4] INTEGER      OPTIONAL,          NTSTATUS; versions 3, 4 and 6 only
 *     clientNonce [5] OCTET STRING OPTIONAL }         32 bytes; versions 5 and 6 only
 *
 * The versions that a field belongs to are not enforced: libfreerdp puts the client's nonce into its answers.
 */

/** The longest TSRequest that is read: a Kerberos token with a large group list stays well below. */
export const TS_REQUEST_MAX_BYTES = 65_536;

const NEGO_TOKENS_MAX = 16;

/** One CredSSP message ([MS-CSSP] 2.2.1). Byte fields that were decoded are views of the message, cut by their DER length. */
export interface TsRequest {
  readonly version: number;
  readonly negoTokens?: readonly Uint8Array[];
  readonly authInfo?: Uint8Array;
  readonly pubKeyAuth?: Uint8Array;
  /** NTSTATUS or SSPI code without sign; `ntStatusSymbol` names it. */
  readonly errorCode?: number;
  readonly clientNonce?: Uint8Array;
}

function reject(field: string, reason: string): never {
  throw new DecodeError("TSRequest", 0, { kind: "invalid", field, reason });
}

/**
 * Whole length in bytes of the TSRequest that starts here, or undefined while too little has arrived to know it.
 * Throws DecodeError when the bytes cannot start one or when it would be longer than `TS_REQUEST_MAX_BYTES`.
 */
export function tsRequestLength(bytes: Uint8Array): number | undefined {
  const tag = bytes[0];
  if (tag === undefined) return undefined;
  if (tag !== BER_SEQUENCE) reject("tag", `is 0x${tag.toString(16)} instead of 0x30`);
  const first = bytes[1];
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  if (count < 1 || count > 4) reject("length", `has ${count} bytes`);
  if (bytes.length < 2 + count) return undefined;
  let contents = 0;
  for (let index = 0; index < count; index++) contents = contents * 0x100 + (bytes[2 + index] ?? 0);
  const length = 2 + count + contents;
  if (length > TS_REQUEST_MAX_BYTES) reject("length", `is ${length}, above ${TS_REQUEST_MAX_BYTES}`);
  return length;
}

function decodeNegoData(field: ReadCursor): readonly Uint8Array[] {
  const sequence = readBerSequence(field, "negoTokens");
  const tokens: Uint8Array[] = [];
  while (sequence.remaining > 0) {
    if (tokens.length === NEGO_TOKENS_MAX) sequence.reject("negoTokens", `has more than ${NEGO_TOKENS_MAX} tokens`);
    const item = readBerSequence(sequence, "negoTokens");
    tokens.push(readBerOctetString(readBerContext(item, 0, "negoToken"), "negoToken"));
    item.expectEnd();
  }
  return tokens;
}

function optionalBytes(sequence: ReadCursor, number: number, field: string): Uint8Array | undefined {
  if (!peekBerTag(sequence, 0xa0 | number)) return undefined;
  return readBerOctetString(readBerContext(sequence, number, field), field);
}

/** Decodes exactly one TSRequest ([MS-CSSP] 2.2.1). Fields of a later version, above `[5]`, are passed over. Throws DecodeError. */
export function decodeTsRequest(bytes: Uint8Array): TsRequest {
  const cursor = new ReadCursor(bytes, "TSRequest");
  if (bytes.length > TS_REQUEST_MAX_BYTES) cursor.reject("length", `is above ${TS_REQUEST_MAX_BYTES}`);
  const sequence = readBerSequence(cursor, "TSRequest");
  cursor.expectEnd();
  const version = readBerUnsigned(readBerContext(sequence, 0, "version"), "version");
  const negoTokens = peekBerTag(sequence, 0xa1) ? decodeNegoData(readBerContext(sequence, 1, "negoTokens")) : undefined;
  const authInfo = optionalBytes(sequence, 2, "authInfo");
  const pubKeyAuth = optionalBytes(sequence, 3, "pubKeyAuth");
  const errorCode = peekBerTag(sequence, 0xa4)
    ? readBerUnsigned(readBerContext(sequence, 4, "errorCode"), "errorCode")
    : undefined;
  const clientNonce = optionalBytes(sequence, 5, "clientNonce");
  while (sequence.remaining > 0) {
    const tag = readBerTag(sequence);
    if (tag <= 0xa5 || tag > 0xbf) sequence.reject("TSRequest", `has an unexpected element 0x${tag.toString(16)}`);
    sequence.skip(readBerLength(sequence));
  }
  return {
    version,
    ...(negoTokens && { negoTokens }),
    ...(authInfo && { authInfo }),
    ...(pubKeyAuth && { pubKeyAuth }),
    ...(errorCode !== undefined && { errorCode }),
    ...(clientNonce && { clientNonce }),
  };
}

/* NTSTATUS is a signed 32-bit number in the wire's INTEGER: C000006D is four bytes, not five. */
function encodeErrorCode(code: number): Uint8Array {
  if (code < 0x80000000 || code > 0xffffffff) return berUnsigned(code);
  return berElement(BER_INTEGER, Uint8Array.of(code >>> 24, code >>> 16, code >>> 8, code));
}

/** Encodes a TSRequest in DER ([MS-CSSP] 2.2.1). Throws RangeError when version or errorCode is no unsigned 32-bit number. */
export function encodeTsRequest(request: TsRequest): Uint8Array {
  const fields = [berContext(0, berUnsigned(request.version))];
  if (request.negoTokens) {
    const tokens = request.negoTokens.map((token) => berSequence(berContext(0, berOctetString(token))));
    fields.push(berContext(1, berSequence(...tokens)));
  }
  if (request.authInfo) fields.push(berContext(2, berOctetString(request.authInfo)));
  if (request.pubKeyAuth) fields.push(berContext(3, berOctetString(request.pubKeyAuth)));
  if (request.errorCode !== undefined) fields.push(berContext(4, encodeErrorCode(request.errorCode)));
  if (request.clientNonce) fields.push(berContext(5, berOctetString(request.clientNonce)));
  return berSequence(...fields);
}
