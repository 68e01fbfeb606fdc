import { fromLatin1, fromUtf16, ReadCursor, toLatin1, toUtf16, WriteCursor } from "../bytes/index.ts";
import { decodeSecurityHeader, encodeSecurityHeader, SEC_INFO_PKT } from "./security-header.ts";

/*
 * MS-RDPBCGR 2.2.1.11, Client Info PDU, the userData of an MCS Send Data Request, little-endian:
 *
 *   4  basic security header with SEC_INFO_PKT
 *   4  CodePage (or the active input locale when INFO_UNICODE is set)    4 flags
 *   2  cbDomain, 2 cbUserName, 2 cbPassword, 2 cbAlternateShell, 2 cbWorkingDir: without the terminator
 *      the five texts, each with its terminator (2 bytes under INFO_UNICODE, else 1)
 *   2.2.1.11.1.1.1, Extended Info Packet (optional):
 *   2  clientAddressFamily (2 IPv4, 0x17 IPv6)    2 cbClientAddress with terminator, clientAddress (UTF-16)
 *   2  cbClientDir with terminator, clientDir (UTF-16)
 *   optional, each only if all before it are there:
 *   172 clientTimeZone    4 clientSessionId    4 performanceFlags    2 cbAutoReconnectCookie, autoReconnectCookie (0 or 28 bytes)
 *   2  reserved1    2 reserved2    2 cbDynamicDSTTimeZoneKeyName, its text    2 dynamicDaylightTimeDisabled: not written here
 */

export type ClientInfo = {
  readonly codePage: number;
  readonly flags: number;
  readonly domain: string;
  readonly userName: string;
  readonly password: string;
  readonly alternateShell: string;
  readonly workingDir: string;
  readonly extended?: ExtendedClientInfo;
};

export type ExtendedClientInfo = {
  readonly clientAddressFamily: number;
  readonly clientAddress: string;
  readonly clientDir: string;
  /** TS_TIME_ZONE_INFORMATION (2.2.1.11.1.1.1.1), 172 bytes. */
  readonly clientTimeZone?: Uint8Array;
  readonly clientSessionId?: number;
  readonly performanceFlags?: number;
  readonly autoReconnectCookie?: Uint8Array;
};

export const INFO_MOUSE = 0x00000001;
export const INFO_DISABLECTRLALTDEL = 0x00000002;
export const INFO_AUTOLOGON = 0x00000008;
export const INFO_UNICODE = 0x00000010;
export const INFO_MAXIMIZESHELL = 0x00000020;
export const INFO_LOGONNOTIFY = 0x00000040;
export const INFO_ENABLEWINDOWSKEY = 0x00000100;
export const INFO_LOGONERRORS = 0x00010000;
export const INFO_NOAUDIOPLAYBACK = 0x00080000;

/** `flags` of 2.2.1.11.1.1; bits 9 to 12 are the compression type. */
export const INFO_FLAGS: Readonly<Record<number, string>> = {
  0x00000001: "INFO_MOUSE",
  0x00000002: "INFO_DISABLECTRLALTDEL",
  0x00000008: "INFO_AUTOLOGON",
  0x00000010: "INFO_UNICODE",
  0x00000020: "INFO_MAXIMIZESHELL",
  0x00000040: "INFO_LOGONNOTIFY",
  0x00000080: "INFO_COMPRESSION",
  0x00000100: "INFO_ENABLEWINDOWSKEY",
  0x00002000: "INFO_REMOTECONSOLEAUDIO",
  0x00004000: "INFO_FORCE_ENCRYPTED_CS_PDU",
  0x00008000: "INFO_RAIL",
  0x00010000: "INFO_LOGONERRORS",
  0x00020000: "INFO_MOUSE_HAS_WHEEL",
  0x00040000: "INFO_PASSWORD_IS_SC_PIN",
  0x00080000: "INFO_NOAUDIOPLAYBACK",
  0x00100000: "INFO_USING_SAVED_CREDS",
  0x00200000: "INFO_AUDIOCAPTURE",
  0x00400000: "INFO_VIDEO_DISABLE",
  0x02000000: "INFO_HIDEF_RAIL_SUPPORTED",
};

export const PERF_DISABLE_FULLWINDOWDRAG = 0x00000002;
export const PERF_DISABLE_MENUANIMATIONS = 0x00000004;
export const PERF_DISABLE_CURSOR_SHADOW = 0x00000020;
export const PERF_DISABLE_CURSORSETTINGS = 0x00000040;

