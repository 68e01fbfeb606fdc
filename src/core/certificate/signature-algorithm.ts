import { DER_OBJECT_IDENTIFIER, DER_SEQUENCE, type DerElement, DerReader } from "./der.ts";
import { decodeObjectIdentifier } from "../bytes/index.ts";

const HASHES: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.2.2", "md2"],
  ["1.2.840.113549.2.5", "md5"],
  ["1.3.14.3.2.26", "sha1"],
  ["2.16.840.1.101.3.4.2.4", "sha224"],
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
]);

/* RFC 3279, 4055, 5758, 8410. Names are ours: key type, then hash. */
const SIGNATURES: ReadonlyMap<string, readonly [name: string, hash?: string]> = new Map<
  string,
  readonly [name: string, hash?: string]
>([
  ["1.2.840.113549.1.1.2", ["RSA-MD2", "md2"]],
  ["1.2.840.113549.1.1.4", ["RSA-MD5", "md5"]],
  ["1.2.840.113549.1.1.5", ["RSA-SHA1", "sha1"]],
  ["1.3.14.3.2.29", ["RSA-SHA1", "sha1"]],
  ["1.2.840.113549.1.1.14", ["RSA-SHA224", "sha224"]],
  ["1.2.840.113549.1.1.11", ["RSA-SHA256", "sha256"]],
  ["1.2.840.113549.1.1.12", ["RSA-SHA384", "sha384"]],
  ["1.2.840.113549.1.1.13", ["RSA-SHA512", "sha512"]],
  ["1.2.840.10045.4.1", ["ECDSA-SHA1", "sha1"]],
  ["1.2.840.10045.4.3.1", ["ECDSA-SHA224", "sha224"]],
  ["1.2.840.10045.4.3.2", ["ECDSA-SHA256", "sha256"]],
  ["1.2.840.10045.4.3.3", ["ECDSA-SHA384", "sha384"]],
  ["1.2.840.10045.4.3.4", ["ECDSA-SHA512", "sha512"]],
  ["1.2.840.10040.4.3", ["DSA-SHA1", "sha1"]],
  ["2.16.840.1.101.3.4.3.2", ["DSA-SHA256", "sha256"]],
  ["1.3.101.112", ["Ed25519"]],
  ["1.3.101.113", ["Ed448"]],
]);
const RSA_PSS = "1.2.840.113549.1.1.10";

/** `signatureHash` is missing for algorithms that have none of their own, and for unknown ones, whose name is their identifier. */
export interface SignatureAlgorithm {
  readonly signatureAlgorithm: string;
  readonly signatureHash?: string;
}

/* RFC 4055 3.1: RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] AlgorithmIdentifier DEFAULT sha1, ... } */
function pssHash(parameters: DerElement | undefined): string {
  if (parameters?.tag !== DER_SEQUENCE) return "sha1";
  const first = new DerReader(parameters.contents, "RSASSA-PSS-params").optional(0xa0);
  if (!first) return "sha1";
  const algorithm = new DerReader(first.contents, "hashAlgorithm").enter(DER_SEQUENCE, "hashAlgorithm");
  const oid = decodeObjectIdentifier(algorithm.expect(DER_OBJECT_IDENTIFIER, "hashAlgorithm").contents);
  return HASHES.get(oid) ?? oid;
}

/** Name and hash of an AlgorithmIdentifier's contents (RFC 5280 4.1.1.2). Throws DecodeError. */
export function signatureAlgorithm(algorithm: DerReader): SignatureAlgorithm {
  const oid = decodeObjectIdentifier(algorithm.expect(DER_OBJECT_IDENTIFIER, "signatureAlgorithm").contents);
  if (oid === RSA_PSS) {
    const hash = pssHash(algorithm.done ? undefined : algorithm.next());
    return { signatureAlgorithm: `RSA-PSS-${hash.toUpperCase()}`, signatureHash: hash };
  }
  const [name = oid, hash] = SIGNATURES.get(oid) ?? [];
  return hash === undefined ? { signatureAlgorithm: name } : { signatureAlgorithm: name, signatureHash: hash };
}
