import { fromUtf16, type ReadCursor, toUtf16, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.1.3.2, Client Core Data (TS_UD_CS_CORE), after the User Data Header, all little-endian:
 *
 *   4 version              2 desktopWidth        2 desktopHeight       2 colorDepth          2 SASSequence
 *   4 keyboardLayout       4 clientBuild        32 clientName (UTF-16, at most 15 characters)
 *   4 keyboardType         4 keyboardSubType     4 keyboardFunctionKey 64 imeFileName (UTF-16)
 *   then optional, each only if all before it are there:
 *   2 postBeta2ColorDepth  2 clientProductId     4 serialNumber        2 highColorDepth      2 supportedColorDepths
 *   2 earlyCapabilityFlags 64 clientDigProductId 1 connectionType      1 pad1octet           4 serverSelectedProtocol
 *   4 desktopPhysicalWidth 4 desktopPhysicalHeight 2 desktopOrientation 4 desktopScaleFactor 4 deviceScaleFactor
 */

export type ClientCoreBlock = {
  readonly version: number;
  readonly desktopWidth: number;
  readonly desktopHeight: number;
  readonly colorDepth: number;
  readonly sasSequence: number;
  readonly keyboardLayout: number;
  readonly clientBuild: number;
  readonly clientName: string;
  readonly keyboardType: number;
  readonly keyboardSubType: number;
  readonly keyboardFunctionKey: number;
  readonly imeFileName: string;
  readonly postBeta2ColorDepth?: number;
  readonly clientProductId?: number;
  readonly serialNumber?: number;
  readonly highColorDepth?: number;
  readonly supportedColorDepths?: number;
  readonly earlyCapabilityFlags?: number;
  readonly clientDigProductId?: string;
  readonly connectionType?: number;
  readonly pad1octet?: number;
  readonly serverSelectedProtocol?: number;
  readonly desktopPhysicalWidth?: number;
  readonly desktopPhysicalHeight?: number;
  readonly desktopOrientation?: number;
  readonly desktopScaleFactor?: number;
  readonly deviceScaleFactor?: number;
};

/** earlyCapabilityFlags of the client. */
export const RNS_UD_CS_SUPPORT_ERRINFO_PDU = 0x0001;
export const RNS_UD_CS_WANT_32BPP_SESSION = 0x0002;
export const RNS_UD_CS_SUPPORT_STATUSINFO_PDU = 0x0004;
export const RNS_UD_CS_STRONG_ASYMMETRIC_KEYS = 0x0008;
export const RNS_UD_CS_VALID_CONNECTION_TYPE = 0x0020;
export const RNS_UD_CS_SUPPORT_MONITOR_LAYOUT_PDU = 0x0040;
export const RNS_UD_CS_SUPPORT_NETCHAR_AUTODETECT = 0x0080;
export const RNS_UD_CS_SUPPORT_DYNVC_GFX_PROTOCOL = 0x0100;
export const RNS_UD_CS_SUPPORT_DYNAMIC_TIME_ZONE = 0x0200;
export const RNS_UD_CS_SUPPORT_HEARTBEAT_PDU = 0x0400;
export const RNS_UD_CS_SUPPORT_SKIP_CHANNELJOIN = 0x0800;

/** connectionType of the client, valid with RNS_UD_CS_VALID_CONNECTION_TYPE. */
export const CONNECTION_TYPE_LAN = 0x06;

type NumericOptional = Exclude<
  { [Key in keyof ClientCoreBlock]-?: undefined extends ClientCoreBlock[Key] ? Key : never }[keyof ClientCoreBlock],
  "clientDigProductId"
>;

/** The optional fields in wire order with their sizes; 64 marks the one text. */
const OPTIONAL_FIELDS: readonly (readonly [NumericOptional, 1 | 2 | 4] | readonly ["clientDigProductId", 64])[] = [
  ["postBeta2ColorDepth", 2],
  ["clientProductId", 2],
  ["serialNumber", 4],
  ["highColorDepth", 2],
  ["supportedColorDepths", 2],
  ["earlyCapabilityFlags", 2],
  ["clientDigProductId", 64],
  ["connectionType", 1],
  ["pad1octet", 1],
  ["serverSelectedProtocol", 4],
  ["desktopPhysicalWidth", 4],
  ["desktopPhysicalHeight", 4],
  ["desktopOrientation", 2],
  ["desktopScaleFactor", 4],
  ["deviceScaleFactor", 4],
];

function readText(cursor: ReadCursor, size: number): string {
  const text = toUtf16(cursor.take(size));
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

function writeText(writer: WriteCursor, text: string, size: number): void {
  const bytes = fromUtf16(text);
  if (bytes.length > size - 2) throw new RangeError(`text of ${text.length} characters in a field of ${size} bytes`);
  writer.bytes(bytes).zeros(size - bytes.length);
}

/** Client Core Data without its header; as many optional fields as there are bytes for. Throws DecodeError. */
export function decodeClientCore(cursor: ReadCursor): ClientCoreBlock {
  const mandatory = {
    version: cursor.u32le(),
    desktopWidth: cursor.u16le(),
    desktopHeight: cursor.u16le(),
    colorDepth: cursor.u16le(),
    sasSequence: cursor.u16le(),
    keyboardLayout: cursor.u32le(),
    clientBuild: cursor.u32le(),
    clientName: readText(cursor, 32),
    keyboardType: cursor.u32le(),
    keyboardSubType: cursor.u32le(),
    keyboardFunctionKey: cursor.u32le(),
    imeFileName: readText(cursor, 64),
  };
  const optional: { -readonly [Key in keyof ClientCoreBlock]?: ClientCoreBlock[Key] } = {};
  for (const [name, size] of OPTIONAL_FIELDS) {
    if (cursor.remaining < size) break;
    if (size === 64) optional[name] = readText(cursor, 64);
    else optional[name] = size === 4 ? cursor.u32le() : size === 2 ? cursor.u16le() : cursor.u8();
  }
  return { ...optional, ...mandatory };
}

/** Client Core Data without its header; optional fields up to the first that is missing. */
export function encodeClientCore(value: ClientCoreBlock): Uint8Array {
  const writer = new WriteCursor(256);
  writer.u32le(value.version).u16le(value.desktopWidth).u16le(value.desktopHeight);
  writer.u16le(value.colorDepth).u16le(value.sasSequence).u32le(value.keyboardLayout).u32le(value.clientBuild);
  writeText(writer, value.clientName, 32);
  writer.u32le(value.keyboardType).u32le(value.keyboardSubType).u32le(value.keyboardFunctionKey);
  writeText(writer, value.imeFileName, 64);
  for (const [name, size] of OPTIONAL_FIELDS) {
    if (size === 64) {
      const text = value[name];
      if (text === undefined) break;
      writeText(writer, text, 64);
      continue;
    }
    const number = value[name];
    if (number === undefined) break;
    if (size === 4) writer.u32le(number);
    else if (size === 2) writer.u16le(number);
    else writer.u8(number);
  }
  return writer.finish();
}
