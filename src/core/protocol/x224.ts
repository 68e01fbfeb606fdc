import { concat, fromLatin1, ReadCursor, toLatin1, WriteCursor } from "../bytes/index.ts";
import { decodeTpkt, encodeTpkt } from "./tpkt.ts";
import {
  CORRELATION_INFO_PRESENT,
  RDP_CORRELATION_INFO_LENGTH,
  RDP_NEG_LENGTH,
  readCorrelationInfo,
  readNegAnswer,
  readNegReq,
  writeCorrelationInfo,
  writeNegAnswer,
  writeNegReq,
} from "./x224-negotiation.ts";
import type { RdpNegAnswer, RdpNegReq } from "./x224-negotiation.ts";

/*
 * MS-RDPBCGR 2.2.1.1 Client X.224 Connection Request PDU, 2.2.1.2 Server X.224 Connection Confirm PDU (X.224 sections 13.3, 13.4)
 *
 *   tpktHeader    4 bytes
 *   LI            1 byte   bytes after this one, at most 254
 *   code, CDT     1 byte   0xE0 request, 0xD0 confirm (low four bits: credit)
 *   DST-REF       2 bytes  big-endian
 *   SRC-REF       2 bytes  big-endian
 *   class option  1 byte   0
 *   request: routingToken or cookie, each ended by CR LF; rdpNegReq (8); rdpCorrelationInfo (36), all optional
 *   confirm: rdpNegData (8), optional: a server that knows no negotiation sends 11 bytes in all
 *
 * X.224 13.5 Disconnect Request: 0x80, DST-REF, SRC-REF, reason. 13.7 Data: LI 2, 0xF0, 0x80 (EOT), then user data.
 * X.224 13.12 TPDU Error: 0x70, DST-REF, reject cause, then parameters.
 */

const LI_MAX = 254;
const CODE_CONNECTION_REQUEST = 0xe0;
const CODE_CONNECTION_CONFIRM = 0xd0;
const CODE_DISCONNECT_REQUEST = 0x80;
const CODE_DATA = 0xf0;
const CODE_ERROR = 0x70;
const EOT = 0x80;
const COOKIE_PREFIX = "Cookie: mstshash=";

/** The Connection Request. At most one of `cookie` and `routingToken` is sent; the token is preferred. */
export interface X224ConnectionRequest {
  readonly srcRef: number;
  /** NAME of `Cookie: mstshash=NAME`, without CR LF. */
  readonly cookie?: string;
  /** Bytes of a routing token (`Cookie: msts=...`) or of load balance info as a broker gave them, without the CR LF that ends them. */
  readonly routingToken?: Uint8Array;
  readonly negReq?: RdpNegReq;
  /** 16 bytes; sent only when `negReq.flags` has CORRELATION_INFO_PRESENT. */
  readonly correlationId?: Uint8Array;
}

/** The Connection Confirm. `negotiation` is absent in the 11-byte form. */
export interface X224ConnectionConfirm {
  readonly dstRef: number;
  readonly srcRef: number;
  readonly classOption: number;
  readonly negotiation?: RdpNegAnswer;
}

/** Any TPDU that RDP carries. Bytes are views of the packet. */
export type X224Tpdu =
  | { readonly kind: "connection-request"; readonly request: X224ConnectionRequest }
  | { readonly kind: "connection-confirm"; readonly confirm: X224ConnectionConfirm }
  | { readonly kind: "disconnect-request"; readonly dstRef: number; readonly srcRef: number; readonly reason: number }
  | { readonly kind: "data"; readonly userData: Uint8Array }
  | { readonly kind: "error"; readonly dstRef: number; readonly rejectCause: number };

function indexOfCrLf(bytes: Uint8Array): number {
  for (let index = 0; index + 1 < bytes.length; index++) {
    if (bytes[index] === 0x0d && bytes[index + 1] === 0x0a) return index;
  }
  return -1;
}

