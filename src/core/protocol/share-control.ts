import { ReadCursor, WriteCursor } from "../bytes/index.ts";
import { type CapabilitySet, decodeCapabilitySet, encodeCapabilitySet } from "./capabilities.ts";
import { decodeServerRedirection, encodeServerRedirection, type ServerRedirection } from "./server-redirection.ts";

/*
 * MS-RDPBCGR 2.2.8.1.1.1.1, Share Control Header (TS_SHARECONTROLHEADER), little-endian:
 *   2  totalLength with this header    2 pduType: low four bits type, then version (1)    2 pduSource
 *
 * 2.2.8.1.1.1.2, Share Data Header, after it (type 7):
 *   4  shareID    1 pad    1 streamID    2 uncompressedLength    1 pduType2    1 compressedType    2 compressedLength
 * 2.2.5.1.1, Set Error Info PDU Data (pduType2 0x2F):   4 errorInfo
 * 2.2.1.13.1.1, Demand Active PDU Data (type 1):
 *   4  shareID    2 lengthSourceDescriptor    2 lengthCombinedCapabilities    sourceDescriptor
 *   2  numberCapabilities    2 pad    the sets    4 sessionId
 * 2.2.3.1.1, Deactivate All PDU Data (type 6):   4 shareID    2 lengthSourceDescriptor    sourceDescriptor
 * 2.2.13.3.1, Enhanced Security Server Redirection PDU (type 0xA):   2 pad    the packet of 2.2.13.1
 */

export type DemandActive = {
  readonly kind: "demand-active";
  readonly pduSource: number;
  readonly shareId: number;
  readonly sourceDescriptor: Uint8Array;
  readonly capabilities: readonly CapabilitySet[];
  readonly sessionId?: number;
};

export type ShareControlPdu =
  | DemandActive
  | {
      readonly kind: "set-error-info";
      readonly pduSource: number;
      readonly shareId: number;
      readonly errorInfo: number;
    }
  | { readonly kind: "deactivate-all"; readonly pduSource: number; readonly shareId?: number }
  | {
      readonly kind: "server-redirection";
      /** Absent in the form of standard RDP security (2.2.13.2.1), which has no Share Control Header. */
      readonly pduSource?: number;
      /** It can hold a password. */
      readonly redirection: ServerRedirection;
    }
  | {
      readonly kind: "share-data-other";
      readonly pduSource: number;
      readonly shareId: number;
      /** Names in `SHARE_DATA_TYPES`. */
      readonly pduType2: number;
      readonly compressedType: number;
      readonly contents: Uint8Array;
    }
  | { readonly kind: "share-control-other"; readonly pduType: number; readonly contents: Uint8Array };

/** pduType2 of 2.2.8.1.1.1.2 as far as a server sends them. */
export const SHARE_DATA_TYPES: Readonly<Record<number, string>> = {
  0x02: "PDUTYPE2_UPDATE",
  0x14: "PDUTYPE2_CONTROL",
  0x1b: "PDUTYPE2_POINTER",
  0x1f: "PDUTYPE2_SYNCHRONIZE",
  0x22: "PDUTYPE2_PLAY_SOUND",
  0x25: "PDUTYPE2_SHUTDOWN_DENIED",
  0x26: "PDUTYPE2_SAVE_SESSION_INFO",
  0x28: "PDUTYPE2_FONTMAP",
  0x29: "PDUTYPE2_SET_KEYBOARD_INDICATORS",
  0x2d: "PDUTYPE2_SET_KEYBOARD_IME_STATUS",
  0x2f: "PDUTYPE2_SET_ERROR_INFO_PDU",
  0x32: "PDUTYPE2_ARC_STATUS_PDU",
  0x36: "PDUTYPE2_STATUS_INFO_PDU",
  0x37: "PDUTYPE2_MONITOR_LAYOUT_PDU",
};

const DEMAND_ACTIVE = 0x1;
const CONFIRM_ACTIVE = 0x3;
const DEACTIVATE_ALL = 0x6;
const DATA = 0x7;
const SERVER_REDIR = 0xa;
const KNOWN_TYPES: readonly number[] = [DEMAND_ACTIVE, CONFIRM_ACTIVE, DEACTIVATE_ALL, DATA, SERVER_REDIR];
const VERSION = 0x10;
const HEADER_LENGTH = 6;
const SET_ERROR_INFO = 0x2f;
const STREAM_LOW = 0x01;

/**
 * Whether these bytes begin with a Share Control Header rather than with a security header: its length is possible and its
 * type is one of the five with version 1. flagsHi, which stands at the same place, is 0, or noise where SEC_FLAGSHI_VALID is not set.
 */
export function isShareControl(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER_LENGTH) return false;
  const header = new ReadCursor(bytes, "Share Control Header");
  const totalLength = header.u16le();
  const pduType = header.u16le();
  return (
    totalLength >= HEADER_LENGTH &&
    totalLength <= bytes.length &&
    (pduType & 0xfff0) === VERSION &&
    KNOWN_TYPES.includes(pduType & 0x0f)
  );
}

