/** Longest value that is remembered, in bytes; a power of two. */
const SLOT_BYTES = 256;
/** A short log fills few slots: the table begins small and grows as it fills. */
const FIRST_SLOTS = 64;
const MOST_SLOTS = 4096;
const GROWTH = 4;
const SEED = 0x2545f491;
const FACTOR = 0x9e3779b1;

/**
 * Texts of values that were seen before. A log says the same names, accounts, identifiers and addresses thousands of
 * times; comparing bytes with those seen last is several times as fast as building the text again, and equal texts share
 * their memory. One slot a hash; what is seen for the second time moves in, what occurs only once leaves no trace but its
 * hash. A hit is verified byte by byte.
 */
export class TextCache {
  #slots = FIRST_SLOTS;
  #texts: (string | undefined)[] = emptySlots(FIRST_SLOTS);
  #hashes = new Int32Array(FIRST_SLOTS);
  /** Length in bytes and kind, as one number. */
  #keys = new Int32Array(FIRST_SLOTS);
  #words = new DataView(new ArrayBuffer(FIRST_SLOTS * SLOT_BYTES));
  /** Hash of the value that last asked for a slot in vain. */
  #candidates = new Int32Array(FIRST_SLOTS);
  #filled = 0;
  #missedHash = 0;
  #isTooLong = false;

  /**
   * The text that `remember` was given for these bytes and this kind, or undefined. A miss is to be followed by
   * `remember` with the same bytes.
   */
  find(view: DataView, from: number, byteCount: number, kind: number): string | undefined {
    if (byteCount > SLOT_BYTES) {
      this.#isTooLong = true;
      return undefined;
    }
    this.#isTooLong = false;
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
    this.#missedHash = hash;
    const slot = (hash ^ (hash >>> 12)) & (this.#slots - 1);
    if (this.#hashes[slot] !== hash || this.#keys[slot] !== key) return undefined;
    const words = this.#words;
    let kept = slot * SLOT_BYTES;
    for (at = from; at < wordsEnd; at += 4, kept += 4) {
      if (view.getInt32(at, true) !== words.getInt32(kept, true)) return undefined;
    }
    for (; at < end; at++, kept++) if (view.getUint8(at) !== words.getUint8(kept)) return undefined;
    return this.#texts[slot];
  }

  /** Keeps the text of the bytes that `find` did not know a moment ago if they are seen again, and gives it back. */
  remember(view: DataView, from: number, byteCount: number, kind: number, text: string): string {
    if (this.#isTooLong) return text;
    const hash = this.#missedHash;
    const slot = (hash ^ (hash >>> 12)) & (this.#slots - 1);
    if (this.#candidates[slot] !== hash) {
      this.#candidates[slot] = hash;
      return text;
    }
    if (this.#texts[slot] === undefined) this.#filled++;
    this.#hashes[slot] = hash;
    this.#keys[slot] = (byteCount << 8) | kind;
    this.#texts[slot] = text;
    const start = slot * SLOT_BYTES;
    for (let at = 0; at < byteCount; at++) this.#words.setUint8(start + at, view.getUint8(from + at));
    if (this.#filled * 2 > this.#slots && this.#slots < MOST_SLOTS) this.#grow();
    return text;
  }

  /** Begins anew with more slots: what is said often is soon known again. */
  #grow(): void {
    const slots = this.#slots * GROWTH;
    this.#slots = slots;
    this.#texts = emptySlots(slots);
    this.#hashes = new Int32Array(slots);
    this.#keys = new Int32Array(slots);
    this.#words = new DataView(new ArrayBuffer(slots * SLOT_BYTES));
    this.#candidates = new Int32Array(slots);
    this.#filled = 0;
  }
}

function emptySlots(count: number): (string | undefined)[] {
  return Array.from({ length: count }, () => undefined);
}
