import type { Candidate } from "../candidate.ts";

/** What made our own TLS library give up, read from its reason. The library's words are stable since OpenSSL 1.1. */
export function explainLocalTlsFailure(reason: string): readonly Candidate[] {
  const words = reason.toLowerCase().replaceAll("_", " ");
  return REASONS.find(([pattern]) => pattern.test(words))?.[1] ?? OTHER;
}

const NOT_TLS: readonly Candidate[] = [
  { id: "protocol-stream-error", weight: 55 },
  { id: "third-party-security-hook", weight: 30 },
  { id: "tls-no-common-version", weight: 15 },
];

const NO_VERSION: readonly Candidate[] = [{ id: "tls-no-common-version", weight: 1 }];

const NO_CIPHER: readonly Candidate[] = [{ id: "tls-no-common-cipher", weight: 1 }];

/** The library refuses the certificate or key for its strength or kind before anybody judges trust. */
const UNFIT_CERTIFICATE: readonly Candidate[] = [
  { id: "rdp-cert-wrong-eku-or-name", weight: 80 },
  { id: "tls-no-common-cipher", weight: 20 },
];

const OTHER: readonly Candidate[] = [
  { id: "third-party-security-hook", weight: 38 },
  { id: "protocol-stream-error", weight: 34 },
  { id: "machinekeys-permissions", weight: 28 },
];

/** First match counts: "wrong version number" is what OpenSSL says of bytes that are no TLS record at all. */
const REASONS: readonly (readonly [RegExp, readonly Candidate[]])[] = [
  [/wrong version number|packet length too long|http request|bad record type|invalid record/u, NOT_TLS],
  [/unsupported protocol|protocol version|no protocols available|inappropriate fallback|version too low/u, NO_VERSION],
  [/no shared cipher|no ciphers|wrong cipher|unknown cipher|insufficient security|handshake failure/u, NO_CIPHER],
  [/key too small|md too weak|too weak|unsupported certificate|unknown certificate type/u, UNFIT_CERTIFICATE],
  [
    /wrong signature type|unsupported signature|no suitable signature|wrong certificate type|bad ecpoint/u,
    UNFIT_CERTIFICATE,
  ],
];
