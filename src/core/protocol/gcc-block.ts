import { ReadCursor, type WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.1.3.1, User Data Header (TS_UD_HEADER), in front of every settings data block:
 *
 *   2  type     little-endian
 *   2  length   of the block with this header
 */

/** A block of a type that has no decoder here, kept as it came (its contents without the header). */
export type UnknownBlock = { readonly type: number; readonly contents: Uint8Array };

/** Calls `visit` with a cursor over the contents of every block. Throws DecodeError for a length that lies. */
export function readBlocks(bytes: Uint8Array, pdu: string, visit: (type: number, block: ReadCursor) => void): void {
  const cursor = new ReadCursor(bytes, pdu);
  while (cursor.remaining > 0) {
    const type = cursor.u16le();
    const length = cursor.u16le();
    if (length < 4) cursor.reject("length", `of block 0x${type.toString(16)} is ${length}`);
    visit(type, cursor.sub(length - 4, `block 0x${type.toString(16)}`));
  }
}

/** Writes one block with its header. */
export function writeBlock(writer: WriteCursor, type: number, contents: Uint8Array): void {
  writer
    .u16le(type)
    .u16le(contents.length + 4)
    .bytes(contents);
}
