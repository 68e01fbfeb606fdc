import { fromHex, fromLatin1, ReadCursor, toHex, toLatin1, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.1.13.1.1.1, Capability Set (TS_CAPS_SET): 2 capabilitySetType, 2 lengthCapability with these four bytes, then by
 * type, all little-endian:
 *
 *   0x01 General        2.2.7.1.1   2 osMajorType, 2 osMinorType, 2 protocolVersion, 2 pad, 2 compressionTypes, 2 extraFlags,
 *                                   2 updateCapabilityFlag, 2 remoteUnshareFlag, 2 compressionLevel, 1 refreshRectSupport,
 *                                   1 suppressOutputSupport
 *   0x02 Bitmap         2.2.7.1.2   2 preferredBitsPerPixel, 2 receive1BitPerPixel, 2 receive4BitsPerPixel, 2 receive8BitsPerPixel,
 *                                   2 desktopWidth, 2 desktopHeight, 2 pad, 2 desktopResizeFlag, 2 bitmapCompressionFlag,
 *                                   1 highColorFlags, 1 drawingFlags, 2 multipleRectangleSupport, 2 pad
 *   0x03 Order          2.2.7.1.3   16 terminalDescriptor, 4 pad, 2 desktopSaveXGranularity, 2 desktopSaveYGranularity, 2 pad,
 *                                   2 maximumOrderLevel, 2 numberFonts, 2 orderFlags, 32 orderSupport, 2 textFlags,
 *                                   2 orderSupportExFlags, 4 pad, 4 desktopSaveSize, 4 pad, 2 textANSICodePage, 2 pad
 *   0x08 Pointer        2.2.7.1.5   2 colorPointerFlag, 2 colorPointerCacheSize, [2 pointerCacheSize]
 *   0x09 Share          2.2.7.2.4   2 nodeID, 2 pad
 *   0x0d Input          2.2.7.1.6   2 inputFlags, 2 pad, 4 keyboardLayout, 4 keyboardType, 4 keyboardSubType,
 *                                   4 keyboardFunctionKey, 64 imeFileName
 *   0x0e Font           2.2.7.2.5   [2 fontSupportFlags, 2 pad]
 *   0x14 Virtual Channel 2.2.7.1.10 4 flags, [4 VCChunkSize]
 *   0x1a Multifragment  2.2.7.2.6   4 MaxRequestSize
 *   0x1b Large Pointer  2.2.7.2.7   2 largePointerSupportFlags
 *   0x1c Surface Commands 2.2.7.2.9 4 cmdFlags, 4 reserved
 *   0x1d Bitmap Codecs  2.2.7.2.10  1 bitmapCodecCount, each 16 codecGUID, 1 codecID, 2 codecPropertiesLength, properties
 *   0x1e Frame Acknowledge MS-RDPRFX 2.2.1.3  4 maxUnacknowledgedFrameCount
 */

export type BitmapCodec = {
  /** Lower case, registry form; names in `BITMAP_CODECS`. */
  readonly guid: string;
  readonly id: number;
  readonly properties: Uint8Array;
};

export type CapabilitySet =
  | {
      readonly kind: "general";
      /** Names in `OS_MAJOR_TYPES` and `OS_MINOR_TYPES`. */
      readonly osMajorType: number;
      readonly osMinorType: number;
      readonly protocolVersion: number;
      readonly compressionTypes: number;
      readonly extraFlags: number;
      readonly updateCapabilityFlag: number;
      readonly remoteUnshareFlag: number;
      readonly compressionLevel: number;
      readonly refreshRectSupport: number;
      readonly suppressOutputSupport: number;
    }
  | {
      readonly kind: "bitmap";
      readonly preferredBitsPerPixel: number;
      readonly desktopWidth: number;
      readonly desktopHeight: number;
      readonly desktopResizeFlag: number;
      readonly bitmapCompressionFlag: number;
      readonly drawingFlags: number;
    }
  | {
      readonly kind: "order";
      readonly terminalDescriptor: string;
      readonly orderFlags: number;
      readonly orderSupport: Uint8Array;
      readonly orderSupportExFlags: number;
      readonly desktopSaveSize: number;
      readonly textAnsiCodePage: number;
    }
  | {
      readonly kind: "pointer";
      readonly colorPointerFlag: number;
      readonly colorPointerCacheSize: number;
      readonly pointerCacheSize?: number;
    }
  | { readonly kind: "share"; readonly nodeId: number }
  | {
      readonly kind: "input";
      readonly inputFlags: number;
      readonly keyboardLayout: number;
      readonly keyboardType: number;
      readonly keyboardSubType: number;
      readonly keyboardFunctionKey: number;
    }
  | { readonly kind: "font"; readonly fontSupportFlags?: number }
  | { readonly kind: "virtual-channel"; readonly flags: number; readonly chunkSizeBytes?: number }
  | { readonly kind: "multifragment-update"; readonly maxRequestSizeBytes: number }
  | { readonly kind: "large-pointer"; readonly flags: number }
  | { readonly kind: "surface-commands"; readonly cmdFlags: number }
  | { readonly kind: "bitmap-codecs"; readonly codecs: readonly BitmapCodec[] }
  | { readonly kind: "frame-acknowledge"; readonly maxUnacknowledgedFrameCount: number }
  | {
      readonly kind: "other";
      /** Names in `CAPABILITY_TYPES`. */
      readonly type: number;
      readonly contents: Uint8Array;
    };

const TYPES = {
  general: 0x01,
  bitmap: 0x02,
  order: 0x03,
  pointer: 0x08,
  share: 0x09,
  input: 0x0d,
  font: 0x0e,
  "virtual-channel": 0x14,
  "multifragment-update": 0x1a,
  "large-pointer": 0x1b,
  "surface-commands": 0x1c,
  "bitmap-codecs": 0x1d,
  "frame-acknowledge": 0x1e,
} as const;

/** A GUID in its registry form: the first three fields are little-endian on the wire, the rest is in order. */
function guidText(bytes: Uint8Array): string {
  const cursor = new ReadCursor(bytes, "codecGUID");
  const first = cursor.u32le().toString(16).padStart(8, "0");
  const second = cursor.u16le().toString(16).padStart(4, "0");
  const third = cursor.u16le().toString(16).padStart(4, "0");
  return `${first}-${second}-${third}-${toHex(cursor.take(2))}-${toHex(cursor.take(6))}`;
}

function writeGuid(writer: WriteCursor, guid: string): void {
  const bytes = fromHex(guid.replaceAll("-", ""));
  if (bytes.length !== 16) throw new RangeError(`GUID ${guid}`);
  const fields = new ReadCursor(bytes, "codecGUID");
  writer.u32le(fields.u32be()).u16le(fields.u16be()).u16le(fields.u16be()).bytes(fields.rest());
}

function readCodecs(body: ReadCursor): BitmapCodec[] {
  const count = body.u8();
  const codecs: BitmapCodec[] = [];
  for (let index = 0; index < count; index++) {
    codecs.push({ guid: guidText(body.take(16)), id: body.u8(), properties: body.take(body.u16le()) });
  }
  return codecs;
}

function readOrder(body: ReadCursor): CapabilitySet {
  const descriptor = toLatin1(body.take(16));
  body.skip(14);
  const orderFlags = body.u16le();
  const orderSupport = body.take(32);
  body.skip(2);
  const orderSupportExFlags = body.u16le();
  body.skip(4);
  const desktopSaveSize = body.u32le();
  body.skip(4);
  const textAnsiCodePage = body.u16le();
  const end = descriptor.indexOf("\0");
  const terminalDescriptor = end < 0 ? descriptor : descriptor.slice(0, end);
  return {
    kind: "order",
    terminalDescriptor,
    orderFlags,
    orderSupport,
    orderSupportExFlags,
    desktopSaveSize,
    textAnsiCodePage,
  };
}

function readBitmap(body: ReadCursor): CapabilitySet {
  const preferredBitsPerPixel = body.u16le();
  body.skip(6);
  const desktopWidth = body.u16le();
  const desktopHeight = body.u16le();
  body.skip(2);
  const desktopResizeFlag = body.u16le();
  const bitmapCompressionFlag = body.u16le();
  body.skip(1);
  return {
    kind: "bitmap",
    preferredBitsPerPixel,
    desktopWidth,
    desktopHeight,
    desktopResizeFlag,
    bitmapCompressionFlag,
    drawingFlags: body.u8(),
  };
}

function readGeneral(body: ReadCursor): CapabilitySet {
  const osMajorType = body.u16le();
  const osMinorType = body.u16le();
  const protocolVersion = body.u16le();
  body.skip(2);
  return {
    kind: "general",
    osMajorType,
    osMinorType,
    protocolVersion,
    compressionTypes: body.u16le(),
    extraFlags: body.u16le(),
    updateCapabilityFlag: body.u16le(),
    remoteUnshareFlag: body.u16le(),
    compressionLevel: body.u16le(),
    refreshRectSupport: body.u8(),
    suppressOutputSupport: body.u8(),
  };
}

function readInput(body: ReadCursor): CapabilitySet {
  const inputFlags = body.u16le();
  body.skip(2);
  return {
    kind: "input",
    inputFlags,
    keyboardLayout: body.u32le(),
    keyboardType: body.u32le(),
    keyboardSubType: body.u32le(),
    keyboardFunctionKey: body.u32le(),
  };
}

function readPointer(body: ReadCursor): CapabilitySet {
  const pointer = { kind: "pointer", colorPointerFlag: body.u16le(), colorPointerCacheSize: body.u16le() } as const;
  return body.remaining >= 2 ? { ...pointer, pointerCacheSize: body.u16le() } : pointer;
}

function readVirtualChannel(body: ReadCursor): CapabilitySet {
  const flags = body.u32le();
  return body.remaining >= 4
    ? { kind: "virtual-channel", flags, chunkSizeBytes: body.u32le() }
    : { kind: "virtual-channel", flags };
}

/** One TS_CAPS_SET (2.2.1.13.1.1.1); the cursor moves past its lengthCapability. Throws DecodeError. */
export function decodeCapabilitySet(cursor: ReadCursor): CapabilitySet {
  const type = cursor.u16le();
  const length = cursor.u16le();
  if (length < 4) cursor.reject("lengthCapability", `is ${length}`);
  const body = cursor.sub(length - 4, `capability set 0x${type.toString(16)}`);
  switch (type) {
    case TYPES.general:
      return readGeneral(body);
    case TYPES.bitmap:
      return readBitmap(body);
    case TYPES.order:
      return readOrder(body);
    case TYPES.pointer:
      return readPointer(body);
    case TYPES.share:
      return { kind: "share", nodeId: body.u16le() };
    case TYPES.input:
      return readInput(body);
    case TYPES.font:
      return body.remaining >= 2 ? { kind: "font", fontSupportFlags: body.u16le() } : { kind: "font" };
    case TYPES["virtual-channel"]:
      return readVirtualChannel(body);
    case TYPES["multifragment-update"]:
      return { kind: "multifragment-update", maxRequestSizeBytes: body.u32le() };
    case TYPES["large-pointer"]:
      return { kind: "large-pointer", flags: body.u16le() };
    case TYPES["surface-commands"]:
      return { kind: "surface-commands", cmdFlags: body.u32le() };
    case TYPES["bitmap-codecs"]:
      return { kind: "bitmap-codecs", codecs: readCodecs(body) };
    case TYPES["frame-acknowledge"]:
      return { kind: "frame-acknowledge", maxUnacknowledgedFrameCount: body.u32le() };
    default:
      return { kind: "other", type, contents: body.rest() };
  }
}

function encodeBody(set: CapabilitySet): WriteCursor {
  const writer = new WriteCursor(96);
  switch (set.kind) {
    case "general":
      writer.u16le(set.osMajorType).u16le(set.osMinorType).u16le(set.protocolVersion).zeros(2);
      writer.u16le(set.compressionTypes).u16le(set.extraFlags).u16le(set.updateCapabilityFlag);
      writer.u16le(set.remoteUnshareFlag).u16le(set.compressionLevel);
      return writer.u8(set.refreshRectSupport).u8(set.suppressOutputSupport);
    case "bitmap":
      writer.u16le(set.preferredBitsPerPixel).u16le(1).u16le(1).u16le(1);
      writer.u16le(set.desktopWidth).u16le(set.desktopHeight).zeros(2).u16le(set.desktopResizeFlag);
      return writer.u16le(set.bitmapCompressionFlag).u8(0).u8(set.drawingFlags).u16le(1).zeros(2);
    case "order":
      if (set.terminalDescriptor.length > 16) throw new RangeError("terminalDescriptor is longer than 16");
      if (set.orderSupport.length !== 32) throw new RangeError("orderSupport is not 32 bytes");
      writer.bytes(fromLatin1(set.terminalDescriptor)).zeros(16 - set.terminalDescriptor.length);
      writer.zeros(4).u16le(1).u16le(20).zeros(2).u16le(1).zeros(2).u16le(set.orderFlags).bytes(set.orderSupport);
      writer.zeros(2).u16le(set.orderSupportExFlags).zeros(4).u32le(set.desktopSaveSize).zeros(4);
      return writer.u16le(set.textAnsiCodePage).zeros(2);
    case "pointer":
      writer.u16le(set.colorPointerFlag).u16le(set.colorPointerCacheSize);
      return set.pointerCacheSize === undefined ? writer : writer.u16le(set.pointerCacheSize);
    case "share":
      return writer.u16le(set.nodeId).zeros(2);
    case "input":
      writer.u16le(set.inputFlags).zeros(2).u32le(set.keyboardLayout).u32le(set.keyboardType);
      return writer.u32le(set.keyboardSubType).u32le(set.keyboardFunctionKey).zeros(64);
    case "font":
      return set.fontSupportFlags === undefined ? writer : writer.u16le(set.fontSupportFlags).zeros(2);
    case "virtual-channel":
      writer.u32le(set.flags);
      return set.chunkSizeBytes === undefined ? writer : writer.u32le(set.chunkSizeBytes);
    case "multifragment-update":
      return writer.u32le(set.maxRequestSizeBytes);
    case "large-pointer":
      return writer.u16le(set.flags);
    case "surface-commands":
      return writer.u32le(set.cmdFlags).zeros(4);
    case "bitmap-codecs":
      writer.u8(set.codecs.length);
      for (const codec of set.codecs) {
        writeGuid(writer, codec.guid);
        writer.u8(codec.id).u16le(codec.properties.length).bytes(codec.properties);
      }
      return writer;
    case "frame-acknowledge":
      return writer.u32le(set.maxUnacknowledgedFrameCount);
    case "other":
    default:
      return writer.bytes(set.contents);
  }
}

/** One TS_CAPS_SET (2.2.1.13.1.1.1). Throws RangeError for values that do not fit. */
export function encodeCapabilitySet(set: CapabilitySet): Uint8Array {
  const body = encodeBody(set).finish();
  const type = set.kind === "other" ? set.type : TYPES[set.kind];
  const writer = new WriteCursor(body.length + 4).u16le(type).u16le(body.length + 4);
  return writer.bytes(body).finish();
}
