import { ReadCursor, WriteCursor, concat, fromHex } from "../bytes/index.ts";
import { TripleDesCbc, hmacSha1, sha1 } from "../crypto/index.ts";
import type { PacketCipher, SealedPacket } from "./packet-cipher.ts";

/** ENCRYPTION_METHOD_FIPS of [MS-RDPBCGR] 2.2.1.4.3. */
export const FIPS_METHOD = 0x10;

const BLOCK_BYTES = 8;
const RANDOM_HALF = 16;
/** Of both directions ([MS-RDPBCGR] 5.3.6.2). */
const INITIAL_VECTOR = fromHex("1234567890abcdef");
const KEY_BYTES = 24;

/**
 * FIPS encryption of one connection ([MS-RDPBCGR] 5.3.5.2, 5.3.6.2), seen from the client: Triple DES, whose chain goes on from packet to
 * packet, and HMAC-SHA1. Its keys stay the same for as long as the connection lasts (5.3.7.2).
 */
export class FipsCipher implements PacketCipher {
  readonly form = "fips";
  readonly blockBytes: number = BLOCK_BYTES;
  readonly #macKey: Uint8Array;
  readonly #outgoing: TripleDesCbc;
  readonly #incoming: TripleDesCbc;
  #sealedPackets = 0;

  /** Both randoms are 32 bytes. */
  constructor(clientRandom: Uint8Array, serverRandom: Uint8Array) {
    const hashOf = (from: number, to: number): Uint8Array =>
      sha1(concat([clientRandom.subarray(from, to), serverRandom.subarray(from, to)]));
    const encryptKey = hashOf(RANDOM_HALF, 2 * RANDOM_HALF);
    const decryptKey = hashOf(0, RANDOM_HALF);
    this.#macKey = sha1(concat([decryptKey, encryptKey]));
    this.#outgoing = new TripleDesCbc(tripleDesKey(encryptKey), INITIAL_VECTOR);
    this.#incoming = new TripleDesCbc(tripleDesKey(decryptKey), INITIAL_VECTOR);
  }

  seal(data: Uint8Array): SealedPacket {
    const packetCount = new WriteCursor(4).u32le(this.#sealedPackets).finish();
    this.#sealedPackets += 1;
    const dataSignature = hmacSha1(this.#macKey, concat([data, packetCount])).subarray(0, 8);
    const padLength = (BLOCK_BYTES - (data.length % BLOCK_BYTES)) % BLOCK_BYTES;
    const encrypted = this.#outgoing.encrypt(concat([data, new Uint8Array(padLength)]));
    return { padLength, dataSignature, encrypted };
  }

  open(encrypted: Uint8Array, padLength: number): Uint8Array {
    const cursor = new ReadCursor(encrypted, "FIPS packet");
    if (encrypted.length % BLOCK_BYTES !== 0) cursor.reject("length", `${encrypted.length} is not whole blocks`);
    if (padLength > encrypted.length) cursor.reject("padlen", `${padLength} is more than there is`);
    return this.#incoming.decrypt(encrypted).subarray(0, encrypted.length - padLength);
  }
}

/**
 * 24 bytes of Triple DES out of a hash of 20 ([MS-RDPBCGR] 5.3.5.2): its first byte is repeated behind it, and every seven bits, counted
 * from the lowest one of the first byte on, make a byte of odd parity. The specification lets parity take the place of one of the
 * seven, so that it is 6 bits a byte that keep a secret.
 */
export function tripleDesKey(hash: Uint8Array): Uint8Array {
  const long = concat([hash, hash.subarray(0, 1)]);
  const key = new Uint8Array(KEY_BYTES);
  for (let index = 0; index < KEY_BYTES; index++) {
    const bit = index * 7;
    const two = (long[bit >> 3] ?? 0) | ((long[(bit >> 3) + 1] ?? 0) << 8);
    key[index] = withOddParity((two >> (bit & 7)) & 0x7e);
  }
  return key;
}

function withOddParity(byte: number): number {
  let ones = 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1;
  return ones % 2 === 0 ? byte | 1 : byte;
}
