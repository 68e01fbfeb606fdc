import { ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.1.4.3.1, Server Certificate (SERVER_CERTIFICATE), little-endian:
 *
 *   4  dwVersion: low 31 bits 1 proprietary, 2 X.509 chain; the high bit: temporarily issued
 *
 * 2.2.1.4.3.1.1, Server Proprietary Certificate (PROPRIETARYSERVERCERTIFICATE), after dwVersion:
 *   4  dwSigAlgId 1    4 dwKeyAlgId 1
 *   2  wPublicKeyBlobType 6    2 wPublicKeyBlobLen
 *      2.2.1.4.3.1.1.1 RSA_PUBLIC_KEY: 4 magic "RSA1", 4 keylen, 4 bitlen, 4 datalen, 4 pubExp, keylen modulus (little-endian,
 *      8 zero bytes at its end)
 *   2  wSignatureBlobType 8    2 wSignatureBlobLen    signature
 *
 * MS-RDPELE 2.2.1.4.2, X.509 Certificate Chain, after dwVersion:
 *   4  NumCertBlobs    each: 4 cbCert, cbCert DER bytes; root first, the terminal server's own last
 *   8 + 4 * NumCertBlobs  padding
 */

export type RsaPublicKey = {
  readonly bitLength: number;
  readonly dataLength: number;
  readonly publicExponent: number;
  /** As on the wire: little-endian with 8 zero bytes at the end. */
  readonly modulus: Uint8Array;
};

export type ServerCertificate =
  | {
      readonly kind: "proprietary";
      readonly temporary: boolean;
      readonly signatureAlgorithm: number;
      readonly keyAlgorithm: number;
      readonly publicKey: RsaPublicKey;
      readonly signature: Uint8Array;
    }
  | { readonly kind: "x509-chain"; readonly temporary: boolean; readonly certificates: readonly Uint8Array[] };

const RSA1 = 0x31415352;
const BB_RSA_KEY_BLOB = 6;
const BB_RSA_SIGNATURE_BLOB = 8;
const PROPRIETARY = 1;
const X509_CHAIN = 2;
/** MS-RDPELE 2.2.1.4.2: "NumCertBlobs MUST be between 2 and 200". */
const MAX_CERTIFICATES = 200;

/** SERVER_CERTIFICATE of SC_SECURITY or of a License Request. The bytes are views. Throws DecodeError. */
export function decodeServerCertificate(bytes: Uint8Array): ServerCertificate {
  const cursor = new ReadCursor(bytes, "server certificate");
  const version = cursor.u32le();
  const temporary = version >= 0x80000000;
  switch (version & 0x7fffffff) {
    case PROPRIETARY:
      return readProprietary(cursor, temporary);
    case X509_CHAIN:
      return { kind: "x509-chain", temporary, certificates: readChain(cursor) };
    default:
      return cursor.reject("dwVersion", `is 0x${version.toString(16)}`);
  }
}

function readProprietary(cursor: ReadCursor, temporary: boolean): ServerCertificate {
  const signatureAlgorithm = cursor.u32le();
  const keyAlgorithm = cursor.u32le();
  if (cursor.u16le() !== BB_RSA_KEY_BLOB) cursor.reject("wPublicKeyBlobType", "is not BB_RSA_KEY_BLOB");
  const key = cursor.sub(cursor.u16le(), "RSA_PUBLIC_KEY");
  if (key.u32le() !== RSA1) key.reject("magic", "is not RSA1");
  const keyLength = key.u32le();
  const bitLength = key.u32le();
  const dataLength = key.u32le();
  const publicExponent = key.u32le();
  const publicKey = { bitLength, dataLength, publicExponent, modulus: key.take(keyLength) };
  if (cursor.u16le() !== BB_RSA_SIGNATURE_BLOB) cursor.reject("wSignatureBlobType", "is not BB_RSA_SIGNATURE_BLOB");
  const signature = cursor.take(cursor.u16le());
  return { kind: "proprietary", temporary, signatureAlgorithm, keyAlgorithm, publicKey, signature };
}

function readChain(cursor: ReadCursor): Uint8Array[] {
  const count = cursor.u32le();
  if (count > MAX_CERTIFICATES) cursor.reject("NumCertBlobs", `is ${count}`);
  const certificates: Uint8Array[] = [];
  for (let index = 0; index < count; index++) certificates.push(cursor.take(cursor.u32le()));
  return certificates;
}

/** SERVER_CERTIFICATE (2.2.1.4.3.1). */
export function encodeServerCertificate(value: ServerCertificate): Uint8Array {
  const writer = new WriteCursor(512);
  const temporary = value.temporary ? 0x80000000 : 0;
  if (value.kind === "x509-chain") {
    writer.u32le(temporary + X509_CHAIN).u32le(value.certificates.length);
    for (const certificate of value.certificates) writer.u32le(certificate.length).bytes(certificate);
    return writer.zeros(8 + 4 * value.certificates.length).finish();
  }
  const { modulus, bitLength, dataLength, publicExponent } = value.publicKey;
  writer
    .u32le(temporary + PROPRIETARY)
    .u32le(value.signatureAlgorithm)
    .u32le(value.keyAlgorithm);
  writer.u16le(BB_RSA_KEY_BLOB).u16le(20 + modulus.length);
  writer.u32le(RSA1).u32le(modulus.length).u32le(bitLength).u32le(dataLength).u32le(publicExponent).bytes(modulus);
  writer.u16le(BB_RSA_SIGNATURE_BLOB).u16le(value.signature.length).bytes(value.signature);
  return writer.finish();
}
