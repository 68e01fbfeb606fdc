import { digestBytes, paddedBlocks } from "./padded-blocks.ts";

/* RFC 1321 section 3.4: T[i] = floor(2^32 * abs(sin(i))), i in radians, written out because sin() may differ in its last bit. */
const T = Uint32Array.from([
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8,
  0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340,
  0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87,
  0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
  0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039,
  0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92,
  0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
  0xeb86d391,
]);

/* Shift amounts of the four rounds, four each, repeated four times. */
const SHIFTS = Uint8Array.from([7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]);

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/* The round's function of b, c, d and the number of the message word that step t uses. */
function mixed(t: number, b: number, c: number, d: number): readonly [value: number, word: number] {
  if (t < 16) return [(b & c) | (~b & d), t];
  if (t < 32) return [(b & d) | (c & ~d), (5 * t + 1) % 16];
  if (t < 48) return [b ^ c ^ d, (3 * t + 5) % 16];
  return [c ^ (b | ~d), (7 * t) % 16];
}

function compress(h: Uint32Array, blocks: DataView, at: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = h;
  for (let t = 0; t < 64; t++) {
    const [value, word] = mixed(t, b, c, d);
    const sum = (a + value + blocks.getUint32(at + word * 4, true) + (T[t] ?? 0)) | 0;
    a = d;
    d = c;
    c = b;
    b = (b + rotateLeft(sum, SHIFTS[(t >>> 4) * 4 + (t % 4)] ?? 0)) | 0;
  }
  for (const [index, word] of [a, b, c, d].entries()) h[index] = (h[index] ?? 0) + word;
}

/** MD5 of a message, 16 bytes (RFC 1321). Broken as a hash; here because NTLM (HMAC-MD5) and standard RDP security are made of it. */
export function md5(message: Uint8Array): Uint8Array {
  const h = Uint32Array.from([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  const blocks = paddedBlocks(message, true);
  for (let at = 0; at < blocks.byteLength; at += 64) compress(h, blocks, at);
  return digestBytes(h, true);
}
