import { fromLatin1, ReadCursor, toLatin1, WriteCursor } from "../bytes/index.ts";
import { readBlocks, type UnknownBlock, writeBlock } from "./gcc-block.ts";
import { type ClientCoreBlock, decodeClientCore, encodeClientCore } from "./gcc-client-core.ts";

/*
 * MS-RDPBCGR 2.2.1.3, Client MCS Connect Initial PDU with GCC Conference Create Request: the settings data blocks.
 *
 *   0xC001 CS_CORE            2.2.1.3.2  see gcc-client-core.ts
 *   0xC002 CS_SECURITY        2.2.1.3.3  4 encryptionMethods, 4 extEncryptionMethods
 *   0xC003 CS_NET             2.2.1.3.4  4 channelCount (at most 31), each 8 name (ANSI, NUL padded) + 4 options
 *   0xC004 CS_CLUSTER         2.2.1.3.5  4 Flags, 4 RedirectedSessionID
 *   0xC005 CS_MONITOR         2.2.1.3.6  4 flags, 4 monitorCount (at most 16), each 4 x 4 signed left, top, right, bottom + 4 flags
 *   0xC006 CS_MCS_MSGCHANNEL  2.2.1.3.7  4 flags, MUST be zero
 *   0xC00A CS_MULTITRANSPORT  2.2.1.3.8  4 flags
 */

export const CS_CORE = 0xc001;
export const CS_SECURITY = 0xc002;
export const CS_NET = 0xc003;
export const CS_CLUSTER = 0xc004;
export const CS_MONITOR = 0xc005;
export const CS_MCS_MSGCHANNEL = 0xc006;
export const CS_MULTITRANSPORT = 0xc00a;

const MAX_CHANNELS = 31;
const MAX_MONITORS = 16;

export type ChannelDefinition = { readonly name: string; readonly options: number };

export type MonitorDefinition = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly flags: number;
};

export type ClientBlocks = {
  readonly core: ClientCoreBlock;
  readonly security?: { readonly encryptionMethods: number; readonly extEncryptionMethods: number };
  readonly network?: readonly ChannelDefinition[];
  readonly cluster?: { readonly flags: number; readonly redirectedSessionId: number };
  readonly monitors?: { readonly flags: number; readonly monitors: readonly MonitorDefinition[] };
  readonly messageChannel?: { readonly flags: number };
  readonly multitransport?: { readonly flags: number };
  readonly unknown: readonly UnknownBlock[];
};

/** Multitransport flags of 2.2.1.3.8 and 2.2.1.4.6. */
export const MULTITRANSPORT_FLAGS: Readonly<Record<number, string>> = {
  0x0001: "TRANSPORTTYPE_UDPFECR",
  0x0004: "TRANSPORTTYPE_UDPFECL",
  0x0100: "TRANSPORTTYPE_UDP_PREFERRED",
  0x0200: "SOFTSYNC_TCP_TO_UDP",
};

type Draft = { -readonly [Key in keyof ClientBlocks]?: ClientBlocks[Key] };

/** The client's settings data blocks; CS_CORE is mandatory, unknown blocks are kept. Throws DecodeError. */
export function decodeClientBlocks(bytes: Uint8Array): ClientBlocks {
  const draft: Draft = {};
  const unknown: UnknownBlock[] = [];
  let core: ClientCoreBlock | undefined;
  readBlocks(bytes, "client settings data", (type, block) => {
    switch (type) {
      case CS_CORE:
        core = decodeClientCore(block);
        break;
      case CS_SECURITY:
        draft.security = { encryptionMethods: block.u32le(), extEncryptionMethods: block.u32le() };
        break;
      case CS_NET:
        draft.network = readChannels(block);
        break;
      case CS_CLUSTER:
        draft.cluster = { flags: block.u32le(), redirectedSessionId: block.u32le() };
        break;
      case CS_MONITOR:
        draft.monitors = readMonitors(block);
        break;
      case CS_MCS_MSGCHANNEL:
        draft.messageChannel = { flags: block.u32le() };
        break;
      case CS_MULTITRANSPORT:
        draft.multitransport = { flags: block.u32le() };
        break;
      default:
        unknown.push({ type, contents: block.rest() });
    }
  });
  if (core === undefined) return new ReadCursor(bytes, "client settings data").reject("CS_CORE", "is missing");
  return { ...draft, core, unknown };
}

