import { toHex } from "../bytes/index.ts";
import { DER_INTEGER, DER_SEQUENCE, type DerElement, DerReader } from "./der.ts";
import { isoFromUnixMs, readTime } from "./der-time.ts";
import { distinguishedName } from "./distinguished-name.ts";
import { type ExtensionFacts, extensionFacts } from "./extensions.ts";
import { publicKeyFacts, type PublicKeyFacts } from "./public-key.ts";
import { signatureAlgorithm, type SignatureAlgorithm } from "./signature-algorithm.ts";

/*
 * RFC 5280 4.1: Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING }
 *   TBSCertificate ::= SEQUENCE {
 *     version [0] EXPLICIT INTEGER DEFAULT v1, serialNumber INTEGER, signature AlgorithmIdentifier, issuer Name,
 *     validity SEQUENCE { notBefore Time, notAfter Time }, subject Name, subjectPublicKeyInfo,
 *     issuerUniqueID [1], subjectUniqueID [2], extensions [3] EXPLICIT SEQUENCE OF Extension }
 */

/** The longest certificate that is read. */
const CERTIFICATE_MAX_BYTES = 131_072;

const SERIAL_MAX_BYTES = 64;

/**
 * What a certificate says, as plain JSON; nothing here was verified. Texts are as the issuer wrote them, control characters included:
 * whoever shows them escapes them. Hexadecimal is lower-case; `...Ms` is Unix time in milliseconds.
 */
export interface CertificateFacts extends PublicKeyFacts, SignatureAlgorithm, ExtensionFacts {
  readonly version: number;
  readonly serial: string;
  /** RFC 4514 text, most specific part first. */
  readonly subject: string;
  readonly subjectCommonName?: string;
  readonly issuer: string;
  readonly issuerCommonName?: string;
  readonly notBefore: string;
  readonly notBeforeMs: number;
  readonly notAfter: string;
  readonly notAfterMs: number;
  /** Issuer and subject are the same bytes. That it is signed with its own key was not verified. */
  readonly isSelfIssued: boolean;
}

/** The public key's bytes; views of the certificate. */
export interface CertificateKey {
  /** SubjectPublicKeyInfo element, for pins. */
  readonly spki: Uint8Array;
  /** Contents of its bit string (PKCS #1 form for RSA): what CredSSP binds to ([MS-CSSP] 3.1.5). */
  readonly subjectPublicKey: Uint8Array;
}

interface Parts {
  readonly version: number;
  readonly serial: Uint8Array;
  readonly signature: SignatureAlgorithm;
  readonly issuer: DerElement;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly subject: DerElement;
  readonly spki: DerElement;
  readonly extensions: DerReader;
}

function split(der: Uint8Array): Parts {
  const outer = new DerReader(der, "Certificate");
  if (der.length > CERTIFICATE_MAX_BYTES) outer.reject("length", `is above ${CERTIFICATE_MAX_BYTES}`);
  const certificate = outer.enter(DER_SEQUENCE, "Certificate");
  outer.expectEnd();
  const tbs = certificate.enter(DER_SEQUENCE, "tbsCertificate");
  const signature = signatureAlgorithm(certificate.enter(DER_SEQUENCE, "signatureAlgorithm"));
  const explicitVersion = tbs.optional(0xa0);
  const version = explicitVersion
    ? (new DerReader(explicitVersion.contents, "version").expect(DER_INTEGER, "version").contents.at(-1) ?? 0)
    : 0;
  const serial = tbs.expect(DER_INTEGER, "serialNumber").contents;
  if (serial.length > SERIAL_MAX_BYTES) tbs.reject("serialNumber", `has ${serial.length} bytes`);
  tbs.expect(DER_SEQUENCE, "signature");
  const issuer = tbs.expect(DER_SEQUENCE, "issuer");
  const validity = tbs.enter(DER_SEQUENCE, "validity");
  const notBeforeMs = readTime(validity, "notBefore");
  const notAfterMs = readTime(validity, "notAfter");
  const subject = tbs.expect(DER_SEQUENCE, "subject");
  const spki = tbs.expect(DER_SEQUENCE, "subjectPublicKeyInfo");
  tbs.optional(0x81);
  tbs.optional(0x82);
  const wrapped = tbs.optional(0xa3);
  const extensions = wrapped
    ? new DerReader(wrapped.contents, "extensions").enter(DER_SEQUENCE, "extensions")
    : new DerReader(new Uint8Array(0), "extensions");
  return { version: version + 1, serial, signature, issuer, notBeforeMs, notAfterMs, subject, spki, extensions };
}

function serialHex(contents: Uint8Array): string {
  const first = contents.findIndex((byte) => byte !== 0);
  return first < 0 ? "00" : toHex(contents.subarray(first));
}

/** Reads an X.509 certificate in DER (RFC 5280). Throws DecodeError, and nothing else, on bytes that are none. */
export function decodeCertificate(der: Uint8Array): CertificateFacts {
  const parts = split(der);
  const subject = distinguishedName(parts.subject, "subject");
  const issuer = distinguishedName(parts.issuer, "issuer");
  return {
    version: parts.version,
    serial: serialHex(parts.serial),
    subject: subject.text,
    ...(subject.commonName !== undefined && { subjectCommonName: subject.commonName }),
    issuer: issuer.text,
    ...(issuer.commonName !== undefined && { issuerCommonName: issuer.commonName }),
    notBefore: isoFromUnixMs(parts.notBeforeMs),
    notBeforeMs: parts.notBeforeMs,
    notAfter: isoFromUnixMs(parts.notAfterMs),
    notAfterMs: parts.notAfterMs,
    ...publicKeyFacts(parts.spki).facts,
    ...parts.signature,
    ...extensionFacts(parts.extensions),
    isSelfIssued: toHex(parts.subject.whole) === toHex(parts.issuer.whole),
  };
}

/** The bytes of the public key of an X.509 certificate in DER (RFC 5280 4.1.2.7). Throws DecodeError as `decodeCertificate` does. */
export function decodeCertificateKey(der: Uint8Array): CertificateKey {
  const { spki } = split(der);
  return { spki: spki.whole, subjectPublicKey: publicKeyFacts(spki).subjectPublicKey };
}
