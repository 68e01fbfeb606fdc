import type { CertificateFacts, CertificateLint, KeyPurpose, SubjectAltNames } from "../certificate/index.ts";
import { amount, described, flag, integer, type JsonSchema, listOf, objectOf, text } from "./json-schema.ts";

const names = listOf(text);

/** What one certificate of a chain says; the compiler demands every field. */
export const certificateSchema: JsonSchema = objectOf<keyof CertificateFacts>(
  {
    version: integer,
    serial: described("Hexadecimal.", text),
    subject: text,
    subjectCommonName: text,
    issuer: text,
    issuerCommonName: text,
    notBefore: text,
    notBeforeMs: amount,
    notAfter: text,
    notAfterMs: amount,
    isSelfIssued: described("Issuer and subject are the same; the signature was not verified.", flag),
    keyAlgorithm: text,
    keyBits: integer,
    curve: text,
    signatureAlgorithm: text,
    signatureHash: text,
    subjectAltNames: objectOf<keyof SubjectAltNames>({
      dns: names,
      ip: names,
      uri: names,
      email: names,
      upn: names,
      other: names,
    }),
    keyUsage: names,
    extendedKeyUsage: listOf(objectOf<keyof KeyPurpose>({ oid: text, name: text }, ["name"])),
    ca: flag,
    subjectKeyId: text,
    authorityKeyId: text,
    ocspUrls: names,
    issuerUrls: names,
    crlUrls: names,
    templateName: text,
    templateOid: text,
    unreadableExtensions: names,
  },
  [
    "subjectCommonName",
    "issuerCommonName",
    "keyBits",
    "curve",
    "signatureHash",
    "keyUsage",
    "extendedKeyUsage",
    "ca",
    "subjectKeyId",
    "authorityKeyId",
    "ocspUrls",
    "issuerUrls",
    "crlUrls",
    "templateName",
    "templateOid",
    "unreadableExtensions",
  ],
);

type LintKind = CertificateLint["kind"];
type LintFields<Kind extends LintKind> = Exclude<keyof Extract<CertificateLint, { readonly kind: Kind }>, "kind">;

const LINTS: { readonly [Kind in LintKind]: Readonly<Record<LintFields<Kind>, JsonSchema>> } = {
  expired: { days: integer },
  "not-yet-valid": { days: integer },
  "expires-soon": { daysLeft: integer },
  "weak-key": { keyAlgorithm: text, keyBits: integer },
  "weak-signature": { signatureAlgorithm: text },
  "no-server-auth-eku": { purposes: names },
  "name-mismatch": { name: text },
  "no-san": {},
  "self-issued": {},
  "unusual-key-type": { keyAlgorithm: text },
  "lifetime-long": { days: integer },
  "windows-self-signed": { commonName: text },
};

/** One remark on a certificate. */
export const certificateLintSchema: JsonSchema = {
  oneOf: Object.entries(LINTS).map(([kind, fields]) =>
    objectOf<string>({ kind: { type: "string", const: kind }, ...fields }),
  ),
};
