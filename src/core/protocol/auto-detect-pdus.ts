import { ReadCursor, WriteCursor } from "../bytes/index.ts";
import { decodeSecurityHeader, encodeSecurityHeader, SEC_AUTODETECT_RSP } from "./security-header.ts";

/*
 * Network characteristics detection, behind a basic security header with SEC_AUTODETECT_REQ or SEC_AUTODETECT_RSP, little-endian:
 *   1  headerLength with this byte    1 headerTypeId (0 request, 1 response)    2 sequenceNumber    2 requestType or responseType
 *
 * Requests, MS-RDPBCGR 2.2.14.1:
 *   0x0001, 0x1001           RTT Measure Request (after, while connecting)
 *   0x0014, 0x0114, 0x1014   Bandwidth Measure Start (reliable UDP and after connecting, lossy UDP, while connecting)
 *   0x0002                   Bandwidth Measure Payload    2 payloadLength, payload
 *   0x002b                   Bandwidth Measure Stop while connecting    2 payloadLength, payload
 *   0x0429, 0x0629           Bandwidth Measure Stop (as the first two starts)
 *   0x0840                   Network Characteristics Result    4 baseRTT, 4 averageRTT (milliseconds)
 *   0x0880                   the same with    4 bandwidth (kbit/s), 4 averageRTT
 *   0x08c0                   the same with    4 baseRTT, 4 bandwidth, 4 averageRTT
 *
 * Responses, 2.2.14.2:
 *   0x0000                   RTT Measure Response
 *   0x0003, 0x000b           Bandwidth Measure Results (while, after connecting)    4 timeDelta (milliseconds), 4 byteCount
 *   0x0018                   Network Characteristics Sync    4 bandwidth (kbit/s), 4 rtt (milliseconds)
 */

export type AutoDetectRequest = {
  readonly sequenceNumber: number;
  /** Names in `AUTO_DETECT_REQUESTS`. */
  readonly requestType: number;
} & (
  | { readonly type: "rtt"; readonly isConnectTime: boolean }
  | { readonly type: "bandwidth-start"; readonly isConnectTime: boolean }
  /** The payload itself is noise; only its length counts. */
  | { readonly type: "bandwidth-payload"; readonly payloadBytes: number }
  | { readonly type: "bandwidth-stop"; readonly isConnectTime: boolean; readonly payloadBytes: number }
  | {
      readonly type: "network-characteristics";
      readonly baseRttMs?: number;
      readonly bandwidthKbps?: number;
      readonly averageRttMs?: number;
    }
  | { readonly type: "other"; readonly contents: Uint8Array }
);

export type AutoDetectResponse = { readonly sequenceNumber: number } & (
  | { readonly type: "rtt" }
  | {
      readonly type: "bandwidth-results";
      readonly isConnectTime: boolean;
      readonly timeDeltaMs: number;
      readonly byteCount: number;
    }
  | { readonly type: "network-sync"; readonly bandwidthKbps: number; readonly rttMs: number }
  | { readonly type: "other"; readonly responseType: number; readonly contents: Uint8Array }
);

/** requestType of 2.2.14.1. */
export const AUTO_DETECT_REQUESTS: Readonly<Record<number, string>> = {
  0x0001: "RTT Measure Request",
  0x1001: "RTT Measure Request",
  0x0014: "Bandwidth Measure Start",
  0x0114: "Bandwidth Measure Start",
  0x1014: "Bandwidth Measure Start",
  0x0002: "Bandwidth Measure Payload",
  0x002b: "Bandwidth Measure Stop",
  0x0429: "Bandwidth Measure Stop",
  0x0629: "Bandwidth Measure Stop",
  0x0840: "Network Characteristics Result",
  0x0880: "Network Characteristics Result",
  0x08c0: "Network Characteristics Result",
};

const RTT = [0x0001, 0x1001] as const;
const START = [0x0014, 0x0114, 0x1014] as const;
const CONNECT_TIME = 0x1000;
const PAYLOAD = 0x0002;
const STOP_CONNECT_TIME = 0x002b;
const STOP = [0x0429, 0x0629] as const;
const RESULT_WITH_BASE_RTT = 0x0840;
const RESULT_WITH_BANDWIDTH = 0x0880;
const RESULT_WITH_BOTH = 0x08c0;
const RTT_RESPONSE = 0x0000;
const RESULTS_CONNECT_TIME = 0x0003;
const RESULTS = 0x000b;
const SYNC = 0x0018;
const HEADER_LENGTH = 6;
const TYPE_REQUEST = 0;
const TYPE_RESPONSE = 1;

const isIn = (types: readonly number[], type: number): boolean => types.includes(type);