/** True when what remains has the length and the first byte of RDP_NEG_REQ: no text stands before it. */
function atNegReq(cursor: ReadCursor): boolean {
  const { remaining } = cursor;
  return (
    cursor.peek() === 1 && (remaining === RDP_NEG_LENGTH || remaining === RDP_NEG_LENGTH + RDP_CORRELATION_INFO_LENGTH)
  );
}

function readConnectionRequest(cursor: ReadCursor): X224ConnectionRequest {
  cursor.skip(2);
  const srcRef = cursor.u16be();
  cursor.skip(1);
  let token: { cookie: string } | { routingToken: Uint8Array } | undefined;
  if (cursor.remaining > 0 && !atNegReq(cursor)) {
    const rest = cursor.rest();
    const end = indexOfCrLf(rest);
    if (end < 0) cursor.reject("routingToken", "has no CR LF");
    const line = rest.subarray(0, end);
    const text = toLatin1(line);
    token = text.startsWith(COOKIE_PREFIX) ? { cookie: text.slice(COOKIE_PREFIX.length) } : { routingToken: line };
    return { srcRef, ...token, ...readNegotiation(new ReadCursor(rest.subarray(end + 2), "X.224 Connection Request")) };
  }
  return { srcRef, ...readNegotiation(cursor) };
}

function readNegotiation(cursor: ReadCursor): Pick<X224ConnectionRequest, "negReq" | "correlationId"> {
  if (cursor.remaining === 0) return {};
  const negReq = readNegReq(cursor);
  if ((negReq.flags & CORRELATION_INFO_PRESENT) === 0) {
    cursor.expectEnd();
    return { negReq };
  }
  const correlationId = readCorrelationInfo(cursor);
  cursor.expectEnd();
  return { negReq, correlationId };
}

function readConnectionConfirm(cursor: ReadCursor): X224ConnectionConfirm {
  const dstRef = cursor.u16be();
  const srcRef = cursor.u16be();
  const classOption = cursor.u8();
  if (cursor.remaining === 0) return { dstRef, srcRef, classOption };
  const negotiation = readNegAnswer(cursor);
  cursor.expectEnd();
  return { dstRef, srcRef, classOption, negotiation };
}

/** Reads the one TPDU of a whole TPKT. Throws DecodeError: another TPDU, or lengths that do not agree with each other. */
export function decodeX224(packet: Uint8Array): X224Tpdu {
  const payload = decodeTpkt(packet);
  const cursor = new ReadCursor(payload, "X.224 TPDU");
  const lengthIndicator = cursor.u8();
  if (lengthIndicator > LI_MAX) cursor.reject("LI", `is ${lengthIndicator}`);
  const header = cursor.sub(lengthIndicator, "X.224 TPDU");
  const code = header.u8();
  if (code === CODE_DATA) {
    if (header.u8() !== EOT) header.reject("EOT", "is not set: the TPDU is a fragment");
    header.expectEnd();
    return { kind: "data", userData: cursor.rest() };
  }
  cursor.expectEnd();
  switch (code & 0xf0) {
    case CODE_CONNECTION_REQUEST: {
      return { kind: "connection-request", request: readConnectionRequest(header) };
    }
    case CODE_CONNECTION_CONFIRM: {
      return { kind: "connection-confirm", confirm: readConnectionConfirm(header) };
    }
    case CODE_DISCONNECT_REQUEST: {
      return { kind: "disconnect-request", dstRef: header.u16be(), srcRef: header.u16be(), reason: header.u8() };
    }
    case CODE_ERROR: {
      return { kind: "error", dstRef: header.u16be(), rejectCause: header.u8() };
    }
    default: {
      return header.reject("code", `is 0x${code.toString(16)}`);
    }
  }
}

/** Reads a packet that must be a Connection Request. Throws DecodeError. */
export function decodeConnectionRequest(packet: Uint8Array): X224ConnectionRequest {
  const tpdu = decodeX224(packet);
  if (tpdu.kind !== "connection-request") {
    return new ReadCursor(packet, "X.224 Connection Request").reject("code", `is that of a ${tpdu.kind}`);
  }
  return tpdu.request;
}

