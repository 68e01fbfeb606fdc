/**
 * RC4 stream, key 1..256 bytes (RFC 6229 has its vectors). `apply` continues where the last call ended, as NTLM sealing and standard
 * RDP security need it. Broken as a cipher; here because both protocols are made of it. Throws RangeError on an impossible key length.
 */
export class Rc4 {
  readonly #state: Uint8Array;
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    if (key.length < 1 || key.length > 256) throw new RangeError(`an RC4 key of ${key.length} bytes`);
    const state = Uint8Array.from({ length: 256 }, (_, index) => index);
    let j = 0;
    for (let i = 0; i < 256; i++) {
      const value = state[i] ?? 0;
      j = (j + value + (key[i % key.length] ?? 0)) & 0xff;
      state[i] = state[j] ?? 0;
      state[j] = value;
    }
    this.#state = state;
  }

  /** Encrypts or decrypts: the bytes combined with the next bytes of the key stream, as a new array. */
  apply(bytes: Uint8Array): Uint8Array {
    const state = this.#state;
    const out = new Uint8Array(bytes.length);
    for (let at = 0; at < bytes.length; at++) {
      this.#i = (this.#i + 1) & 0xff;
      const a = state[this.#i] ?? 0;
      this.#j = (this.#j + a) & 0xff;
      const b = state[this.#j] ?? 0;
      state[this.#i] = b;
      state[this.#j] = a;
      out[at] = (bytes[at] ?? 0) ^ (state[(a + b) & 0xff] ?? 0);
    }
    return out;
  }
}
