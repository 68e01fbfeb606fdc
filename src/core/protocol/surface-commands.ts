import { ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.9.2, Surface Commands, one after the other in a fast-path update of code 4, little-endian:
 *
 *   cmdType  2   1 CMDTYPE_SET_SURFACE_BITS, 6 CMDTYPE_STREAM_SURFACE_BITS, 4 CMDTYPE_FRAME_MARKER
 *
 *   Surface Bits   2.2.9.2.1, 2.2.9.2.2:   2 destLeft, 2 destTop, 2 destRight, 2 destBottom (the last two are outside)
 *                  then TS_BITMAP_DATA_EX
 *   Frame Marker   2.2.9.2.3:              2 frameAction (0 begin, 1 end), 4 frameId
 *
 * 2.2.9.2.1.1, Extended Bitmap Data (TS_BITMAP_DATA_EX):   1 bpp, 1 flags (1: exBitmapDataHeader is there), 1 reserved, 1 codecID,
 *   2 width, 2 height, 4 bitmapDataLength, 24 exBitmapDataHeader, bitmapData
 */

export type SurfaceCommand =
  | {
      readonly kind: "surface-bits";
      /** Stream Surface Bits: later commands may refer to it. */
      readonly streamed: boolean;
      readonly destLeft: number;
      readonly destTop: number;
      /** The first column and row that do not belong to the destination. */
      readonly destRight: number;
      readonly destBottom: number;
      readonly bitsPerPixel: number;
      /** 0 is uncompressed; others were agreed in the Bitmap Codecs Capability Set. */
      readonly codecId: number;
      readonly width: number;
      readonly height: number;
      readonly data: Uint8Array;
    }
  | { readonly kind: "frame-marker"; readonly frameAction: number; readonly frameId: number };

const SET_SURFACE_BITS = 0x0001;
const FRAME_MARKER = 0x0004;
const STREAM_SURFACE_BITS = 0x0006;
const EX_COMPRESSED_BITMAP_HEADER_PRESENT = 0x01;
const EX_HEADER_LENGTH = 24;

/** All commands of one fast-path update; `data` are views. Throws DecodeError. */
export function decodeSurfaceCommands(bytes: Uint8Array): readonly SurfaceCommand[] {
  const cursor = new ReadCursor(bytes, "TS_FP_SURFCMDS");
  const commands: SurfaceCommand[] = [];
  while (cursor.remaining > 0) commands.push(readCommand(cursor));
  return commands;
}

function readCommand(cursor: ReadCursor): SurfaceCommand {
  const cmdType = cursor.u16le();
  if (cmdType === FRAME_MARKER) {
    return { kind: "frame-marker", frameAction: cursor.u16le(), frameId: cursor.u32le() };
  }
  if (cmdType !== SET_SURFACE_BITS && cmdType !== STREAM_SURFACE_BITS) cursor.reject("cmdType", `is ${cmdType}`);
  const place = {
    destLeft: cursor.u16le(),
    destTop: cursor.u16le(),
    destRight: cursor.u16le(),
    destBottom: cursor.u16le(),
    bitsPerPixel: cursor.u8(),
  };
  const flags = cursor.u8();
  cursor.skip(1);
  const bitmap = { codecId: cursor.u8(), width: cursor.u16le(), height: cursor.u16le() };
  const length = cursor.u32le();
  if ((flags & EX_COMPRESSED_BITMAP_HEADER_PRESENT) !== 0) cursor.skip(EX_HEADER_LENGTH);
  const streamed = cmdType === STREAM_SURFACE_BITS;
  return { kind: "surface-bits", streamed, ...place, ...bitmap, data: cursor.take(length) };
}

/** Commands for one fast-path update, without exBitmapDataHeader. Throws RangeError for values that do not fit their fields. */
export function encodeSurfaceCommands(commands: readonly SurfaceCommand[]): Uint8Array {
  const writer = new WriteCursor(256);
  for (const command of commands) {
    if (command.kind === "frame-marker") {
      writer.u16le(FRAME_MARKER).u16le(command.frameAction).u32le(command.frameId);
      continue;
    }
    const { destLeft, destTop, destRight, destBottom, bitsPerPixel, codecId, width, height, data } = command;
    writer.u16le(command.streamed ? STREAM_SURFACE_BITS : SET_SURFACE_BITS);
    for (const edge of [destLeft, destTop, destRight, destBottom]) writer.u16le(edge);
    writer.u8(bitsPerPixel).u8(0).u8(0).u8(codecId).u16le(width).u16le(height).u32le(data.length).bytes(data);
  }
  return writer.finish();
}
