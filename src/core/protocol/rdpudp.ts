import { ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPEUDP 3.1.5.1.1 SYN Datagrams, 3.1.5.1.3 SYN+ACK Datagrams. All numbers big-endian.
 *
 *   2.2.2.1 RDPUDP_FEC_HEADER              snSourceAck 4 (SYN: -1; SYN+ACK: the initial sequence number of the SYN),
 *                                          uReceiveWindowSize 2, uFlags 2
 *   2.2.2.5 RDPUDP_SYNDATA_PAYLOAD         snInitialSequenceNumber 4, uUpStreamMtu 2, uDownStreamMtu 2 (1132..1232)
 *   2.2.2.8 RDPUDP_CORRELATION_ID_PAYLOAD  uCorrelationId 16, uReserved 16; only with RDPUDP_FLAG_CORRELATION_ID
 *   2.2.2.9 RDPUDP_SYNDATAEX_PAYLOAD       uSynExFlags 2, uUdpVer 2, cookieHash 32 (only in a SYN of version 3); only with RDPUDP_FLAG_SYNEX
 *   zero padding up to the smaller of both MTUs
 */

const RDPUDP_FLAG_SYN = 0x0001;
const RDPUDP_FLAG_ACK = 0x0004;
const RDPUDP_FLAG_SYNLOSSY = 0x0200;
const RDPUDP_FLAG_CORRELATION_ID = 0x0800;
const RDPUDP_FLAG_SYNEX = 0x1000;
const RDPUDP_VERSION_INFO_VALID = 0x0001;
const NO_SOURCE_ACK = 0xffffffff;

export const RDPUDP_PROTOCOL_VERSION_1 = 0x0001;
export const RDPUDP_PROTOCOL_VERSION_2 = 0x0002;
export const RDPUDP_PROTOCOL_VERSION_3 = 0x0101;
export const RDPUDP_MTU_MIN = 1132;
export const RDPUDP_MTU_MAX = 1232;

interface RdpUdpSynFields {
  /** Datagrams that the sender can buffer. */
  readonly uReceiveWindowSize: number;
  readonly snInitialSequenceNumber: number;
  /** Bytes, 1132..1232. */
  readonly uUpStreamMtu: number;
  readonly uDownStreamMtu: number;
  /** Best effort transport: lost datagrams are not sent again. */
  readonly lossy: boolean;
  /** 16 bytes, the correlationId of RDP_NEG_CORRELATION_INFO. */
  readonly uCorrelationId?: Uint8Array;
  /** RDPUDP_PROTOCOL_VERSION_*; absent when the datagram says none, which means version 1. */
  readonly uUdpVer?: number;
}

/** What a client sends first. Only version 3 needs a cookie hash, which comes from the TCP side: a bare probe asks for version 2. */
export interface RdpUdpSyn extends RdpUdpSynFields {
  readonly kind: "syn";
  /** SHA-256 of the security cookie; present exactly with version 3. */
  readonly cookieHash?: Uint8Array;
}

/** What a server answers. */
export interface RdpUdpSynAck extends RdpUdpSynFields {
  readonly kind: "syn-ack";
  /** Initial sequence number of the SYN that this answers. */
  readonly snSourceAck: number;
}

function mtu(cursor: ReadCursor, field: string): number {
  const value = cursor.u16be();
  if (value < RDPUDP_MTU_MIN || value > RDPUDP_MTU_MAX) cursor.reject(field, `is ${value}`);
  return value;
}

/** Version of a SYNDATAEX payload, or undefined when its flags say that there is none. */
function readVersion(cursor: ReadCursor): number | undefined {
  const uSynExFlags = cursor.u16be();
  const uUdpVer = cursor.u16be();
  return (uSynExFlags & RDPUDP_VERSION_INFO_VALID) === 0 ? undefined : uUdpVer;
}

/** Reads a SYN or SYN+ACK datagram; its padding is not looked at. Throws DecodeError for every other datagram. */
export function decodeRdpUdpSyn(datagram: Uint8Array): RdpUdpSyn | RdpUdpSynAck {
  const cursor = new ReadCursor(datagram, "RDPUDP_FEC_HEADER");
  const snSourceAck = cursor.u32be();
  const uReceiveWindowSize = cursor.u16be();
  const uFlags = cursor.u16be();
  if ((uFlags & RDPUDP_FLAG_SYN) === 0) cursor.reject("uFlags", `is 0x${uFlags.toString(16)}, without SYN`);
  const isAnswer = (uFlags & RDPUDP_FLAG_ACK) !== 0;
  if (!isAnswer && snSourceAck !== NO_SOURCE_ACK) cursor.reject("snSourceAck", `is ${snSourceAck} in a SYN`);
  const snInitialSequenceNumber = cursor.u32be();
  const uUpStreamMtu = mtu(cursor, "uUpStreamMtu");
  const uDownStreamMtu = mtu(cursor, "uDownStreamMtu");
  let uCorrelationId: Uint8Array | undefined;
  if ((uFlags & RDPUDP_FLAG_CORRELATION_ID) !== 0) {
    uCorrelationId = cursor.take(16);
    cursor.skip(16);
  }
  const uUdpVer = (uFlags & RDPUDP_FLAG_SYNEX) === 0 ? undefined : readVersion(cursor);
  const fields: RdpUdpSynFields = {
    uReceiveWindowSize,
    snInitialSequenceNumber,
    uUpStreamMtu,
    uDownStreamMtu,
    lossy: (uFlags & RDPUDP_FLAG_SYNLOSSY) !== 0,
    ...(uCorrelationId === undefined ? {} : { uCorrelationId }),
    ...(uUdpVer === undefined ? {} : { uUdpVer }),
  };
  if (isAnswer) return { kind: "syn-ack", snSourceAck, ...fields };
  if (uUdpVer !== RDPUDP_PROTOCOL_VERSION_3) return { kind: "syn", ...fields };
  return { kind: "syn", ...fields, cookieHash: cursor.take(32) };
}

/**
 * The datagram, zero-padded to the smaller MTU. Throws RangeError for an MTU, correlation id or cookie hash that the specification does
 * not allow, and for a SYN of version 3 without cookie hash.
 */
export function encodeRdpUdpSyn(value: RdpUdpSyn | RdpUdpSynAck): Uint8Array {
  const { uCorrelationId, uDownStreamMtu, uUdpVer, uUpStreamMtu } = value;
  const size = Math.min(uUpStreamMtu, uDownStreamMtu);
  if (size < RDPUDP_MTU_MIN || Math.max(uUpStreamMtu, uDownStreamMtu) > RDPUDP_MTU_MAX) {
    throw new RangeError(`MTU ${uUpStreamMtu} and ${uDownStreamMtu}`);
  }
  const uFlags =
    RDPUDP_FLAG_SYN |
    (value.kind === "syn-ack" ? RDPUDP_FLAG_ACK : 0) |
    (value.lossy ? RDPUDP_FLAG_SYNLOSSY : 0) |
    (uCorrelationId === undefined ? 0 : RDPUDP_FLAG_CORRELATION_ID) |
    (uUdpVer === undefined ? 0 : RDPUDP_FLAG_SYNEX);
  const cursor = new WriteCursor(size)
    .u32be(value.kind === "syn-ack" ? value.snSourceAck : NO_SOURCE_ACK)
    .u16be(value.uReceiveWindowSize)
    .u16be(uFlags)
    .u32be(value.snInitialSequenceNumber)
    .u16be(uUpStreamMtu)
    .u16be(uDownStreamMtu);
  if (uCorrelationId !== undefined) {
    if (uCorrelationId.length !== 16) throw new RangeError(`uCorrelationId of ${uCorrelationId.length} bytes`);
    cursor.bytes(uCorrelationId).zeros(16);
  }
  if (uUdpVer !== undefined) cursor.u16be(RDPUDP_VERSION_INFO_VALID).u16be(uUdpVer);
  if (value.kind === "syn" && uUdpVer === RDPUDP_PROTOCOL_VERSION_3) {
    if (value.cookieHash?.length !== 32) throw new RangeError("a SYN of version 3 needs a cookie hash of 32 bytes");
    cursor.bytes(value.cookieHash);
  }
  return cursor.zeros(size - cursor.length).finish();
}
