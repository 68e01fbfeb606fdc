import { type CertificateFacts } from "./certificate.ts";
import { matchName } from "./match-name.ts";

const DAY_MS = 86_400_000;

/** Days before the end from which a certificate is said to expire soon. */
const EXPIRES_SOON_DAYS = 30;

/*
 * Apple's clients refuse server certificates of more than 825 days whoever issued them; shorter limits bind public issuers only, and
 * RDP certificates mostly come from private ones.
 */
const LIFETIME_LONG_DAYS = 825;
/* RFC 8446 and NIST SP 800-57: 112 bits of security. */
const RSA_BITS_MIN = 2048;
const EC_BITS_MIN = 224;
/* Windows gives its own RDP certificate six months. */
const WINDOWS_LIFETIME_DAYS = { min: 175, max: 190 } as const;
const SERVER_PURPOSES: readonly string[] = ["serverAuth", "remoteDesktopAuthentication", "anyExtendedKeyUsage"];

/** One thing that is remarkable about a certificate. Days are whole days, rounded down. */
export type CertificateLint =
  | { readonly kind: "expired"; readonly days: number }
  | { readonly kind: "not-yet-valid"; readonly days: number }
  | { readonly kind: "expires-soon"; readonly daysLeft: number }
  | { readonly kind: "weak-key"; readonly keyAlgorithm: string; readonly keyBits: number }
  | { readonly kind: "weak-signature"; readonly signatureAlgorithm: string }
  | { readonly kind: "no-server-auth-eku"; readonly purposes: readonly string[] }
  | { readonly kind: "name-mismatch"; readonly name: string }
  | { readonly kind: "no-san" }
  | { readonly kind: "self-issued" }
  | { readonly kind: "unusual-key-type"; readonly keyAlgorithm: string }
  | { readonly kind: "lifetime-long"; readonly days: number }
  | { readonly kind: "windows-self-signed"; readonly commonName: string };

/** `nowMs`: Unix time to judge validity at; `names`: names that users connect by, each of which the certificate must carry. */
interface LintCircumstances {
  readonly nowMs: number;
  readonly names: readonly string[];
}

const days = (ms: number): number => Math.floor(ms / DAY_MS);

function lintValidity(facts: CertificateFacts, nowMs: number): readonly CertificateLint[] {
  const found: CertificateLint[] = [];
  if (nowMs > facts.notAfterMs) found.push({ kind: "expired", days: days(nowMs - facts.notAfterMs) });
  else if (nowMs < facts.notBeforeMs) found.push({ kind: "not-yet-valid", days: days(facts.notBeforeMs - nowMs) });
  else if (days(facts.notAfterMs - nowMs) <= EXPIRES_SOON_DAYS) {
    found.push({ kind: "expires-soon", daysLeft: days(facts.notAfterMs - nowMs) });
  }
  const lifetime = days(facts.notAfterMs - facts.notBeforeMs);
  if (lifetime > LIFETIME_LONG_DAYS) found.push({ kind: "lifetime-long", days: lifetime });
  return found;
}

function lintStrength(facts: CertificateFacts): readonly CertificateLint[] {
  const found: CertificateLint[] = [];
  const { keyAlgorithm, keyBits, signatureHash, signatureAlgorithm } = facts;
  if (keyBits !== undefined) {
    const minimum = keyAlgorithm === "rsa" || keyAlgorithm === "dsa" ? RSA_BITS_MIN : EC_BITS_MIN;
    if (keyBits < minimum) found.push({ kind: "weak-key", keyAlgorithm, keyBits });
  }
  // Nobody relies on the signature of a certificate that is its own issuer.
  if (!facts.isSelfIssued && signatureHash !== undefined && /^(md\d|sha1)$/.test(signatureHash)) {
    found.push({ kind: "weak-signature", signatureAlgorithm });
  }
  // Schannel has no cipher suite for them, so mstsc and Windows servers cannot use such a certificate.
  if (keyAlgorithm !== "rsa" && keyAlgorithm !== "ec") found.push({ kind: "unusual-key-type", keyAlgorithm });
  return found;
}

/* The certificate that Windows makes for RDP by itself: "CN=host" alone, six months, encipherment only, for servers only. */
function windowsSelfSigned(facts: CertificateFacts): readonly CertificateLint[] {
  const lifetime = days(facts.notAfterMs - facts.notBeforeMs);
  const commonName = facts.subjectCommonName;
  const alike =
    facts.isSelfIssued &&
    commonName !== undefined &&
    !facts.subject.includes(", ") &&
    facts.keyUsage?.toString() === "keyEncipherment,dataEncipherment" &&
    facts.extendedKeyUsage?.map((purpose) => purpose.name).toString() === "serverAuth" &&
    lifetime >= WINDOWS_LIFETIME_DAYS.min &&
    lifetime <= WINDOWS_LIFETIME_DAYS.max;
  return alike ? [{ kind: "windows-self-signed", commonName }] : [];
}

function lintUse(facts: CertificateFacts, names: readonly string[]): readonly CertificateLint[] {
  const found: CertificateLint[] = [];
  const purposes = facts.extendedKeyUsage?.map((purpose) => purpose.name ?? purpose.oid);
  if (purposes && !purposes.some((purpose) => SERVER_PURPOSES.includes(purpose))) {
    found.push({ kind: "no-server-auth-eku", purposes });
  }
  for (const name of names) if (!matchName(name, facts).matches) found.push({ kind: "name-mismatch", name });
  const { dns, ip } = facts.subjectAltNames;
  if (dns.length === 0 && ip.length === 0) found.push({ kind: "no-san" });
  if (facts.isSelfIssued) found.push({ kind: "self-issued" });
  return found;
}

/** All that is remarkable about a server's certificate for RDP, in a fixed order; an empty list is a certificate without remarks. */
export function lintCertificate(facts: CertificateFacts, circumstances: LintCircumstances): readonly CertificateLint[] {
  return [
    ...lintValidity(facts, circumstances.nowMs),
    ...lintStrength(facts),
    ...lintUse(facts, circumstances.names),
    ...windowsSelfSigned(facts),
  ];
}
