import { DecodeError } from "./decode-error.ts";

/**
 * Bounds-checked reader over bytes that a peer sent. Every shortage throws `DecodeError`; nothing is allocated before
 * its length is known to be there. `take` returns a view, never a copy: a caller that keeps it copies it.
 */
export class ReadCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #pdu: string;
  #offset = 0;

  constructor(bytes: Uint8Array, pdu: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#pdu = pdu;
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** Throws: the field's value is one that the specification forbids. */
  reject(field: string, reason: string): never {
    throw new DecodeError(this.#pdu, this.#offset, { kind: "invalid", field, reason });
  }

  #advance(count: number): number {
    if (count < 0 || count > this.remaining) {
      throw new DecodeError(this.#pdu, this.#offset, { kind: "truncated", needed: count, remaining: this.remaining });
    }
    const at = this.#offset;
    this.#offset += count;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16le(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u16be(): number {
    return this.#view.getUint16(this.#advance(2), false);
  }

  u24be(): number {
    const at = this.#advance(3);
    return this.#view.getUint16(at, false) * 0x100 + this.#view.getUint8(at + 2);
  }

  u32le(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  u32be(): number {
    return this.#view.getUint32(this.#advance(4), false);
  }

  u64le(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  /** The next `count` bytes as a view. */
  take(count: number): Uint8Array {
    const at = this.#advance(count);
    return this.#bytes.subarray(at, at + count);
  }

  /** All that remains, as a view. */
  rest(): Uint8Array {
    return this.take(this.remaining);
  }

  skip(count: number): void {
    this.#advance(count);
  }

  /** The next byte without moving, or undefined at the end. */
  peek(ahead = 0): number | undefined {
    return this.#bytes[this.#offset + ahead];
  }

  /** A cursor over the next `count` bytes, named for its own structure; this one moves past them. */
  sub(count: number, pdu: string): ReadCursor {
    return new ReadCursor(this.take(count), pdu);
  }

  /** Throws unless everything was read. */
  expectEnd(): void {
    if (this.remaining > 0) this.reject("length", `${this.remaining} bytes left over`);
  }
}