/** `performanceFlags` of 2.2.1.11.1.1.1. */
export const PERFORMANCE_FLAGS: Readonly<Record<number, string>> = {
  0x00000001: "PERF_DISABLE_WALLPAPER",
  0x00000002: "PERF_DISABLE_FULLWINDOWDRAG",
  0x00000004: "PERF_DISABLE_MENUANIMATIONS",
  0x00000008: "PERF_DISABLE_THEMING",
  0x00000020: "PERF_DISABLE_CURSOR_SHADOW",
  0x00000040: "PERF_DISABLE_CURSORSETTINGS",
  0x00000080: "PERF_ENABLE_FONT_SMOOTHING",
  0x00000100: "PERF_ENABLE_DESKTOP_COMPOSITION",
};

const TIME_ZONE_LENGTH = 172;
const AUTO_RECONNECT_COOKIE_MAX = 128;

/** Client Info PDU (2.2.1.11) with its security header, not encrypted. Throws DecodeError. */
export function decodeClientInfo(bytes: Uint8Array): ClientInfo {
  const cursor = new ReadCursor(bytes, "Client Info PDU");
  const header = decodeSecurityHeader(cursor, "basic");
  if ((header.flags & SEC_INFO_PKT) === 0) cursor.reject("flags", "lack SEC_INFO_PKT");
  const codePage = cursor.u32le();
  const flags = cursor.u32le();
  const unicode = (flags & INFO_UNICODE) !== 0;
  const lengths = [cursor.u16le(), cursor.u16le(), cursor.u16le(), cursor.u16le(), cursor.u16le()] as const;
  const text = (length: number): string => {
    const content = cursor.take(length);
    cursor.skip(unicode ? 2 : 1);
    return unicode ? toUtf16(content) : toLatin1(content);
  };
  const info = {
    codePage,
    flags,
    domain: text(lengths[0]),
    userName: text(lengths[1]),
    password: text(lengths[2]),
    alternateShell: text(lengths[3]),
    workingDir: text(lengths[4]),
  };
  return cursor.remaining > 0 ? { ...info, extended: readExtended(cursor) } : info;
}

function readTerminated(cursor: ReadCursor): string {
  const text = toUtf16(cursor.take(cursor.u16le()));
  return text.endsWith("\0") ? text.slice(0, -1) : text;
}

function readExtended(cursor: ReadCursor): ExtendedClientInfo {
  const extended: { -readonly [Key in keyof ExtendedClientInfo]: ExtendedClientInfo[Key] } = {
    clientAddressFamily: cursor.u16le(),
    clientAddress: readTerminated(cursor),
    clientDir: readTerminated(cursor),
  };
  if (cursor.remaining < TIME_ZONE_LENGTH) return extended;
  extended.clientTimeZone = cursor.take(TIME_ZONE_LENGTH);
  if (cursor.remaining < 4) return extended;
  extended.clientSessionId = cursor.u32le();
  if (cursor.remaining < 4) return extended;
  extended.performanceFlags = cursor.u32le();
  if (cursor.remaining < 2) return extended;
  const length = cursor.u16le();
  if (length > AUTO_RECONNECT_COOKIE_MAX) cursor.reject("cbAutoReconnectCookie", `is ${length}`);
  extended.autoReconnectCookie = cursor.take(length);
  return extended;
}

/** Client Info PDU (2.2.1.11) with its security header, not encrypted. */
export function encodeClientInfo(value: ClientInfo): Uint8Array {
  const unicode = (value.flags & INFO_UNICODE) !== 0;
  const texts = [value.domain, value.userName, value.password, value.alternateShell, value.workingDir].map((text) =>
    unicode ? fromUtf16(text) : fromLatin1(text),
  );
  const writer = new WriteCursor(512);
  encodeSecurityHeader(writer, { form: "basic", flags: SEC_INFO_PKT, flagsHi: 0 });
  writer.u32le(value.codePage).u32le(value.flags);
  for (const text of texts) writer.u16le(text.length);
  for (const text of texts) writer.bytes(text).zeros(unicode ? 2 : 1);
  if (value.extended !== undefined) writeExtended(writer, value.extended);
  return writer.finish();
}

function writeTerminated(writer: WriteCursor, text: string): void {
  const bytes = fromUtf16(text);
  writer
    .u16le(bytes.length + 2)
    .bytes(bytes)
    .zeros(2);
}

function writeExtended(writer: WriteCursor, value: ExtendedClientInfo): void {
  writer.u16le(value.clientAddressFamily);
  writeTerminated(writer, value.clientAddress);
  writeTerminated(writer, value.clientDir);
  if (value.clientTimeZone === undefined) return;
  if (value.clientTimeZone.length !== TIME_ZONE_LENGTH) throw new RangeError("clientTimeZone is not 172 bytes");
  writer.bytes(value.clientTimeZone);
  if (value.clientSessionId === undefined) return;
  writer.u32le(value.clientSessionId);
  if (value.performanceFlags === undefined) return;
  writer.u32le(value.performanceFlags);
  if (value.autoReconnectCookie === undefined) return;
  writer.u16le(value.autoReconnectCookie.length).bytes(value.autoReconnectCookie);
}