/** The first share control PDU in these bytes, without security header (2.2.8.1.1.1). Throws DecodeError. */
export function decodeShareControl(bytes: Uint8Array): ShareControlPdu {
  const cursor = new ReadCursor(bytes, "Share Control Header");
  const totalLength = cursor.u16le();
  const pduType = cursor.u16le() & 0x0f;
  const pduSource = cursor.u16le();
  if (totalLength < HEADER_LENGTH) cursor.reject("totalLength", `is ${totalLength}`);
  const body = cursor.sub(totalLength - HEADER_LENGTH, "share control PDU");
  switch (pduType) {
    case DEMAND_ACTIVE:
      return readDemandActive(body, pduSource);
    case DEACTIVATE_ALL:
      // gnome-remote-desktop and old servers leave out what follows the header
      return body.remaining >= 4
        ? { kind: "deactivate-all", pduSource, shareId: body.u32le() }
        : { kind: "deactivate-all", pduSource };
    case DATA:
      return readShareData(body, pduSource);
    case SERVER_REDIR:
      body.skip(2);
      return { kind: "server-redirection", pduSource, redirection: decodeServerRedirection(body.rest()) };
    default:
      return { kind: "share-control-other", pduType, contents: body.rest() };
  }
}

/** Packets hold a handful of PDUs; more than this in one is an attack on whoever answers each. */
const MAX_PDUS = 64;

/**
 * All share control PDUs that stand one after the other in these bytes, at most `limit`; what follows the last and is none is
 * padding. Throws DecodeError.
 */
export function decodeShareControls(
  bytes: Uint8Array,
  limit: number = MAX_PDUS,
): readonly [ShareControlPdu, ...ShareControlPdu[]] {
  const pdus: [ShareControlPdu, ...ShareControlPdu[]] = [decodeShareControl(bytes)];
  let rest = bytes.subarray(totalLengthOf(bytes));
  while (pdus.length < limit && isShareControl(rest)) {
    pdus.push(decodeShareControl(rest));
    rest = rest.subarray(totalLengthOf(rest));
  }
  return pdus;
}

function totalLengthOf(bytes: Uint8Array): number {
  return new ReadCursor(bytes, "Share Control Header").u16le();
}

function readDemandActive(body: ReadCursor, pduSource: number): DemandActive {
  const shareId = body.u32le();
  const descriptorLength = body.u16le();
  const combinedLength = body.u16le();
  const sourceDescriptor = body.take(descriptorLength);
  const sets = body.sub(combinedLength, "combined capabilities");
  const count = sets.u16le();
  sets.skip(2);
  const capabilities: CapabilitySet[] = [];
  for (let index = 0; index < count; index++) capabilities.push(decodeCapabilitySet(sets));
  const demand = { kind: "demand-active", pduSource, shareId, sourceDescriptor, capabilities } as const;
  return body.remaining >= 4 ? { ...demand, sessionId: body.u32le() } : demand;
}

function readShareData(body: ReadCursor, pduSource: number): ShareControlPdu {
  const shareId = body.u32le();
  body.skip(4);
  const pduType2 = body.u8();
  const compressedType = body.u8();
  body.skip(2);
  if (pduType2 === SET_ERROR_INFO) return { kind: "set-error-info", pduSource, shareId, errorInfo: body.u32le() };
  return { kind: "share-data-other", pduSource, shareId, pduType2, compressedType, contents: body.rest() };
}

/** A share control PDU with its header, without security header. Throws RangeError for values that do not fit. */
export function encodeShareControl(pdu: ShareControlPdu): Uint8Array {
  switch (pdu.kind) {
    case "demand-active":
      return withHeader(DEMAND_ACTIVE, pdu.pduSource, demandActiveBody(pdu));
    case "deactivate-all": {
      const body = new WriteCursor(8);
      if (pdu.shareId !== undefined) body.u32le(pdu.shareId).u16le(1).u8(0);
      return withHeader(DEACTIVATE_ALL, pdu.pduSource, body.finish());
    }
    case "set-error-info": {
      const body = shareDataHeader(pdu.shareId, SET_ERROR_INFO, 0, 4).u32le(pdu.errorInfo);
      return withHeader(DATA, pdu.pduSource, body.finish());
    }
    case "share-data-other": {
      const body = shareDataHeader(pdu.shareId, pdu.pduType2, pdu.compressedType, pdu.contents.length);
      return withHeader(DATA, pdu.pduSource, body.bytes(pdu.contents).finish());
    }
    case "server-redirection": {
      const packet = encodeServerRedirection(pdu.redirection);
      return withHeader(
        SERVER_REDIR,
        pdu.pduSource ?? 0,
        new WriteCursor(packet.length + 2).zeros(2).bytes(packet).finish(),
      );
    }
    case "share-control-other":
    default:
      return withHeader(pdu.pduType, 0, pdu.contents);
  }
}

function withHeader(type: number, pduSource: number, body: Uint8Array): Uint8Array {
  const writer = new WriteCursor(HEADER_LENGTH + body.length).u16le(HEADER_LENGTH + body.length);
  return writer
    .u16le(VERSION | type)
    .u16le(pduSource)
    .bytes(body)
    .finish();
}

function shareDataHeader(shareId: number, type2: number, compressed: number, length: number): WriteCursor {
  const writer = new WriteCursor(32).u32le(shareId).u8(0).u8(STREAM_LOW);
  return writer
    .u16le(length + 4)
    .u8(type2)
    .u8(compressed)
    .u16le(0);
}

function demandActiveBody(pdu: DemandActive): Uint8Array {
  const sets = new WriteCursor(512).u16le(pdu.capabilities.length).zeros(2);
  for (const set of pdu.capabilities) sets.bytes(encodeCapabilitySet(set));
  const writer = new WriteCursor(512).u32le(pdu.shareId).u16le(pdu.sourceDescriptor.length).u16le(sets.length);
  writer.bytes(pdu.sourceDescriptor).bytes(sets.finish());
  return (pdu.sessionId === undefined ? writer : writer.u32le(pdu.sessionId)).finish();
}
