import { digestBytes, paddedBlocks } from "./padded-blocks.ts";

/* RFC 1320 section 3.4: shift amounts of the three rounds, and the order in which rounds 2 and 3 use the message words. */
const SHIFTS = Uint8Array.from([3, 7, 11, 19, 3, 5, 9, 13, 3, 9, 11, 15]);
const ORDER_ROUND_2 = Uint8Array.from([0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15]);
const ORDER_ROUND_3 = Uint8Array.from([0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15]);

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/* The round's function of b, c, d with its constant, and the number of the message word that step t uses. */
function mixed(t: number, b: number, c: number, d: number): readonly [value: number, word: number] {
  if (t < 16) return [(b & c) | (~b & d), t];
  if (t < 32) return [((b & c) | (b & d) | (c & d)) + 0x5a827999, ORDER_ROUND_2[t - 16] ?? 0];
  return [(b ^ c ^ d) + 0x6ed9eba1, ORDER_ROUND_3[t - 32] ?? 0];
}

function compress(h: Uint32Array, blocks: DataView, at: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = h;
  for (let t = 0; t < 48; t++) {
    const [value, word] = mixed(t, b, c, d);
    const sum = (a + value + blocks.getUint32(at + word * 4, true)) | 0;
    a = d;
    d = c;
    c = b;
    b = rotateLeft(sum, SHIFTS[(t >>> 4) * 4 + (t % 4)] ?? 0);
  }
  for (const [index, word] of [a, b, c, d].entries()) h[index] = (h[index] ?? 0) + word;
}

/** MD4 of a message, 16 bytes (RFC 1320). Broken as a hash; here because the NT password hash of NTLM is MD4. */
export function md4(message: Uint8Array): Uint8Array {
  const h = Uint32Array.from([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  const blocks = paddedBlocks(message, true);
  for (let at = 0; at < blocks.byteLength; at += 64) compress(h, blocks, at);
  return digestBytes(h, true);
}
