import { type ReadCursor, WriteCursor } from "../bytes/index.ts";
import { readBlocks, type UnknownBlock, writeBlock } from "./gcc-block.ts";

/*
 * MS-RDPBCGR 2.2.1.4, Server MCS Connect Response PDU with GCC Conference Create Response: the settings data blocks.
 *
 *   0x0C01 SC_CORE            2.2.1.4.2  4 version, [4 clientRequestedProtocols], [4 earlyCapabilityFlags]
 *   0x0C02 SC_SECURITY        2.2.1.4.3  4 encryptionMethod, 4 encryptionLevel, and unless both are zero
 *                                        4 serverRandomLen, 4 serverCertLen, serverRandom, serverCertificate
 *   0x0C03 SC_NET             2.2.1.4.4  2 MCSChannelId, 2 channelCount, 2 each channelId, [2 Pad when the count is odd]
 *   0x0C04 SC_MCS_MSGCHANNEL  2.2.1.4.5  2 MCSChannelID
 *   0x0C08 SC_MULTITRANSPORT  2.2.1.4.6  4 flags
 */

export const SC_CORE = 0x0c01;
export const SC_SECURITY = 0x0c02;
export const SC_NET = 0x0c03;
export const SC_MCS_MSGCHANNEL = 0x0c04;
export const SC_MULTITRANSPORT = 0x0c08;

export type ServerCoreBlock = {
  /** Names in `RDP_VERSIONS`. */
  readonly version: number;
  readonly clientRequestedProtocols?: number;
  readonly earlyCapabilityFlags?: number;
};

export type ServerSecurityBlock = {
  /** Names in `ENCRYPTION_METHODS`. */
  readonly encryptionMethod: number;
  /** Names in `ENCRYPTION_LEVELS`. */
  readonly encryptionLevel: number;
  readonly serverRandom?: Uint8Array;
  /** See `decodeServerCertificate`. */
  readonly serverCertificate?: Uint8Array;
};

export type ServerBlocks = {
  readonly core?: ServerCoreBlock;
  readonly security?: ServerSecurityBlock;
  readonly network?: { readonly ioChannelId: number; readonly channelIds: readonly number[] };
  readonly messageChannelId?: number;
  readonly multitransportFlags?: number;
  readonly unknown: readonly UnknownBlock[];
};

/** `version` of SC_CORE and CS_CORE (2.2.1.4.2, 2.2.1.3.2). Before 10.0 the number does not tell the versions apart. */
export const RDP_VERSIONS: Readonly<Record<number, string>> = {
  0x00080001: "4.0",
  0x00080004: "5.0-8.1",
  0x00080005: "10.0",
  0x00080006: "10.1",
  0x00080007: "10.2",
  0x00080008: "10.3",
  0x00080009: "10.4",
  0x0008000a: "10.5",
  0x0008000b: "10.6",
  0x0008000c: "10.7",
  0x0008000d: "10.8",
  0x0008000e: "10.9",
  0x0008000f: "10.10",
  0x00080010: "10.11",
  0x00080011: "10.12",
};

/** earlyCapabilityFlags of the server (2.2.1.4.2). */
export const SERVER_EARLY_CAPABILITY_FLAGS: Readonly<Record<number, string>> = {
  0x0001: "RNS_UD_SC_EDGE_ACTIONS_SUPPORTED_V1",
  0x0002: "RNS_UD_SC_DYNAMIC_DST_SUPPORTED",
  0x0004: "RNS_UD_SC_EDGE_ACTIONS_SUPPORTED_V2",
  0x0008: "RNS_UD_SC_SKIP_CHANNELJOIN_SUPPORTED",
};

