import { concat } from "../bytes/index.ts";
import { Rc4, md5, sha1 } from "../crypto/index.ts";
import type { RsaPublicKey } from "../protocol/index.ts";
import { PAD_1, PAD_2, keyedMac, saltedHashes } from "./salted-hash.ts";

/** Methods that this cipher speaks ([MS-RDPBCGR] 5.3.4): FIPS needs Triple DES, which is not here. */
export const CIPHER_METHODS = { bits40: 1, bits128: 2, bits56: 8 } as const;

const SALT_40 = [0xd1, 0x26, 0x9e];
const SALT_56 = [0xd1];

/**
 * Standard RDP security of one connection ([MS-RDPBCGR] 5.3.5 to 5.3.6): keys out of both randoms, RC4 each way, and the
 * MAC of what is sent. It keeps a wiretapper of 1998 out and nobody of today; here it only opens the way to what an old
 * server says after it.
 */
export class RdpCipher {
  readonly #macKey: Uint8Array;
  readonly #outgoing: UpdatedKey;
  readonly #incoming: UpdatedKey;

  /** Both randoms are 32 bytes. Throws RangeError for a method that is not in CIPHER_METHODS. */
  constructor(method: number, clientRandom: Uint8Array, serverRandom: Uint8Array) {
    const triple = (secret: Uint8Array, texts: readonly string[]): Uint8Array =>
      saltedHashes(secret, texts, clientRandom, serverRandom);
    const preMaster = concat([clientRandom.subarray(0, 24), serverRandom.subarray(0, 24)]);
    const sessionKeyBlob = triple(triple(preMaster, ["A", "BB", "CCC"]), ["X", "YY", "ZZZ"]);
    const final = (key: Uint8Array): Uint8Array => md5(concat([key, clientRandom, serverRandom]));
    this.#macKey = shortened(method, sessionKeyBlob.subarray(0, 16));
    this.#incoming = new UpdatedKey(method, shortened(method, final(sessionKeyBlob.subarray(16, 32))));
    this.#outgoing = new UpdatedKey(method, shortened(method, final(sessionKeyBlob.subarray(32, 48))));
  }

  /** Signature (8 bytes) and cipher text of what follows a security header with SEC_ENCRYPT. */
  seal(data: Uint8Array): { readonly dataSignature: Uint8Array; readonly encrypted: Uint8Array } {
    return { dataSignature: keyedMac(this.#macKey, data).subarray(0, 8), encrypted: this.#outgoing.apply(data) };
  }

  open(encrypted: Uint8Array): Uint8Array {
    return this.#incoming.apply(encrypted);
  }
}

/** Packets under one key ([MS-RDPBCGR] 5.3.7). */
const PACKETS_A_KEY = 4096;

/** The RC4 key of one direction, which both ends replace after 4,096 packets ([MS-RDPBCGR] 5.3.7.1). */
class UpdatedKey {
  readonly #method: number;
  readonly #initial: Uint8Array;
  #current: Uint8Array;
  #rc4: Rc4;
  #packets = 0;

  constructor(method: number, key: Uint8Array) {
    this.#method = method;
    this.#initial = key;
    this.#current = key;
    this.#rc4 = new Rc4(key);
  }

  apply(packet: Uint8Array): Uint8Array {
    if (this.#packets === PACKETS_A_KEY) {
      const inner = sha1(concat([this.#initial, PAD_1, this.#current]));
      const temporary = md5(concat([this.#initial, PAD_2, inner])).subarray(0, this.#initial.length);
      this.#current = shortened(this.#method, new Rc4(temporary).apply(temporary));
      this.#rc4 = new Rc4(this.#current);
      this.#packets = 0;
    }
    this.#packets += 1;
    return this.#rc4.apply(packet);
  }
}

/** 40- and 56-bit keys are 8 bytes with a known beginning ([MS-RDPBCGR] 5.3.5.1). */
function shortened(method: number, key: Uint8Array): Uint8Array {
  switch (method) {
    case CIPHER_METHODS.bits128:
      return key;
    case CIPHER_METHODS.bits56:
      return Uint8Array.from([...SALT_56, ...key.subarray(1, 8)]);
    case CIPHER_METHODS.bits40:
      return Uint8Array.from([...SALT_40, ...key.subarray(3, 8)]);
    default:
      throw new RangeError(`encryption method ${method} is not spoken`);
  }
}

/** A number of a key this long takes milliseconds; longer ones are not raised to a power. */
const MODULUS_LIMIT_BYTES = 1024;

/**
 * Client random or premaster secret of licensing, encrypted with the server's key ([MS-RDPBCGR] 5.3.4.1, [MS-RDPELE] 2.2.2.2): raw
 * RSA, little-endian, with 8 bytes of padding. undefined when the key is of no use.
 */
export function encryptClientRandom(clientRandom: Uint8Array, key: RsaPublicKey): Uint8Array | undefined {
  const bytes = key.modulus.subarray(0, key.bitLength / 8);
  if (bytes.length < 32 || bytes.length > MODULUS_LIMIT_BYTES) return undefined;
  const modulus = numberOf(bytes);
  if (modulus < 3n || key.publicExponent < 3) return undefined;
  const cipher = power(numberOf(clientRandom) % modulus, BigInt(key.publicExponent), modulus);
  const out = new Uint8Array(bytes.length + 8);
  let rest = cipher;
  for (let index = 0; index < bytes.length; index++) {
    out[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return out;
}

function numberOf(littleEndian: Uint8Array): bigint {
  let hex = "";
  for (const byte of littleEndian) hex = byte.toString(16).padStart(2, "0") + hex;
  return BigInt(`0x${hex || "0"}`);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let bits = exponent; bits > 0n; bits >>= 1n) {
    if ((bits & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