function readChannels(block: ReadCursor): ChannelDefinition[] {
  const count = block.u32le();
  if (count > MAX_CHANNELS) block.reject("channelCount", `is ${count}`);
  const channels: ChannelDefinition[] = [];
  for (let index = 0; index < count; index++) {
    const name = toLatin1(block.take(8));
    const end = name.indexOf("\0");
    channels.push({ name: end < 0 ? name : name.slice(0, end), options: block.u32le() });
  }
  return channels;
}

function readMonitors(block: ReadCursor): { flags: number; monitors: MonitorDefinition[] } {
  const flags = block.u32le();
  const count = block.u32le();
  if (count > MAX_MONITORS) block.reject("monitorCount", `is ${count}`);
  const monitors: MonitorDefinition[] = [];
  for (let index = 0; index < count; index++) {
    monitors.push({
      left: block.u32le() | 0,
      top: block.u32le() | 0,
      right: block.u32le() | 0,
      bottom: block.u32le() | 0,
      flags: block.u32le(),
    });
  }
  return { flags, monitors };
}

/** The client's settings data blocks in the order in which mstsc sends them. Throws RangeError for what does not fit. */
export function encodeClientBlocks(value: ClientBlocks): Uint8Array {
  const writer = new WriteCursor(512);
  writeBlock(writer, CS_CORE, encodeClientCore(value.core));
  if (value.cluster !== undefined) {
    const { flags, redirectedSessionId } = value.cluster;
    writeBlock(writer, CS_CLUSTER, new WriteCursor(8).u32le(flags).u32le(redirectedSessionId).finish());
  }
  if (value.security !== undefined) {
    const { encryptionMethods, extEncryptionMethods } = value.security;
    writeBlock(writer, CS_SECURITY, new WriteCursor(8).u32le(encryptionMethods).u32le(extEncryptionMethods).finish());
  }
  if (value.network !== undefined) writeBlock(writer, CS_NET, encodeChannels(value.network));
  if (value.monitors !== undefined) writeBlock(writer, CS_MONITOR, encodeMonitors(value.monitors));
  if (value.messageChannel !== undefined) {
    writeBlock(writer, CS_MCS_MSGCHANNEL, new WriteCursor(4).u32le(value.messageChannel.flags).finish());
  }
  if (value.multitransport !== undefined) {
    writeBlock(writer, CS_MULTITRANSPORT, new WriteCursor(4).u32le(value.multitransport.flags).finish());
  }
  for (const block of value.unknown) writeBlock(writer, block.type, block.contents);
  return writer.finish();
}

function encodeChannels(definitions: readonly ChannelDefinition[]): Uint8Array {
  if (definitions.length > MAX_CHANNELS) throw new RangeError(`${definitions.length} channels`);
  const writer = new WriteCursor(4 + definitions.length * 12).u32le(definitions.length);
  for (const { name, options } of definitions) {
    if (name.length > 7) throw new RangeError(`channel name ${name} is longer than 7 characters`);
    writer
      .bytes(fromLatin1(name))
      .zeros(8 - name.length)
      .u32le(options);
  }
  return writer.finish();
}

function encodeMonitors(value: {
  readonly flags: number;
  readonly monitors: readonly MonitorDefinition[];
}): Uint8Array {
  if (value.monitors.length > MAX_MONITORS) throw new RangeError(`${value.monitors.length} monitors`);
  const writer = new WriteCursor(8 + value.monitors.length * 20).u32le(value.flags).u32le(value.monitors.length);
  for (const monitor of value.monitors) {
    writer.u32le(monitor.left >>> 0).u32le(monitor.top >>> 0);
    writer.u32le(monitor.right >>> 0).u32le(monitor.bottom >>> 0);
    writer.u32le(monitor.flags);
  }
  return writer.finish();
}
