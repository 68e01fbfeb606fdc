/*
 * FIPS 180-4 section 6.4 and 6.5, with the constants computed as sections 4.2.3, 5.3.4 and 5.3.5 define them: the first 64 bits of
 * the fractional parts of cube and square roots of primes. Both are rare here, once a certificate, so BigInt is fast enough.
 */
const WORD = 0xffff_ffff_ffff_ffffn;
const BLOCK_BYTES = 128;
const LENGTH_BYTES = 16;
const ROUNDS = 80;

interface Constants {
  readonly rounds: readonly bigint[];
  readonly initial512: readonly bigint[];
  readonly initial384: readonly bigint[];
}

let constants: Constants | undefined;

/** Computed at the first use: most runs of the program never ask for these hashes. */
function computedConstants(): Constants {
  constants ??= {
    rounds: primes(ROUNDS).map((prime) => rootFraction(prime, 3n)),
    initial512: primes(8).map((prime) => rootFraction(prime, 2n)),
    initial384: primes(16)
      .slice(8)
      .map((prime) => rootFraction(prime, 2n)),
  };
  return constants;
}

function primes(count: number): readonly bigint[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found.map(BigInt);
}

/** The first 64 bits behind the point of a root: the whole root of the number shifted left by 64 bits a degree. */
function rootFraction(value: bigint, degree: bigint): bigint {
  const shifted = value << (64n * degree);
  let low = 0n;
  let high = value << 64n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** degree <= shifted) low = middle;
    else high = middle - 1n;
  }
  return low & WORD;
}

const rotateRight = (word: bigint, bits: bigint): bigint => ((word >> bits) | (word << (64n - bits))) & WORD;

function schedule(block: DataView, at: number): readonly bigint[] {
  const w: bigint[] = [];
  for (let t = 0; t < 16; t++) w.push(block.getBigUint64(at + t * 8, false));
  for (let t = 16; t < ROUNDS; t++) {
    const w15 = w[t - 15] ?? 0n;
    const w2 = w[t - 2] ?? 0n;
    const sigma0 = rotateRight(w15, 1n) ^ rotateRight(w15, 8n) ^ (w15 >> 7n);
    const sigma1 = rotateRight(w2, 19n) ^ rotateRight(w2, 61n) ^ (w2 >> 6n);
    w.push((sigma1 + (w[t - 7] ?? 0n) + sigma0 + (w[t - 16] ?? 0n)) & WORD);
  }
  return w;
}

function compress(hash: readonly bigint[], w: readonly bigint[], k: readonly bigint[]): readonly bigint[] {
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, last = 0n] = hash;
  for (const [t, word] of w.entries()) {
    const sum1 = rotateRight(e, 14n) ^ rotateRight(e, 18n) ^ rotateRight(e, 41n);
    const choice = (e & f) ^ (~e & g);
    const t1 = last + sum1 + choice + (k[t] ?? 0n) + word;
    const sum0 = rotateRight(a, 28n) ^ rotateRight(a, 34n) ^ rotateRight(a, 39n);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    last = g;
    g = f;
    f = e;
    e = (d + t1) & WORD;
    d = c;
    c = b;
    b = a;
    a = (t1 + sum0 + majority) & WORD;
  }
  return [a, b, c, d, e, f, g, last].map((word, index) => (word + (hash[index] ?? 0n)) & WORD);
}

function digest(message: Uint8Array, initial: readonly bigint[], length: number): Uint8Array {
  const { rounds } = computedConstants();
  const blocks = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
  const padded = new Uint8Array(blocks * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n, false);
  let hash = initial;
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) hash = compress(hash, schedule(view, at), rounds);
  const out = new Uint8Array(64);
  const words = new DataView(out.buffer);
  for (const [index, word] of hash.entries()) words.setBigUint64(index * 8, word, false);
  return out.subarray(0, length);
}

/** SHA-512 of a message, 64 bytes (FIPS 180-4 section 6.4). For channel bindings to certificates that are signed with it. */
export function sha512(message: Uint8Array): Uint8Array {
  return digest(message, computedConstants().initial512, 64);
}

/** SHA-384 of a message, 48 bytes (FIPS 180-4 section 6.5). For channel bindings to certificates that are signed with it. */
export function sha384(message: Uint8Array): Uint8Array {
  return digest(message, computedConstants().initial384, 48);
}
