import { digestBytes, paddedBlocks } from "./padded-blocks.ts";

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/* FIPS 180-4 sections 4.1.1 and 4.2.1: function and constant of round t. */
function mixed(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) ^ (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) ^ (b & d) ^ (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function compress(h: Uint32Array, w: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = h;
  for (let t = 0; t < 80; t++) {
    const next = (rotateLeft(a, 5) + mixed(t, b, c, d) + e + (w[t] ?? 0)) | 0;
    e = d;
    d = c;
    c = rotateLeft(b, 30);
    b = a;
    a = next;
  }
  for (const [index, word] of [a, b, c, d, e].entries()) h[index] = (h[index] ?? 0) + word;
}

/**
 * SHA-1 of a message, 20 bytes (FIPS 180-4 section 6.1). Broken as a signature hash; here because Windows names certificates by it
 * ("thumbprint") and standard RDP security derives its keys with it.
 */
export function sha1(message: Uint8Array): Uint8Array {
  const h = Uint32Array.from([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const w = new Uint32Array(80);
  const blocks = paddedBlocks(message, false);
  for (let at = 0; at < blocks.byteLength; at += 64) {
    for (let t = 0; t < 16; t++) w[t] = blocks.getUint32(at + t * 4, false);
    for (let t = 16; t < 80; t++) {
      w[t] = rotateLeft((w[t - 3] ?? 0) ^ (w[t - 8] ?? 0) ^ (w[t - 14] ?? 0) ^ (w[t - 16] ?? 0), 1);
    }
    compress(h, w);
  }
  return digestBytes(h, false);
}
