// RSA keys of a stand-in that has no TLS: for standard RDP security (MS-RDPBCGR 5.3.4) and for licensing (MS-RDPELE 2.2.2.1).
import { constants, createPrivateKey, generateKeyPairSync, privateDecrypt, X509Certificate } from "node:crypto";
import { concat } from "../../src/core/bytes/index.ts";
import { encodeServerCertificate } from "../../src/core/protocol/index.ts";
import { selfSigned } from "./self-signed.ts";

const PUBLIC_EXPONENT = 65_537;
/** Windows XP has 512 bits; OpenSSL makes no key that short for us everywhere, and a client takes either. */
const KEY_BITS = 1024;
const PADDING_BYTES = 8;

/** A key with the certificate that shows it. */
export interface ServerKey {
  /** SERVER_CERTIFICATE (2.2.1.4.3.1). */
  readonly certificate: Uint8Array;
  /** Opens what was encrypted with it, little-endian on both sides. Throws OpenSSL's error for a number above the modulus. */
  open(cipher: Uint8Array): Uint8Array;
}

function keyWith(pem: string, certificate: Uint8Array): ServerKey {
  const { n = "" } = createPrivateKey(pem).export({ format: "jwk" });
  const length = Buffer.from(n, "base64url").length;
  const open = (cipher: Uint8Array): Uint8Array => {
    const bigEndian = cipher.slice(0, length).toReversed();
    return new Uint8Array(privateDecrypt({ key: pem, padding: constants.RSA_NO_PADDING }, bigEndian)).toReversed();
  };
  return { certificate, open };
}

function makeProprietary(): ServerKey {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: KEY_BITS, publicExponent: PUBLIC_EXPONENT });
  const { n = "" } = privateKey.export({ format: "jwk" });
  const modulus = new Uint8Array(Buffer.from(n, "base64url")).toReversed();
  // Its signature is empty of meaning: no client can check it, all know the key that Windows signs with.
  const certificate = encodeServerCertificate({
    kind: "proprietary",
    temporary: false,
    signatureAlgorithm: 1,
    keyAlgorithm: 1,
    publicKey: {
      bitLength: KEY_BITS,
      dataLength: KEY_BITS / 8 - 1,
      publicExponent: PUBLIC_EXPONENT,
      modulus: concat([modulus, new Uint8Array(PADDING_BYTES)]),
    },
    signature: new Uint8Array(72),
  });
  return keyWith(String(privateKey.export({ type: "pkcs1", format: "pem" })), certificate);
}

function makeX509(): ServerKey {
  const own = selfSigned("stand-in licensing");
  const der = new Uint8Array(new X509Certificate(own.certificatePem).raw);
  // Root first, the server's own last; a chain of Windows has at least two (MS-RDPELE 2.2.1.4.2).
  const certificates = [new Uint8Array(new X509Certificate(selfSigned("stand-in root").certificatePem).raw), der];
  return keyWith(own.keyPem, encodeServerCertificate({ kind: "x509-chain", temporary: false, certificates }));
}

const made = new Map<"proprietary" | "x509", ServerKey>();

/** Keys are made once a process. */
export function serverKey(kind: "proprietary" | "x509"): ServerKey {
  const known = made.get(kind) ?? (kind === "proprietary" ? makeProprietary() : makeX509());
  made.set(kind, known);
  return known;
}
