import type { ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.1.1.1 RDP Negotiation Request, 2.2.1.2.1 RDP Negotiation Response, 2.2.1.2.2 RDP Negotiation Failure
 *
 *   type    1 byte   1 request, 2 response, 3 failure
 *   flags   1 byte
 *   length  2 bytes  little-endian, 8
 *   value   4 bytes  little-endian: requestedProtocols, selectedProtocol or failureCode
 *
 * MS-RDPBCGR 2.2.1.1.2 RDP Correlation Info
 *
 *   type           1 byte    6
 *   flags          1 byte    0
 *   length         2 bytes   little-endian, 36
 *   correlationId  16 bytes
 *   reserved       16 bytes  zero
 */

const TYPE_RDP_NEG_REQ = 1;
const TYPE_RDP_NEG_RSP = 2;
const TYPE_RDP_NEG_FAILURE = 3;
const TYPE_RDP_CORRELATION_INFO = 6;

export const RDP_NEG_LENGTH = 8;
export const RDP_CORRELATION_INFO_LENGTH = 36;

export const PROTOCOL_RDP = 0x00;
export const PROTOCOL_SSL = 0x01;
export const PROTOCOL_HYBRID = 0x02;
export const PROTOCOL_RDSTLS = 0x04;
export const PROTOCOL_HYBRID_EX = 0x08;
export const PROTOCOL_RDSAAD = 0x10;

export const RESTRICTED_ADMIN_MODE_REQUIRED = 0x01;
export const REDIRECTED_AUTHENTICATION_MODE_REQUIRED = 0x02;
export const CORRELATION_INFO_PRESENT = 0x08;

export const EXTENDED_CLIENT_DATA_SUPPORTED = 0x01;
export const DYNVC_GFX_PROTOCOL_SUPPORTED = 0x02;
export const NEGRSP_FLAG_RESERVED = 0x04;
export const RESTRICTED_ADMIN_MODE_SUPPORTED = 0x08;
export const REDIRECTED_AUTHENTICATION_MODE_SUPPORTED = 0x10;

export const SSL_REQUIRED_BY_SERVER = 1;
export const SSL_NOT_ALLOWED_BY_SERVER = 2;
export const SSL_CERT_NOT_ON_SERVER = 3;
export const INCONSISTENT_FLAGS = 4;
export const HYBRID_REQUIRED_BY_SERVER = 5;
export const SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER = 6;

type Names = readonly (readonly [value: number, name: string])[];

const PROTOCOL_NAMES: Names = [
  [PROTOCOL_SSL, "PROTOCOL_SSL"],
  [PROTOCOL_HYBRID, "PROTOCOL_HYBRID"],
  [PROTOCOL_RDSTLS, "PROTOCOL_RDSTLS"],
  [PROTOCOL_HYBRID_EX, "PROTOCOL_HYBRID_EX"],
  [PROTOCOL_RDSAAD, "PROTOCOL_RDSAAD"],
];

const RESPONSE_FLAG_NAMES: Names = [
  [EXTENDED_CLIENT_DATA_SUPPORTED, "EXTENDED_CLIENT_DATA_SUPPORTED"],
  [DYNVC_GFX_PROTOCOL_SUPPORTED, "DYNVC_GFX_PROTOCOL_SUPPORTED"],
  [NEGRSP_FLAG_RESERVED, "NEGRSP_FLAG_RESERVED"],
  [RESTRICTED_ADMIN_MODE_SUPPORTED, "RESTRICTED_ADMIN_MODE_SUPPORTED"],
  [REDIRECTED_AUTHENTICATION_MODE_SUPPORTED, "REDIRECTED_AUTHENTICATION_MODE_SUPPORTED"],
];

const FAILURE_NAMES: Names = [
  [SSL_REQUIRED_BY_SERVER, "SSL_REQUIRED_BY_SERVER"],
  [SSL_NOT_ALLOWED_BY_SERVER, "SSL_NOT_ALLOWED_BY_SERVER"],
  [SSL_CERT_NOT_ON_SERVER, "SSL_CERT_NOT_ON_SERVER"],
  [INCONSISTENT_FLAGS, "INCONSISTENT_FLAGS"],
  [HYBRID_REQUIRED_BY_SERVER, "HYBRID_REQUIRED_BY_SERVER"],
  [SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER, "SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER"],
];

function bitNames(bits: number, names: Names): readonly string[] {
  const found: string[] = [];
  let rest = bits;
  for (const [bit, name] of names) {
    if ((bits & bit) === 0) continue;
    found.push(name);
    rest &= ~bit;
  }
  if (rest !== 0) found.push(`0x${(rest >>> 0).toString(16)}`);
  return found;
}

/** Specification names of a protocol bit field; PROTOCOL_RDP when no bit is set, bits without a name as one hexadecimal number. */
export function protocolNames(protocols: number): readonly string[] {
  return protocols === PROTOCOL_RDP ? ["PROTOCOL_RDP"] : bitNames(protocols, PROTOCOL_NAMES);
}

/** Specification names of the flags of an RDP_NEG_RSP; bits without a name as one hexadecimal number. */
export function negResponseFlagNames(flags: number): readonly string[] {
  return bitNames(flags, RESPONSE_FLAG_NAMES);
}

/** Specification name of the failureCode of an RDP_NEG_FAILURE, or undefined for a code that the specification does not have. */
export function negFailureName(failureCode: number): string | undefined {
  return FAILURE_NAMES.find(([code]) => code === failureCode)?.[1];
}

/** What the client asks for in RDP_NEG_REQ. */
export interface RdpNegReq {
  readonly flags: number;
  /** Bits of PROTOCOL_*. */
  readonly requestedProtocols: number;
}

/** What the server says in RDP_NEG_RSP or RDP_NEG_FAILURE. `failureCode` may be one that the specification does not have. */
export type RdpNegAnswer =
  | { readonly kind: "response"; readonly flags: number; readonly selectedProtocol: number }
  | { readonly kind: "failure"; readonly flags: number; readonly failureCode: number };

/** Reads an RDP_NEG_REQ. Throws DecodeError. */
export function readNegReq(cursor: ReadCursor): RdpNegReq {
  const type = cursor.u8();
  if (type !== TYPE_RDP_NEG_REQ) cursor.reject("rdpNegReq type", `is ${type}`);
  const flags = cursor.u8();
  const length = cursor.u16le();
  if (length !== RDP_NEG_LENGTH) cursor.reject("rdpNegReq length", `is ${length}`);
  return { flags, requestedProtocols: cursor.u32le() };
}

export function writeNegReq(cursor: WriteCursor, request: RdpNegReq): void {
  cursor.u8(TYPE_RDP_NEG_REQ).u8(request.flags).u16le(RDP_NEG_LENGTH).u32le(request.requestedProtocols);
}

/** Reads an RDP_NEG_RSP or RDP_NEG_FAILURE. Throws DecodeError. */
export function readNegAnswer(cursor: ReadCursor): RdpNegAnswer {
  const type = cursor.u8();
  if (type !== TYPE_RDP_NEG_RSP && type !== TYPE_RDP_NEG_FAILURE) cursor.reject("rdpNegData type", `is ${type}`);
  const flags = cursor.u8();
  const length = cursor.u16le();
  if (length !== RDP_NEG_LENGTH) cursor.reject("rdpNegData length", `is ${length}`);
  const value = cursor.u32le();
  return type === TYPE_RDP_NEG_RSP
    ? { kind: "response", flags, selectedProtocol: value }
    : { kind: "failure", flags, failureCode: value };
}

export function writeNegAnswer(cursor: WriteCursor, answer: RdpNegAnswer): void {
  const response = answer.kind === "response";
  cursor
    .u8(response ? TYPE_RDP_NEG_RSP : TYPE_RDP_NEG_FAILURE)
    .u8(answer.flags)
    .u16le(RDP_NEG_LENGTH)
    .u32le(response ? answer.selectedProtocol : answer.failureCode);
}

/** Reads an RDP_NEG_CORRELATION_INFO; gives the 16 bytes of correlationId as a view. Throws DecodeError. */
export function readCorrelationInfo(cursor: ReadCursor): Uint8Array {
  const type = cursor.u8();
  if (type !== TYPE_RDP_CORRELATION_INFO) cursor.reject("rdpCorrelationInfo type", `is ${type}`);
  cursor.skip(1);
  const length = cursor.u16le();
  if (length !== RDP_CORRELATION_INFO_LENGTH) cursor.reject("rdpCorrelationInfo length", `is ${length}`);
  const correlationId = cursor.take(16);
  cursor.skip(16);
  return correlationId;
}

export function writeCorrelationInfo(cursor: WriteCursor, correlationId: Uint8Array): void {
  if (correlationId.length !== 16) throw new RangeError(`correlationId of ${correlationId.length} bytes`);
  cursor.u8(TYPE_RDP_CORRELATION_INFO).u8(0).u16le(RDP_CORRELATION_INFO_LENGTH).bytes(correlationId).zeros(16);
}
