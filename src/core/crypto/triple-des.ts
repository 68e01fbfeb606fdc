import { desBlock, desKeySchedule, reversedSchedule } from "./des.ts";

const BLOCK = 8;

/**
 * Triple DES (FIPS 46-3: encrypt, decrypt, encrypt, with three keys) in cipher block chaining. One object is one direction of one
 * stream: the chain goes on from call to call. Here because FIPS encryption of standard RDP security knows nothing newer.
 */
export class TripleDesCbc {
  readonly #schedules: readonly Uint32Array[];
  readonly #reversed: readonly Uint32Array[];
  #chain: readonly [number, number];

  /** `key`: 24 bytes, of which the parity bits are not looked at. `initialVector`: 8 bytes. Throws RangeError for other lengths. */
  constructor(key: Uint8Array, initialVector: Uint8Array) {
    if (key.length !== 3 * BLOCK) throw new RangeError("a Triple DES key has 24 bytes");
    if (initialVector.length !== BLOCK) throw new RangeError("an initial vector has 8 bytes");
    const [first, second, third] = [0, 1, 2].map((index) =>
      desKeySchedule(key.subarray(index * BLOCK, (index + 1) * BLOCK)),
    );
    if (first === undefined || second === undefined || third === undefined) throw new RangeError("three keys");
    this.#schedules = [first, reversedSchedule(second), third];
    this.#reversed = [reversedSchedule(third), second, reversedSchedule(first)];
    const view = new DataView(initialVector.buffer, initialVector.byteOffset, BLOCK);
    this.#chain = [view.getUint32(0), view.getUint32(4)];
  }

  /** Throws RangeError when the bytes are not whole blocks of 8. */
  encrypt(plain: Uint8Array): Uint8Array {
    return this.#blocks(plain, (block, [left, right]) => {
      block[0] = (block[0] ?? 0) ^ left;
      block[1] = (block[1] ?? 0) ^ right;
      desBlock(block, this.#schedules);
      return [block[0] ?? 0, block[1] ?? 0];
    });
  }

  /** Throws RangeError when the bytes are not whole blocks of 8. */
  decrypt(encrypted: Uint8Array): Uint8Array {
    return this.#blocks(encrypted, (block, [left, right]) => {
      const next = [block[0] ?? 0, block[1] ?? 0] as const;
      desBlock(block, this.#reversed);
      block[0] = (block[0] ?? 0) ^ left;
      block[1] = (block[1] ?? 0) ^ right;
      return next;
    });
  }

  #blocks(
    bytes: Uint8Array,
    step: (block: Uint32Array, chain: readonly [number, number]) => readonly [number, number],
  ): Uint8Array {
    if (bytes.length % BLOCK !== 0) throw new RangeError(`${bytes.length} bytes are not whole blocks of ${BLOCK}`);
    const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const out = new Uint8Array(bytes.length);
    const to = new DataView(out.buffer);
    const block = new Uint32Array(2);
    for (let at = 0; at < bytes.length; at += BLOCK) {
      block[0] = from.getUint32(at);
      block[1] = from.getUint32(at + 4);
      this.#chain = step(block, this.#chain);
      to.setUint32(at, block[0]);
      to.setUint32(at + 4, block[1]);
    }
    return out;
  }
}
