import { DecodeError, ReadCursor } from "../bytes/index.ts";
import { decodeCertificateKey } from "../certificate/index.ts";
import { decodeServerCertificate, expectBerTag, readBerSequence, readBerUnsigned } from "../protocol/index.ts";
import type { RsaPublicKey, ServerCertificate } from "../protocol/index.ts";

const DER_INTEGER = 0x02;
/** Zero bytes behind the modulus of an RSA_PUBLIC_KEY ([MS-RDPBCGR] 2.2.1.4.3.1.1.1). */
const PADDING_BYTES = 8;
/** Longer keys are an attack on whoever computes with them. */
const MODULUS_LIMIT_BYTES = 1024;

/**
 * RSA key of a server certificate ([MS-RDPBCGR] 2.2.1.4.3.1): the proprietary one's, or that of the last of an X.509 chain, which
 * is the server's own. undefined when there is none that is RSA. Nothing is verified: the specification signs the proprietary
 * one with a key that everybody has. Throws DecodeError on a damaged certificate.
 */
function serverPublicKey(certificate: ServerCertificate): RsaPublicKey | undefined {
  if (certificate.kind === "proprietary") return certificate.publicKey;
  const own = certificate.certificates.at(-1);
  if (own === undefined) return undefined;
  const outer = new ReadCursor(decodeCertificateKey(own).subjectPublicKey, "RSAPublicKey");
  const key = readBerSequence(outer, "RSAPublicKey");
  const digits = key.take(expectBerTag(key, DER_INTEGER, "modulus"));
  const modulus = digits[0] === 0 ? digits.subarray(1) : digits;
  const publicExponent = readBerUnsigned(key, "publicExponent");
  if (modulus.length === 0 || modulus.length > MODULUS_LIMIT_BYTES) return undefined;
  const littleEndian = new Uint8Array(modulus.length + PADDING_BYTES);
  littleEndian.set(modulus.toReversed());
  return { bitLength: modulus.length * 8, dataLength: modulus.length - 1, publicExponent, modulus: littleEndian };
}

/** As `serverPublicKey` of the bytes on the wire; undefined also where they are damaged or none. */
export function usableServerKey(bytes: Uint8Array): RsaPublicKey | undefined {
  if (bytes.length === 0) return undefined;
  try {
    return serverPublicKey(decodeServerCertificate(bytes));
  } catch (error) {
    // A client that cannot read the key has no licence to ask for, which its answer says.
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
