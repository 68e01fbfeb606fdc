import { concat, ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.6.1, Virtual Channel PDU, the user data of a static virtual channel, little-endian:
 *   2.2.6.1.1, Channel PDU Header (CHANNEL_PDU_HEADER):  4 length of the whole message, not compressed    4 flags
 *   then the chunk, at most CHANNEL_CHUNK_LENGTH (1600) bytes unless the server asks for more
 */

export type ChannelChunk = {
  /** Bytes of the whole message that this is a part of. */
  readonly totalBytes: number;
  /** Names in `CHANNEL_FLAGS`. */
  readonly flags: number;
  readonly chunk: Uint8Array;
};

export const CHANNEL_FLAG_FIRST = 0x00000001;
export const CHANNEL_FLAG_LAST = 0x00000002;

/** flags of 2.2.6.1.1. */
export const CHANNEL_FLAGS: Readonly<Record<number, string>> = {
  0x00000001: "CHANNEL_FLAG_FIRST",
  0x00000002: "CHANNEL_FLAG_LAST",
  0x00000010: "CHANNEL_FLAG_SHOW_PROTOCOL",
  0x00000020: "CHANNEL_FLAG_SUSPEND",
  0x00000040: "CHANNEL_FLAG_RESUME",
  0x00000080: "CHANNEL_FLAG_SHADOW_PERSISTENT",
  0x00200000: "CHANNEL_PACKET_COMPRESSED",
  0x00400000: "CHANNEL_PACKET_AT_FRONT",
  0x00800000: "CHANNEL_PACKET_FLUSHED",
};

const CHANNEL_PACKET_COMPRESSED = 0x00200000;
const MESSAGE_LIMIT_BYTES = 1024 * 1024;
/** A part of nothing costs a place in memory, too. */
const CHUNK_LIMIT = 4096;

/** One Virtual Channel PDU; `chunk` is a view. Throws DecodeError. */
export function decodeChannelPdu(contents: Uint8Array): ChannelChunk {
  const cursor = new ReadCursor(contents, "Virtual Channel PDU");
  return { totalBytes: cursor.u32le(), flags: cursor.u32le(), chunk: cursor.rest() };
}

/** One Virtual Channel PDU as MCS user data without security header. */
export function encodeChannelPdu(value: ChannelChunk): Uint8Array {
  return new WriteCursor(8 + value.chunk.length).u32le(value.totalBytes).u32le(value.flags).bytes(value.chunk).finish();
}

/** Puts the messages of one channel together again (3.1.5.2.2). Nothing is allocated before its bytes have come. */
export class ChannelReassembly {
  readonly #limitBytes: number;
  #chunks: Uint8Array[] = [];
  #received = 0;
  #totalBytes: number | undefined;

  constructor(limitBytes: number = MESSAGE_LIMIT_BYTES) {
    this.#limitBytes = limitBytes;
  }

  /** A Virtual Channel PDU in; the whole message out once its last chunk came. Throws DecodeError; the next message may begin then. */
  add(contents: Uint8Array): Uint8Array | undefined {
    const cursor = new ReadCursor(contents, "Virtual Channel PDU");
    const { totalBytes, flags, chunk } = decodeChannelPdu(contents);
    if ((flags & CHANNEL_FLAG_FIRST) !== 0) {
      this.#reset();
      this.#totalBytes = totalBytes;
    }
    const expected = this.#totalBytes;
    const refuse = (field: string, reason: string): never => {
      this.#reset();
      return cursor.reject(field, reason);
    };
    if (expected === undefined) return refuse("flags", "continue no message");
    if (expected > this.#limitBytes) return refuse("length", `is ${expected}`);
    if ((flags & CHANNEL_PACKET_COMPRESSED) !== 0) return refuse("flags", "say that it is compressed");
    this.#received += chunk.length;
    if (this.#received > expected) return refuse("length", `is ${expected}, but ${this.#received} bytes came`);
    if (this.#chunks.length === CHUNK_LIMIT) return refuse("flags", `divide a message into more than ${CHUNK_LIMIT}`);
    this.#chunks.push(chunk.slice());
    if ((flags & CHANNEL_FLAG_LAST) === 0) return undefined;
    if (this.#received < expected) return refuse("length", `is ${expected}, but ${this.#received} bytes came`);
    const whole = concat(this.#chunks);
    this.#reset();
    return whole;
  }

  #reset(): void {
    this.#chunks = [];
    this.#received = 0;
    this.#totalBytes = undefined;
  }
}
