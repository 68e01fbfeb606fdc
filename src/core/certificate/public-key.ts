import {
  bitStringOctets,
  DER_BIT_STRING,
  DER_INTEGER,
  DER_OBJECT_IDENTIFIER,
  DER_SEQUENCE,
  type DerElement,
  DerReader,
  integerBits,
} from "./der.ts";
import { decodeObjectIdentifier } from "../bytes/index.ts";

/* RFC 5280 4.1.2.7: SubjectPublicKeyInfo ::= SEQUENCE { AlgorithmIdentifier { OID, parameters }, subjectPublicKey BIT STRING } */

const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.1.1.1", "rsa"],
  ["1.2.840.113549.1.1.7", "rsa"],
  ["1.2.840.113549.1.1.10", "rsa"],
  ["1.2.840.10045.2.1", "ec"],
  ["1.2.840.10040.4.1", "dsa"],
  ["1.3.101.112", "ed25519"],
  ["1.3.101.113", "ed448"],
]);

const CURVES: ReadonlyMap<string, readonly [name: string, bits: number]> = new Map([
  ["1.2.840.10045.3.1.1", ["P-192", 192]],
  ["1.3.132.0.33", ["P-224", 224]],
  ["1.2.840.10045.3.1.7", ["P-256", 256]],
  ["1.3.132.0.34", ["P-384", 384]],
  ["1.3.132.0.35", ["P-521", 521]],
  ["1.3.132.0.10", ["secp256k1", 256]],
  ["1.3.36.3.3.2.8.1.1.7", ["brainpoolP256r1", 256]],
  ["1.3.36.3.3.2.8.1.1.11", ["brainpoolP384r1", 384]],
  ["1.3.36.3.3.2.8.1.1.13", ["brainpoolP512r1", 512]],
]);

/** `keyAlgorithm` is "rsa", "ec", "dsa", "ed25519", "ed448", or a dotted object identifier; `curve` a name or a dotted one. */
export interface PublicKeyFacts {
  readonly keyAlgorithm: string;
  readonly keyBits?: number;
  readonly curve?: string;
}

function ecFacts(parameters: DerElement | undefined, point: Uint8Array): PublicKeyFacts {
  if (parameters?.tag === DER_OBJECT_IDENTIFIER) {
    const oid = decodeObjectIdentifier(parameters.contents);
    const known = CURVES.get(oid);
    if (known) return { keyAlgorithm: "ec", keyBits: known[1], curve: known[0] };
    return { keyAlgorithm: "ec", keyBits: pointBits(point), curve: oid };
  }
  return { keyAlgorithm: "ec", keyBits: pointBits(point) };
}

/* SEC 1 2.3.3: 04 X Y, or 02/03 X. */
function pointBits(point: Uint8Array): number {
  const octets = point.length - 1;
  return Math.max(0, point[0] === 4 ? (octets / 2) * 8 : octets * 8);
}

function firstIntegerBits(sequence: Uint8Array, field: string): number {
  return integerBits(new DerReader(sequence, field).expect(DER_INTEGER, field).contents);
}

/** Kind and size of the key in a SubjectPublicKeyInfo element, with the bits of the key themselves. Throws DecodeError. */
export function publicKeyFacts(spki: DerElement): {
  readonly facts: PublicKeyFacts;
  readonly subjectPublicKey: Uint8Array;
} {
  const reader = new DerReader(spki.contents, "subjectPublicKeyInfo");
  const algorithm = reader.enter(DER_SEQUENCE, "algorithm");
  const oid = decodeObjectIdentifier(algorithm.expect(DER_OBJECT_IDENTIFIER, "algorithm").contents);
  const parameters = algorithm.done ? undefined : algorithm.next();
  const subjectPublicKey = bitStringOctets(reader.expect(DER_BIT_STRING, "subjectPublicKey"), "subjectPublicKey");
  reader.expectEnd();
  return { facts: keyFacts(ALGORITHMS.get(oid) ?? oid, parameters, subjectPublicKey), subjectPublicKey };
}

function keyFacts(keyAlgorithm: string, parameters: DerElement | undefined, key: Uint8Array): PublicKeyFacts {
  switch (keyAlgorithm) {
    case "rsa": {
      const modulusAndExponent = new DerReader(key, "RSAPublicKey").expect(DER_SEQUENCE, "RSAPublicKey").contents;
      return { keyAlgorithm, keyBits: firstIntegerBits(modulusAndExponent, "modulus") };
    }
    case "ec":
      return ecFacts(parameters, key);
    case "dsa":
      if (parameters?.tag !== DER_SEQUENCE) return { keyAlgorithm };
      return { keyAlgorithm, keyBits: firstIntegerBits(parameters.contents, "p") };
    case "ed25519":
      return { keyAlgorithm, keyBits: 256 };
    case "ed448":
      return { keyAlgorithm, keyBits: 456 };
    default:
      return { keyAlgorithm };
  }
}
