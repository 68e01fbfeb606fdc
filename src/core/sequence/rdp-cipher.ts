import type { RsaPublicKey } from "../protocol/index.ts";
import { FIPS_METHOD, FipsCipher } from "./fips-cipher.ts";
import type { PacketCipher } from "./packet-cipher.ts";
import { RC4_METHODS, Rc4Cipher } from "./rc4-cipher.ts";

/**
 * The cipher of an encryption method of SC_SECURITY ([MS-RDPBCGR] 2.2.1.4.3), out of two randoms of 32 bytes; undefined: there is no
 * such method.
 */
export function packetCipher(
  method: number,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): PacketCipher | undefined {
  if (method === FIPS_METHOD) return new FipsCipher(clientRandom, serverRandom);
  const isKnown = Object.values(RC4_METHODS).some((known) => known === method);
  return isKnown ? new Rc4Cipher(method, clientRandom, serverRandom) : undefined;
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
