import { DecodeError, ReadCursor } from "../../bytes/index.ts";
import { crc32 } from "./crc32.ts";

/** Bytes before the first chunk. */
export const EVTX_HEADER_BYTES = 4096;
/** Bytes of every chunk, used or not. */
export const EVTX_CHUNK_BYTES = 65_536;

/** What the header of an .evtx file claims. Information only: of a log that was copied while in use, the counts are stale. */
export interface EvtxHeader {
  readonly firstChunkNumber: number;
  readonly lastChunkNumber: number;
  readonly nextRecordId: number;
  readonly minorVersion: number;
  readonly majorVersion: number;
  readonly chunkCount: number;
  /** The file was not closed: copied from a running machine, or the machine lost its power. */
  readonly dirty: boolean;
  /** The log has reached its largest size. */
  readonly full: boolean;
  readonly checksumCorrect: boolean;
}

const MAGIC = "ElfFile\0";
const CHECKED_BYTES = 120;
const FLAG_DIRTY = 1;
const FLAG_FULL = 2;

/*
 * libevtx, "Windows XML Event Log (EVTX)", section 2 "File header":
 *   0  8  signature "ElfFile\0"     36  2  minor version      44  76  unknown, zeros
 *   8  8  first chunk number        38  2  major version     120   4  file flags
 *  16  8  last chunk number         40  2  header block size  124   4  CRC-32 of the first 120 bytes
 *  24  8  next record identifier    42  2  number of chunks
 *  32  4  header size (128)
 */

/** Reads the file header (at least its first 128 bytes). Throws DecodeError when these are not the start of an .evtx file. */
export function decodeEvtxHeader(bytes: Uint8Array): EvtxHeader {
  const cursor = new ReadCursor(bytes, "EVTX file header");
  const magic = cursor.take(MAGIC.length);
  for (const [index, byte] of magic.entries()) {
    if (byte !== MAGIC.charCodeAt(index)) {
      throw new DecodeError("EVTX file header", 0, { kind: "invalid", field: "signature", reason: 'is not "ElfFile"' });
    }
  }
  const firstChunkNumber = Number(cursor.u64le());
  const lastChunkNumber = Number(cursor.u64le());
  const nextRecordId = Number(cursor.u64le());
  cursor.skip(4);
  const minorVersion = cursor.u16le();
  const majorVersion = cursor.u16le();
  cursor.skip(2);
  const chunkCount = cursor.u16le();
  cursor.skip(76);
  const flags = cursor.u32le();
  const checksum = cursor.u32le();
  return {
    firstChunkNumber,
    lastChunkNumber,
    nextRecordId,
    minorVersion,
    majorVersion,
    chunkCount,
    dirty: (flags & FLAG_DIRTY) !== 0,
    full: (flags & FLAG_FULL) !== 0,
    checksumCorrect: checksum === crc32(bytes.subarray(0, CHECKED_BYTES)),
  };
}
