/**
 * The message padded as MD4, MD5, SHA-1 and SHA-256 all do it: a one bit, zeros, and the length in bits in the last eight bytes, up to
 * a multiple of 64 bytes (RFC 1320 and RFC 1321 sections 3.1 and 3.2 little-endian; FIPS 180-4 section 5.1.1 big-endian).
 */
export function paddedBlocks(message: Uint8Array, littleEndian: boolean): DataView {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n, littleEndian);
  return view;
}

/** The state words as the digest's bytes. */
export function digestBytes(words: Uint32Array, littleEndian: boolean): Uint8Array {
  const digest = new Uint8Array(words.length * 4);
  const view = new DataView(digest.buffer);
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word, littleEndian);
  return digest;
}