/** The server's settings data blocks; unknown ones are kept, a later one of a type replaces the first. Throws DecodeError. */
export function decodeServerBlocks(bytes: Uint8Array): ServerBlocks {
  const draft: { -readonly [Key in keyof ServerBlocks]?: ServerBlocks[Key] } = {};
  const unknown: UnknownBlock[] = [];
  readBlocks(bytes, "server settings data", (type, block) => {
    switch (type) {
      case SC_CORE:
        draft.core = readCore(block);
        break;
      case SC_SECURITY:
        draft.security = readSecurity(block);
        break;
      case SC_NET:
        draft.network = readNetwork(block);
        break;
      case SC_MCS_MSGCHANNEL:
        draft.messageChannelId = block.u16le();
        break;
      case SC_MULTITRANSPORT:
        draft.multitransportFlags = block.u32le();
        break;
      default:
        unknown.push({ type, contents: block.rest() });
    }
  });
  return { ...draft, unknown };
}

function readCore(block: ReadCursor): ServerCoreBlock {
  const version = block.u32le();
  if (block.remaining < 4) return { version };
  const clientRequestedProtocols = block.u32le();
  if (block.remaining < 4) return { version, clientRequestedProtocols };
  return { version, clientRequestedProtocols, earlyCapabilityFlags: block.u32le() };
}

function readSecurity(block: ReadCursor): ServerSecurityBlock {
  const encryptionMethod = block.u32le();
  const encryptionLevel = block.u32le();
  if (block.remaining === 0) return { encryptionMethod, encryptionLevel };
  const randomLength = block.u32le();
  const certificateLength = block.u32le();
  const serverRandom = block.take(randomLength);
  return { encryptionMethod, encryptionLevel, serverRandom, serverCertificate: block.take(certificateLength) };
}

function readNetwork(block: ReadCursor): { ioChannelId: number; channelIds: number[] } {
  const ioChannelId = block.u16le();
  const count = block.u16le();
  if (count * 2 > block.remaining) block.reject("channelCount", `is ${count}, but ${block.remaining} bytes remain`);
  const channelIds: number[] = [];
  for (let index = 0; index < count; index++) channelIds.push(block.u16le());
  return { ioChannelId, channelIds };
}

/** The server's settings data blocks in the order core, network, security, message channel, multitransport of 2.2.1.4. */
export function encodeServerBlocks(value: ServerBlocks): Uint8Array {
  const writer = new WriteCursor(256);
  if (value.core !== undefined) writeBlock(writer, SC_CORE, core(value.core));
  if (value.network !== undefined) writeBlock(writer, SC_NET, network(value.network));
  if (value.security !== undefined) writeBlock(writer, SC_SECURITY, security(value.security));
  if (value.messageChannelId !== undefined) {
    writeBlock(writer, SC_MCS_MSGCHANNEL, new WriteCursor(2).u16le(value.messageChannelId).finish());
  }
  if (value.multitransportFlags !== undefined) {
    writeBlock(writer, SC_MULTITRANSPORT, new WriteCursor(4).u32le(value.multitransportFlags).finish());
  }
  for (const block of value.unknown) writeBlock(writer, block.type, block.contents);
  return writer.finish();
}

function core(value: ServerCoreBlock): Uint8Array {
  const writer = new WriteCursor(12).u32le(value.version);
  if (value.clientRequestedProtocols !== undefined) {
    writer.u32le(value.clientRequestedProtocols);
    if (value.earlyCapabilityFlags !== undefined) writer.u32le(value.earlyCapabilityFlags);
  }
  return writer.finish();
}

function security(value: ServerSecurityBlock): Uint8Array {
  const writer = new WriteCursor(64).u32le(value.encryptionMethod).u32le(value.encryptionLevel);
  const { serverRandom, serverCertificate } = value;
  if (serverRandom !== undefined && serverCertificate !== undefined) {
    writer.u32le(serverRandom.length).u32le(serverCertificate.length).bytes(serverRandom).bytes(serverCertificate);
  }
  return writer.finish();
}

function network(value: { readonly ioChannelId: number; readonly channelIds: readonly number[] }): Uint8Array {
  const writer = new WriteCursor(16).u16le(value.ioChannelId).u16le(value.channelIds.length);
  for (const id of value.channelIds) writer.u16le(id);
  if (value.channelIds.length % 2 === 1) writer.zeros(2);
  return writer.finish();
}
