/** Bytes received and not yet taken, bounded: a peer that never stops sending, or drips, cannot grow or stall us. */
export class Inbox {
  readonly limitBytes: number;
  #buffer: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  get bytes(): Uint8Array {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** false: the limit is passed and the bytes were dropped. */
  add(bytes: Uint8Array): boolean {
    const length = this.length;
    if (length + bytes.length > this.limitBytes) return false;
    if (this.#end + bytes.length > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(512, (length + bytes.length) * 2));
      grown.set(this.bytes);
      this.#buffer = grown;
      this.#start = 0;
      this.#end = length;
    }
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
    return true;
  }

  /** Removes and returns a copy of the first `length` bytes. */
  take(length: number): Uint8Array {
    const taken = this.#buffer.slice(this.#start, this.#start + length);
    this.#start += taken.length;
    return taken;
  }
}
