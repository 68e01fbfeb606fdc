/** Longest value that is remembered, in bytes, and how many of them. Both are powers of two. */
const SLOT_BYTES = 256;
const SLOTS = 4096;
const SEED = 0x2545f491;
const FACTOR = 0x9e3779b1;

/**
 * Texts of values that were seen before. A log says the same names, accounts, identifiers and addresses thousands of
 * times; comparing bytes with those seen last is several times as fast as building the text again, and equal texts share
 * their memory. One slot a hash, the newest wins; a hit is verified byte by byte.
 */
export class TextCache {
  readonly #texts: (string | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  readonly #hashes = new Int32Array(SLOTS);
  /** Length in bytes and kind, as one number. */
  readonly #keys = new Int32Array(SLOTS);
  readonly #bytes = new Uint8Array(SLOTS * SLOT_BYTES);
  readonly #words = new DataView(this.#bytes.buffer);
  #missedSlot = -1;
  #missedHash = 0;

  /**
   * The text that `remember` was given for these bytes and this kind, or undefined. A miss is to be followed by
   * `remember` with the same bytes.
   */
  find(view: DataView, from: number, byteCount: number, kind: number): string | undefined {
    if (byteCount > SLOT_BYTES) {
      this.#missedSlot = -1;
      return undefined;
    }
    const key = (byteCount << 8) | kind;
    const wordsEnd = from + (byteCount & ~3);
    const end = from + byteCount;
    let hash = SEED ^ key;
    let at = from;
    for (; at < wordsEnd; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), FACTOR);
      hash ^= hash >>> 15;
    }
    for (; at < end; at++) {
      hash = Math.imul(hash ^ view.getUint8(at), FACTOR);
      hash ^= hash >>> 13;
    }
    const slot = (hash ^ (hash >>> 12)) & (SLOTS - 1);
    this.#missedSlot = slot;
    this.#missedHash = hash;
    if (this.#hashes[slot] !== hash || this.#keys[slot] !== key) return undefined;
    let kept = slot * SLOT_BYTES;
    for (at = from; at < wordsEnd; at += 4, kept += 4) {
      if (view.getInt32(at, true) !== this.#words.getInt32(kept, true)) return undefined;
    }
    for (; at < end; at++, kept++) if (view.getUint8(at) !== this.#words.getUint8(kept)) return undefined;
    return this.#texts[slot];
  }

  /** Keeps the text of the bytes that `find` did not know a moment ago, and gives it back. */
  remember(view: DataView, from: number, byteCount: number, kind: number, text: string): string {
    const slot = this.#missedSlot;
    if (slot < 0) return text;
    this.#hashes[slot] = this.#missedHash;
    this.#keys[slot] = (byteCount << 8) | kind;
    this.#texts[slot] = text;
    this.#bytes.set(new Uint8Array(view.buffer, view.byteOffset + from, byteCount), slot * SLOT_BYTES);
    return text;
  }
}