/** Reads a packet that must be a Connection Confirm, with or without negotiation. Throws DecodeError. */
export function decodeConnectionConfirm(packet: Uint8Array): X224ConnectionConfirm {
  const tpdu = decodeX224(packet);
  if (tpdu.kind !== "connection-confirm") {
    return new ReadCursor(packet, "X.224 Connection Confirm").reject("code", `is that of a ${tpdu.kind}`);
  }
  return tpdu.confirm;
}

/** User data of a packet that must be a Data TPDU, as a view. Throws DecodeError. */
export function decodeX224Data(packet: Uint8Array): Uint8Array {
  const tpdu = decodeX224(packet);
  if (tpdu.kind !== "data") return new ReadCursor(packet, "X.224 Data").reject("code", `is that of a ${tpdu.kind}`);
  return tpdu.userData;
}

function inTpkt(header: Uint8Array): Uint8Array {
  if (header.length > LI_MAX) throw new RangeError(`an X.224 header of ${header.length} bytes; at most ${LI_MAX} fit`);
  return encodeTpkt(concat([Uint8Array.of(header.length), header]));
}

function writeToken(cursor: WriteCursor, request: X224ConnectionRequest): void {
  if (request.routingToken !== undefined) {
    const token = request.routingToken;
    cursor.bytes(token);
    // Load balance info from a redirection often carries its CR LF already.
    if (token.at(-2) !== 0x0d || token.at(-1) !== 0x0a) cursor.u8(0x0d).u8(0x0a);
  } else if (request.cookie !== undefined) {
    if (/[\r\n]/.test(request.cookie)) throw new RangeError("a line break in the mstshash cookie");
    cursor.bytes(fromLatin1(`${COOKIE_PREFIX}${request.cookie}\r\n`));
  }
}

/** The whole packet, TPKT header included. Throws RangeError when cookie or token do not fit into 254 bytes with the rest. */
export function encodeConnectionRequest(request: X224ConnectionRequest): Uint8Array {
  const cursor = new WriteCursor().u8(CODE_CONNECTION_REQUEST).u16be(0).u16be(request.srcRef).u8(0);
  writeToken(cursor, request);
  if (request.negReq !== undefined) {
    writeNegReq(cursor, request.negReq);
    if ((request.negReq.flags & CORRELATION_INFO_PRESENT) !== 0) {
      writeCorrelationInfo(cursor, request.correlationId ?? new Uint8Array());
    }
  }
  return inTpkt(cursor.finish());
}

/** The whole packet, TPKT header included: 19 bytes with a negotiation answer, 11 without. */
export function encodeConnectionConfirm(confirm: X224ConnectionConfirm): Uint8Array {
  const cursor = new WriteCursor()
    .u8(CODE_CONNECTION_CONFIRM)
    .u16be(confirm.dstRef)
    .u16be(confirm.srcRef)
    .u8(confirm.classOption);
  if (confirm.negotiation !== undefined) writeNegAnswer(cursor, confirm.negotiation);
  return inTpkt(cursor.finish());
}

/** A Data TPDU in its TPKT around user data of at most 65528 bytes. */
export function encodeX224Data(userData: Uint8Array): Uint8Array {
  return encodeTpkt(concat([Uint8Array.of(2, CODE_DATA, EOT), userData]));
}

/** Any TPDU as a whole packet. */
export function encodeX224(value: X224Tpdu): Uint8Array {
  switch (value.kind) {
    case "connection-request": {
      return encodeConnectionRequest(value.request);
    }
    case "connection-confirm": {
      return encodeConnectionConfirm(value.confirm);
    }
    case "data": {
      return encodeX224Data(value.userData);
    }
    case "disconnect-request": {
      const { dstRef, srcRef, reason } = value;
      return inTpkt(new WriteCursor().u8(CODE_DISCONNECT_REQUEST).u16be(dstRef).u16be(srcRef).u8(reason).finish());
    }
    case "error": {
      break;
    }
  }
  return inTpkt(new WriteCursor().u8(CODE_ERROR).u16be(value.dstRef).u8(value.rejectCause).finish());
}
