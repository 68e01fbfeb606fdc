import { fromUtf16, ReadCursor, toUtf16, WriteCursor } from "../bytes/index.ts";

/*
 * [MS-NLMP] 2.2.2.1 AV_PAIR, repeated until MsvAvEOL; all numbers little-endian:
 *
 *   AvId (2)   0x0000 MsvAvEOL               0x0004 MsvAvDnsDomainName   0x0008 MsvAvSingleHost (48 bytes, 2.2.2.2)
 *              0x0001 MsvAvNbComputerName    0x0005 MsvAvDnsTreeName     0x0009 MsvAvTargetName
 *              0x0002 MsvAvNbDomainName      0x0006 MsvAvFlags (u32)     0x000A MsvAvChannelBindings (16 bytes, MD5)
 *              0x0003 MsvAvDnsComputerName   0x0007 MsvAvTimestamp (FILETIME)
 *   AvLen (2)  bytes of Value
 *   Value      text is UTF-16LE without terminator, whatever was negotiated
 */

const TEXT_IDS = {
  MsvAvNbComputerName: 1,
  MsvAvNbDomainName: 2,
  MsvAvDnsComputerName: 3,
  MsvAvDnsDomainName: 4,
  MsvAvDnsTreeName: 5,
  MsvAvTargetName: 9,
} as const;
const AV_EOL = 0;
const AV_FLAGS = 6;
const AV_TIMESTAMP = 7;
const AV_SINGLE_HOST = 8;
const AV_CHANNEL_BINDINGS = 10;

/* Windows sends at most eight; the bound only keeps a hostile list short. */
const AV_PAIRS_MAX = 64;

/** AV pair whose value is a text. */
export type AvTextId = keyof typeof TEXT_IDS;

/** One AV_PAIR ([MS-NLMP] 2.2.2.1) by the specification's name. `fileTime`: 100 ns since 1601; `unixMs`: the same, in milliseconds. */
export type AvPair =
  | { readonly id: AvTextId; readonly text: string }
  | { readonly id: "MsvAvFlags"; readonly flags: number }
  | { readonly id: "MsvAvTimestamp"; readonly fileTime: bigint; readonly unixMs: number }
  | { readonly id: "MsvAvSingleHost" | "MsvAvChannelBindings"; readonly bytes: Uint8Array }
  | { readonly id: "unknown"; readonly avId: number; readonly bytes: Uint8Array };

const FILETIME_AT_UNIX_EPOCH = 116_444_736_000_000_000n;

/** Unix time in milliseconds of a FILETIME (100 ns since 1601-01-01 UTC), rounded towards 1970. */
export function fileTimeToUnixMs(fileTime: bigint): number {
  return Number((fileTime - FILETIME_AT_UNIX_EPOCH) / 10_000n);
}

/** FILETIME of a Unix time in whole milliseconds. */
export function unixMsToFileTime(unixMs: number): bigint {
  return BigInt(unixMs) * 10_000n + FILETIME_AT_UNIX_EPOCH;
}

const TEXT_NAMES: ReadonlyMap<number, AvTextId> = new Map<number, AvTextId>([
  [TEXT_IDS.MsvAvNbComputerName, "MsvAvNbComputerName"],
  [TEXT_IDS.MsvAvNbDomainName, "MsvAvNbDomainName"],
  [TEXT_IDS.MsvAvDnsComputerName, "MsvAvDnsComputerName"],
  [TEXT_IDS.MsvAvDnsDomainName, "MsvAvDnsDomainName"],
  [TEXT_IDS.MsvAvDnsTreeName, "MsvAvDnsTreeName"],
  [TEXT_IDS.MsvAvTargetName, "MsvAvTargetName"],
]);