/** A Server Auto-Detect Request without its security header (2.2.14.1). Throws DecodeError. */
export function decodeAutoDetectRequest(cursor: ReadCursor): AutoDetectRequest {
  if (cursor.u8() < HEADER_LENGTH) cursor.reject("headerLength", "is below 6");
  cursor.skip(1);
  const sequenceNumber = cursor.u16le();
  const requestType = cursor.u16le();
  const request = { sequenceNumber, requestType };
  const payload = (): number => {
    const length = cursor.u16le();
    cursor.skip(length);
    return length;
  };
  const isConnectTime = (requestType & CONNECT_TIME) !== 0;
  if (isIn(RTT, requestType)) return { ...request, type: "rtt", isConnectTime };
  if (isIn(START, requestType)) return { ...request, type: "bandwidth-start", isConnectTime };
  if (isIn(STOP, requestType)) return { ...request, type: "bandwidth-stop", isConnectTime: false, payloadBytes: 0 };
  switch (requestType) {
    case PAYLOAD:
      return { ...request, type: "bandwidth-payload", payloadBytes: payload() };
    case STOP_CONNECT_TIME:
      return { ...request, type: "bandwidth-stop", isConnectTime: true, payloadBytes: payload() };
    case RESULT_WITH_BASE_RTT:
      return {
        ...request,
        type: "network-characteristics",
        baseRttMs: cursor.u32le(),
        averageRttMs: cursor.u32le(),
      };
    case RESULT_WITH_BANDWIDTH:
      return {
        ...request,
        type: "network-characteristics",
        bandwidthKbps: cursor.u32le(),
        averageRttMs: cursor.u32le(),
      };
    case RESULT_WITH_BOTH:
      return {
        ...request,
        type: "network-characteristics",
        baseRttMs: cursor.u32le(),
        bandwidthKbps: cursor.u32le(),
        averageRttMs: cursor.u32le(),
      };
    default:
      return { ...request, type: "other", contents: cursor.rest() };
  }
}

/** Appends a Server Auto-Detect Request without its security header (2.2.14.1); a payload is written as zeros. */
export function encodeAutoDetectRequest(writer: WriteCursor, request: AutoDetectRequest): void {
  const body = new WriteCursor(16);
  switch (request.type) {
    case "bandwidth-payload":
      body.u16le(request.payloadBytes);
      break;
    case "bandwidth-stop":
      if (request.isConnectTime) body.u16le(request.payloadBytes);
      break;
    case "network-characteristics":
      if (request.baseRttMs !== undefined) body.u32le(request.baseRttMs);
      if (request.bandwidthKbps !== undefined) body.u32le(request.bandwidthKbps);
      if (request.averageRttMs !== undefined) body.u32le(request.averageRttMs);
      break;
    case "other":
      body.bytes(request.contents);
      break;
    case "rtt":
    case "bandwidth-start":
    default:
      break;
  }
  const header = request.type === "other" ? HEADER_LENGTH : HEADER_LENGTH + body.length;
  writer.u8(header).u8(TYPE_REQUEST).u16le(request.sequenceNumber).u16le(request.requestType).bytes(body.finish());
  if ("payloadBytes" in request) writer.zeros(request.payloadBytes);
}

/** A Client Auto-Detect Response (2.2.14.2) with its basic security header. Throws DecodeError. */
export function decodeAutoDetectResponse(bytes: Uint8Array): AutoDetectResponse {
  const cursor = new ReadCursor(bytes, "Auto-Detect Response");
  const { flags } = decodeSecurityHeader(cursor, "basic");
  if ((flags & SEC_AUTODETECT_RSP) === 0) cursor.reject("flags", "lack SEC_AUTODETECT_RSP");
  if (cursor.u8() < HEADER_LENGTH) cursor.reject("headerLength", "is below 6");
  cursor.skip(1);
  const sequenceNumber = cursor.u16le();
  const responseType = cursor.u16le();
  switch (responseType) {
    case RTT_RESPONSE:
      return { sequenceNumber, type: "rtt" };
    case RESULTS_CONNECT_TIME:
    case RESULTS: {
      const isConnectTime = responseType === RESULTS_CONNECT_TIME;
      return {
        sequenceNumber,
        type: "bandwidth-results",
        isConnectTime,
        timeDeltaMs: cursor.u32le(),
        byteCount: cursor.u32le(),
      };
    }
    case SYNC:
      return { sequenceNumber, type: "network-sync", bandwidthKbps: cursor.u32le(), rttMs: cursor.u32le() };
    default:
      return { sequenceNumber, type: "other", responseType, contents: cursor.rest() };
  }
}

/** A Client Auto-Detect Response (2.2.14.2) with its basic security header, as MCS user data of the message channel. */
export function encodeAutoDetectResponse(response: AutoDetectResponse): Uint8Array {
  const body = new WriteCursor(8);
  let responseType = RTT_RESPONSE;
  switch (response.type) {
    case "bandwidth-results":
      responseType = response.isConnectTime ? RESULTS_CONNECT_TIME : RESULTS;
      body.u32le(response.timeDeltaMs).u32le(response.byteCount);
      break;
    case "network-sync":
      responseType = SYNC;
      body.u32le(response.bandwidthKbps).u32le(response.rttMs);
      break;
    case "other":
      ({ responseType } = response);
      body.bytes(response.contents);
      break;
    case "rtt":
    default:
      break;
  }
  const header = response.type === "other" ? HEADER_LENGTH : HEADER_LENGTH + body.length;
  const writer = new WriteCursor(24);
  encodeSecurityHeader(writer, { form: "basic", flags: SEC_AUTODETECT_RSP, flagsHi: 0 });
  writer.u8(header).u8(TYPE_RESPONSE).u16le(response.sequenceNumber).u16le(responseType);
  return writer.bytes(body.finish()).finish();
}
