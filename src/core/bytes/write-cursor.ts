/** Growing writer for PDUs. The caller passes values that fit their fields; a value that does not is a bug and throws RangeError. */
export class WriteCursor {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  #reserve(count: number): number {
    const at = this.#length;
    const needed = at + count;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length = needed;
    return at;
  }

  #fits(value: number, max: number): number {
    if (!Number.isInteger(value) || value < 0 || value > max) throw new RangeError(`${value} is not within 0..${max}`);
    return value;
  }

  u8(value: number): this {
    this.#fits(value, 0xff);
    const at = this.#reserve(1);
    this.#view.setUint8(at, value);
    return this;
  }

  u16le(value: number): this {
    this.#fits(value, 0xffff);
    const at = this.#reserve(2);
    this.#view.setUint16(at, value, true);
    return this;
  }

  u16be(value: number): this {
    this.#fits(value, 0xffff);
    const at = this.#reserve(2);
    this.#view.setUint16(at, value, false);
    return this;
  }

  u24be(value: number): this {
    this.#fits(value, 0xffffff);
    return this.u8(value >>> 16).u16be(value & 0xffff);
  }

  u32le(value: number): this {
    this.#fits(value, 0xffffffff);
    const at = this.#reserve(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  u32be(value: number): this {
    this.#fits(value, 0xffffffff);
    const at = this.#reserve(4);
    this.#view.setUint32(at, value, false);
    return this;
  }

  u64le(value: bigint): this {
    if (value < 0n || value > 0xffffffffffffffffn) throw new RangeError(`${value} is not an unsigned 64-bit number`);
    const at = this.#reserve(8);
    this.#view.setBigUint64(at, value, true);
    return this;
  }

  bytes(value: Uint8Array): this {
    const at = this.#reserve(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  zeros(count: number): this {
    const at = this.#reserve(count);
    this.#bytes.fill(0, at, at + count);
    return this;
  }

  /** Overwrites two bytes written before, for a length that is known only afterwards. */
  patchU16be(at: number, value: number): void {
    if (at + 2 > this.#length) throw new RangeError("patch beyond what was written");
    this.#view.setUint16(at, this.#fits(value, 0xffff), false);
  }

  patchU16le(at: number, value: number): void {
    if (at + 2 > this.#length) throw new RangeError("patch beyond what was written");
    this.#view.setUint16(at, this.#fits(value, 0xffff), true);
  }

  /** What was written, as a copy of its exact length. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
