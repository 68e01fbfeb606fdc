import { fromUtf16, ReadCursor, toUtf16, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.13.1, Server Redirection Packet (RDP_SERVER_REDIRECTION_PACKET), little-endian:
 *
 *   2  flags (SEC_REDIRECTION_PKT)    2 length with these four bytes    4 sessionID    4 redirFlags
 *   then each only if redirFlags announces it, 4 length in bytes and as many bytes, texts in UTF-16 with terminator:
 *   TargetNetAddress 0x1, LoadBalanceInfo 0x2, UserName 0x4, Domain 0x8, Password 0x10, TargetFQDN 0x100, TargetNetBiosName 0x200,
 *   TsvUrl 0x1000, RedirectionGuid 0x8000, TargetCertificate 0x10000, TargetNetAddresses 0x800
 *   8  pad, optional
 *
 * 2.2.13.1.1, Target Net Addresses: 4 addressCount, each 2.2.13.1.1.1: 4 addressLength, address (UTF-16 with terminator)
 *
 * 2.2.13.2.1 puts it behind a security header with SEC_REDIRECTION_PKT, 2.2.13.3.1 behind a Share Control Header and 2 bytes of
 * padding. The length is not looked at: what each field needs is checked, and some servers leave the padding out of it.
 */

export type ServerRedirection = {
  readonly sessionId: number;
  /** Names in `REDIRECTION_FLAGS`; those that announce a field are set by the fields there are. */
  readonly redirFlags: number;
  readonly targetNetAddress?: string;
  readonly loadBalanceInfo?: Uint8Array;
  readonly userName?: string;
  readonly domain?: string;
  /** UTF-16 text with terminator, or a blob that only the target can open where LB_PASSWORD_IS_PK_ENCRYPTED is set. */
  readonly password?: Uint8Array;
  readonly targetFqdn?: string;
  readonly targetNetBiosName?: string;
  readonly tsvUrl?: Uint8Array;
  readonly redirectionGuid?: Uint8Array;
  readonly targetCertificate?: Uint8Array;
  readonly targetNetAddresses?: readonly string[];
};

/** What a client does with a redirection: whom it calls next, with what. */
export type RedirectionHop = {
  readonly sessionId: number;
  readonly redirFlags: number;
  /** Addresses first, then names; each once. */
  readonly targets: readonly string[];
  readonly targetName?: string;
  readonly loadBalanceInfo?: Uint8Array;
  readonly user?: string;
  readonly domain?: string;
  /** Absent where none was given or where it is closed. */
  readonly password?: string;
  /** The password is closed with the target's key, and only RDSTLS carries it. */
  readonly needsRdstls: boolean;
};

export const LB_LOAD_BALANCE_INFO = 0x00000002;
export const LB_SMARTCARD_LOGON = 0x00000040;
export const LB_NOREDIRECT = 0x00000080;
export const LB_PASSWORD_IS_PK_ENCRYPTED = 0x00004000;
const LB_TARGET_NET_ADDRESSES = 0x00000800;

/** RedirFlags of 2.2.13.1. */
export const REDIRECTION_FLAGS: Readonly<Record<number, string>> = {
  0x00000001: "LB_TARGET_NET_ADDRESS",
  0x00000002: "LB_LOAD_BALANCE_INFO",
  0x00000004: "LB_USERNAME",
  0x00000008: "LB_DOMAIN",
  0x00000010: "LB_PASSWORD",
  0x00000020: "LB_DONTSTOREUSERNAME",
  0x00000040: "LB_SMARTCARD_LOGON",
  0x00000080: "LB_NOREDIRECT",
  0x00000100: "LB_TARGET_FQDN",
  0x00000200: "LB_TARGET_NETBIOS_NAME",
  0x00000800: "LB_TARGET_NET_ADDRESSES",
  0x00001000: "LB_CLIENT_TSV_URL",
  0x00002000: "LB_SERVER_TSV_CAPABLE",
  0x00004000: "LB_PASSWORD_IS_PK_ENCRYPTED",
  0x00008000: "LB_REDIRECTION_GUID",
  0x00010000: "LB_TARGET_CERTIFICATE",
};

type TextField = "targetNetAddress" | "userName" | "domain" | "targetFqdn" | "targetNetBiosName";
type OctetsField = "loadBalanceInfo" | "password" | "tsvUrl" | "redirectionGuid" | "targetCertificate";

/** The fields in wire order with the flags that announce them. */
const FIELDS: readonly (
  | readonly [flag: number, form: "text", name: TextField]
  | readonly [flag: number, form: "octets", name: OctetsField]
)[] = [
  [0x00000001, "text", "targetNetAddress"],
  [LB_LOAD_BALANCE_INFO, "octets", "loadBalanceInfo"],
  [0x00000004, "text", "userName"],
  [0x00000008, "text", "domain"],
  [0x00000010, "octets", "password"],
  [0x00000100, "text", "targetFqdn"],
  [0x00000200, "text", "targetNetBiosName"],
  [0x00001000, "octets", "tsvUrl"],
  [0x00008000, "octets", "redirectionGuid"],
  [0x00010000, "octets", "targetCertificate"],
];
const SEC_REDIRECTION_PKT = 0x0400;
const HEADER_LENGTH = 12;
/** A host has a few addresses; more than this is an attack on whoever calls them. */
const MAX_ADDRESSES = 64;
/** Room for a token in a Connection Request, whose length indicator is at most 254. */
const ROUTING_TOKEN_MAX = 238;

function terminated(bytes: Uint8Array): string {
  const text = toUtf16(bytes);
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

function readAddresses(list: ReadCursor): string[] {
  const count = list.u32le();
  if (count > MAX_ADDRESSES) list.reject("addressCount", `is ${count}`);
  const addresses: string[] = [];
  for (let index = 0; index < count; index++) addresses.push(terminated(list.take(list.u32le())));
  return addresses;
}

/** RDP_SERVER_REDIRECTION_PACKET (2.2.13.1). Byte fields are views. Throws DecodeError. */
export function decodeServerRedirection(bytes: Uint8Array): ServerRedirection {
  const cursor = new ReadCursor(bytes, "RDP_SERVER_REDIRECTION_PACKET");
  if ((cursor.u16le() & SEC_REDIRECTION_PKT) === 0) cursor.reject("flags", "lack SEC_REDIRECTION_PKT");
  cursor.skip(2);
  const redirection: { -readonly [Key in keyof ServerRedirection]: ServerRedirection[Key] } = {
    sessionId: cursor.u32le(),
    redirFlags: cursor.u32le(),
  };
  for (const [flag, form, name] of FIELDS) {
    if ((redirection.redirFlags & flag) === 0) continue;
    const content = cursor.take(cursor.u32le());
    if (form === "text") redirection[name] = terminated(content);
    else redirection[name] = content;
  }
  if ((redirection.redirFlags & LB_TARGET_NET_ADDRESSES) !== 0) {
    redirection.targetNetAddresses = readAddresses(cursor.sub(cursor.u32le(), "TargetNetAddresses"));
  }
  return redirection;
}

function writeText(writer: WriteCursor, text: string): void {
  const bytes = fromUtf16(`${text}\0`);
  writer.u32le(bytes.length).bytes(bytes);
}

/** RDP_SERVER_REDIRECTION_PACKET (2.2.13.1) without padding; it fits 65535 bytes, or RangeError is thrown. */
export function encodeServerRedirection(value: ServerRedirection): Uint8Array {
  let flags = value.redirFlags & ~LB_TARGET_NET_ADDRESSES;
  const body = new WriteCursor(256);
  for (const [flag, form, name] of FIELDS) {
    flags &= ~flag;
    const content = value[name];
    if (content === undefined) continue;
    flags |= flag;
    if (form === "text" && typeof content === "string") writeText(body, content);
    else if (typeof content !== "string") body.u32le(content.length).bytes(content);
  }
  if (value.targetNetAddresses !== undefined) {
    flags |= LB_TARGET_NET_ADDRESSES;
    const list = new WriteCursor(64).u32le(value.targetNetAddresses.length);
    for (const address of value.targetNetAddresses) writeText(list, address);
    body.u32le(list.length).bytes(list.finish());
  }
  const writer = new WriteCursor(HEADER_LENGTH + body.length).u16le(SEC_REDIRECTION_PKT);
  writer
    .u16le(HEADER_LENGTH + body.length)
    .u32le(value.sessionId)
    .u32le(flags >>> 0);
  return writer.bytes(body.finish()).finish();
}

/** What a client makes of a redirection (3.2.5.9.2.1): targets in the order to try, and the credential that was given. */
export function redirectionHop(value: ServerRedirection): RedirectionHop {
  const { sessionId, redirFlags, targetNetAddress, targetFqdn, targetNetBiosName, password } = value;
  const named = [targetNetAddress, ...(value.targetNetAddresses ?? []), targetFqdn, targetNetBiosName];
  const targets = new Set(named.filter((target) => target !== undefined && target !== ""));
  const targetName = [targetFqdn, targetNetBiosName].find((name) => name !== undefined && name !== "");
  const isClosed = (redirFlags & LB_PASSWORD_IS_PK_ENCRYPTED) !== 0;
  return {
    sessionId,
    redirFlags,
    targets: [...targets].filter((target) => target !== undefined),
    ...(targetName === undefined ? {} : { targetName }),
    ...(value.loadBalanceInfo === undefined ? {} : { loadBalanceInfo: value.loadBalanceInfo }),
    ...(value.userName === undefined ? {} : { user: value.userName }),
    ...(value.domain === undefined ? {} : { domain: value.domain }),
    ...(password === undefined || isClosed ? {} : { password: terminated(password) }),
    needsRdstls: password !== undefined && isClosed,
  };
}

/**
 * Load balance information as the routing token of the next Connection Request (3.2.5.3.1), without the CR LF that ends it;
 * undefined when it is empty, holds a line of its own after the first, or has no room in a Connection Request.
 */
export function routingToken(loadBalanceInfo: Uint8Array): Uint8Array | undefined {
  const { length } = loadBalanceInfo;
  const isEnded = loadBalanceInfo[length - 2] === 0x0d && loadBalanceInfo[length - 1] === 0x0a;
  const token = isEnded ? loadBalanceInfo.subarray(0, length - 2) : loadBalanceInfo;
  if (token.length === 0 || token.length > ROUTING_TOKEN_MAX) return undefined;
  return token.some((byte, index) => byte === 0x0d && token[index + 1] === 0x0a) ? undefined : token;
}