function decodeAvPair(avId: number, value: ReadCursor): AvPair {
  const text = TEXT_NAMES.get(avId);
  if (text) return { id: text, text: toUtf16(value.rest()) };
  switch (avId) {
    case AV_FLAGS: {
      const flags = value.u32le();
      value.expectEnd();
      return { id: "MsvAvFlags", flags };
    }
    case AV_TIMESTAMP: {
      const fileTime = value.u64le();
      value.expectEnd();
      return { id: "MsvAvTimestamp", fileTime, unixMs: fileTimeToUnixMs(fileTime) };
    }
    case AV_SINGLE_HOST:
      return { id: "MsvAvSingleHost", bytes: value.rest() };
    case AV_CHANNEL_BINDINGS:
      return { id: "MsvAvChannelBindings", bytes: value.rest() };
    default:
      return { id: "unknown", avId, bytes: value.rest() };
  }
}

/**
 * Decodes a list of AV pairs up to MsvAvEOL; what follows is padding and ignored. A list that ends without MsvAvEOL is read as it
 * is: its names are facts all the same. Throws DecodeError.
 */
export function decodeAvPairs(bytes: Uint8Array): readonly AvPair[] {
  const cursor = new ReadCursor(bytes, "AV_PAIR");
  const pairs: AvPair[] = [];
  while (cursor.remaining > 0) {
    const avId = cursor.u16le();
    const avLen = cursor.u16le();
    if (avId === AV_EOL) break;
    if (pairs.length === AV_PAIRS_MAX) cursor.reject("AvId", `comes more than ${AV_PAIRS_MAX} times`);
    pairs.push(decodeAvPair(avId, cursor.sub(avLen, "AV_PAIR")));
  }
  return pairs;
}

function encodeAvPair(pair: AvPair): readonly [avId: number, value: Uint8Array] {
  if ("text" in pair) return [TEXT_IDS[pair.id], fromUtf16(pair.text)];
  if ("flags" in pair) return [AV_FLAGS, new WriteCursor().u32le(pair.flags).finish()];
  if ("fileTime" in pair) return [AV_TIMESTAMP, new WriteCursor().u64le(pair.fileTime).finish()];
  if (pair.id === "unknown") return [pair.avId, pair.bytes];
  return [pair.id === "MsvAvSingleHost" ? AV_SINGLE_HOST : AV_CHANNEL_BINDINGS, pair.bytes];
}

/** Encodes AV pairs in the order given and ends them with MsvAvEOL. `unixMs` is not looked at. Throws RangeError above 65,535 bytes. */
export function encodeAvPairs(pairs: readonly AvPair[]): Uint8Array {
  const out = new WriteCursor();
  for (const pair of pairs) {
    const [avId, value] = encodeAvPair(pair);
    out.u16le(avId).u16le(value.length).bytes(value);
  }
  return out.u16le(AV_EOL).u16le(0).finish();
}

/** What a server says of itself in its AV pairs; a field is missing when its pair is. */
export interface NtlmTargetInfo {
  readonly nbComputerName?: string;
  readonly nbDomainName?: string;
  readonly dnsComputerName?: string;
  readonly dnsDomainName?: string;
  readonly dnsTreeName?: string;
  readonly timestampUnixMs?: number;
}

const TARGET_INFO_KEYS = {
  MsvAvNbComputerName: "nbComputerName",
  MsvAvNbDomainName: "nbDomainName",
  MsvAvDnsComputerName: "dnsComputerName",
  MsvAvDnsDomainName: "dnsDomainName",
  MsvAvDnsTreeName: "dnsTreeName",
} as const;

/** The names and the clock out of a list of AV pairs; the first of each kind counts. */
export function ntlmTargetInfo(pairs: readonly AvPair[]): NtlmTargetInfo {
  const found: { -readonly [Key in keyof NtlmTargetInfo]: NtlmTargetInfo[Key] } = {};
  for (const pair of pairs) {
    if (pair.id === "MsvAvTimestamp") found.timestampUnixMs ??= pair.unixMs;
    else if ("text" in pair && pair.id !== "MsvAvTargetName") found[TARGET_INFO_KEYS[pair.id]] ??= pair.text;
  }
  return found;
}
