import { concat } from "../bytes/index.ts";

/** Of MD5 and of SHA-1. */
const BLOCK = 64;

/** RFC 2104 over a hash whose blocks have 64 bytes. */
export function hmac(hash: (message: Uint8Array) => Uint8Array, key: Uint8Array, message: Uint8Array): Uint8Array {
  const short = key.length > BLOCK ? hash(key) : key;
  const inner = new Uint8Array(BLOCK).fill(0x36);
  const outer = new Uint8Array(BLOCK).fill(0x5c);
  for (const [index, byte] of short.entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  return hash(concat([outer, hash(concat([inner, message]))]));
}
