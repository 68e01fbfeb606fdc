import { ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.9.1.1.3, Server Graphics Update PDU (TS_GRAPHICS_PDU), what follows its Share Data Header. Fast-path bitmap and
 * palette updates (2.2.9.1.2.1.1, 2.2.9.1.2.1.2) carry the same bytes. Little-endian:
 *
 *   updateType  2   0 UPDATETYPE_ORDERS, 1 UPDATETYPE_BITMAP, 2 UPDATETYPE_PALETTE, 3 UPDATETYPE_SYNCHRONIZE
 *
 *   Orders      2 pad    2 numberOrders    2 pad    the orders (MS-RDPEGDI 2.2.2.1)
 *   Palette     2.2.9.1.1.3.1.1.1:   2 pad    4 numberColors (256)    3 bytes each: red, green, blue
 *   Synchronize 2.2.9.1.1.3.1.3:     2 pad
 *   Bitmap      2.2.9.1.1.3.1.2.1:   2 numberRectangles    the rectangles
 *
 * 2.2.9.1.1.3.1.2.2, Bitmap Data (TS_BITMAP_DATA)
 *
 *   destLeft, destTop, destRight, destBottom   2 each, all inclusive
 *   width, height     2 each    of the bitmap, which may reach beyond the destination on its right and lower side
 *   bitsPerPixel      2
 *   flags             2         1 BITMAP_COMPRESSION, 0x0400 NO_BITMAP_COMPRESSION_HDR
 *   bitmapLength      2         of what follows
 *   bitmapComprHdr    8         TS_CD_HEADER, only with the first flag and without the second: 2 cbCompFirstRowSize (0),
 *                               2 cbCompMainBodySize, 2 cbScanWidth, 2 cbUncompressedSize
 *   bitmapDataStream
 */

export interface BitmapRectangle {
  /** Destination in pixels; right and bottom belong to it. */
  readonly destLeft: number;
  readonly destTop: number;
  readonly destRight: number;
  readonly destBottom: number;
  /** Size of the bitmap itself. */
  readonly width: number;
  readonly height: number;
  readonly bitsPerPixel: number;
  /** Interleaved RLE (3.1.9), at 32 bits RDP 6.0 planar (MS-RDPEGDI 2.2.2.5.1); without it bottom-up rows. */
  readonly compressed: boolean;
  /** A compressed bitmap without TS_CD_HEADER. */
  readonly headerless: boolean;
  /** Pixels, encoded, without TS_CD_HEADER. */
  readonly data: Uint8Array;
}

export type GraphicsUpdate =
  | { readonly kind: "orders"; readonly numberOrders: number; readonly orders: Uint8Array }
  | { readonly kind: "bitmap"; readonly rectangles: readonly BitmapRectangle[] }
  /** `colors` are three bytes each: red, green, blue. */
  | { readonly kind: "palette"; readonly colors: Uint8Array }
  | { readonly kind: "synchronize" };

const UPDATETYPE_ORDERS = 0;
const UPDATETYPE_BITMAP = 1;
const UPDATETYPE_PALETTE = 2;
const UPDATETYPE_SYNCHRONIZE = 3;
const BITMAP_COMPRESSION = 0x0001;
const NO_BITMAP_COMPRESSION_HDR = 0x0400;
const CD_HEADER_LENGTH = 8;
const PALETTE_COLORS_MAX = 256;

/** One graphics update without Share Data Header; byte fields are views. Throws DecodeError. */
export function decodeGraphicsUpdate(contents: Uint8Array): GraphicsUpdate {
  const cursor = new ReadCursor(contents, "TS_GRAPHICS_PDU");
  const updateType = cursor.u16le();
  switch (updateType) {
    case UPDATETYPE_ORDERS: {
      cursor.skip(2);
      const numberOrders = cursor.u16le();
      cursor.skip(2);
      return { kind: "orders", numberOrders, orders: cursor.rest() };
    }
    case UPDATETYPE_BITMAP: {
      const count = cursor.u16le();
      const rectangles: BitmapRectangle[] = [];
      for (let index = 0; index < count; index++) rectangles.push(readRectangle(cursor));
      return { kind: "bitmap", rectangles };
    }
    case UPDATETYPE_PALETTE: {
      cursor.skip(2);
      const count = cursor.u32le();
      if (count > PALETTE_COLORS_MAX) cursor.reject("numberColors", `is ${count}`);
      return { kind: "palette", colors: cursor.take(count * 3) };
    }
    case UPDATETYPE_SYNCHRONIZE:
      return { kind: "synchronize" };
    default:
      return cursor.reject("updateType", `is ${updateType}`);
  }
}

function readRectangle(cursor: ReadCursor): BitmapRectangle {
  const place = {
    destLeft: cursor.u16le(),
    destTop: cursor.u16le(),
    destRight: cursor.u16le(),
    destBottom: cursor.u16le(),
    width: cursor.u16le(),
    height: cursor.u16le(),
    bitsPerPixel: cursor.u16le(),
  };
  const flags = cursor.u16le();
  const compressed = (flags & BITMAP_COMPRESSION) !== 0;
  const headerless = compressed && (flags & NO_BITMAP_COMPRESSION_HDR) !== 0;
  const stream = cursor.sub(cursor.u16le(), "TS_BITMAP_DATA");
  if (!compressed || headerless) return { ...place, compressed, headerless, data: stream.rest() };
  stream.skip(2);
  const mainBodySize = stream.u16le();
  stream.skip(4);
  return { ...place, compressed, headerless, data: stream.take(mainBodySize) };
}

/** One graphics update without Share Data Header. Throws RangeError for values that do not fit their fields. */
export function encodeGraphicsUpdate(update: GraphicsUpdate): Uint8Array {
  const writer = new WriteCursor(256);
  switch (update.kind) {
    case "orders":
      return writer.u16le(UPDATETYPE_ORDERS).zeros(2).u16le(update.numberOrders).zeros(2).bytes(update.orders).finish();
    case "bitmap":
      writer.u16le(UPDATETYPE_BITMAP).u16le(update.rectangles.length);
      for (const rectangle of update.rectangles) writeRectangle(writer, rectangle);
      return writer.finish();
    case "palette":
      writer.u16le(UPDATETYPE_PALETTE).zeros(2);
      return writer
        .u32le(Math.floor(update.colors.length / 3))
        .bytes(update.colors)
        .finish();
    case "synchronize":
    default:
      return writer.u16le(UPDATETYPE_SYNCHRONIZE).zeros(2).finish();
  }
}

function writeRectangle(writer: WriteCursor, rectangle: BitmapRectangle): void {
  const { destLeft, destTop, destRight, destBottom, width, height, bitsPerPixel, data } = rectangle;
  for (const field of [destLeft, destTop, destRight, destBottom, width, height, bitsPerPixel]) writer.u16le(field);
  const { compressed, headerless } = rectangle;
  writer.u16le((compressed ? BITMAP_COMPRESSION : 0) | (compressed && headerless ? NO_BITMAP_COMPRESSION_HDR : 0));
  if (compressed && !headerless) {
    const scanWidth = width * Math.ceil(bitsPerPixel / 8);
    writer
      .u16le(data.length + CD_HEADER_LENGTH)
      .u16le(0)
      .u16le(data.length);
    // Both fields are too small for what a large rectangle unpacks to, and no client reads them.
    writer.u16le(scanWidth % 0x10000).u16le((scanWidth * height) % 0x10000);
  } else writer.u16le(data.length);
  writer.bytes(data);
}
