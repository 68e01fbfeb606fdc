import { WriteCursor, concat, fromLatin1 } from "../bytes/index.ts";
import { md5, sha1 } from "../crypto/index.ts";

/** Paddings of [MS-RDPBCGR] 5.3.6.1 and 5.3.7.1. */
export const PAD_1: Uint8Array = new Uint8Array(40).fill(0x36);
export const PAD_2: Uint8Array = new Uint8Array(48).fill(0x5c);

/**
 * 48 bytes out of a secret, three texts and two randoms: MD5(secret + SHA-1(text + secret + first + second)) for each text
 * ([MS-RDPBCGR] 5.3.5.1, [MS-RDPELE] 5.1.2). The order of the randoms differs between the two.
 */
export function saltedHashes(
  secret: Uint8Array,
  texts: readonly string[],
  first: Uint8Array,
  second: Uint8Array,
): Uint8Array {
  return concat(texts.map((text) => md5(concat([secret, sha1(concat([fromLatin1(text), secret, first, second]))]))));
}

/** MAC of standard RDP security ([MS-RDPBCGR] 5.3.6.1, of which the first 8 bytes count) and of licensing ([MS-RDPELE] 5.1.5). */
export function keyedMac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const length = new WriteCursor(4).u32le(data.length).finish();
  return md5(concat([key, PAD_2, sha1(concat([key, PAD_1, length, data]))]));
}
