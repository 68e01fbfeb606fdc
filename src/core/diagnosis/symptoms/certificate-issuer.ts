import type { Candidate, Symptom } from "../candidate.ts";
import { citeRemarks, hasRemark } from "./certificate-remarks.ts";

/** Errors of a chain that other symptoms explain already: dates, names, strength and purpose. */
const NOT_THE_ISSUER = /EXPIRED|NOT_YET_VALID|ALTNAME|HOSTNAME|MISMATCH|TOO_SMALL|TOO_WEAK|PURPOSE/u;

/**
 * Nobody whom this machine trusts signed the certificate. That is posture: the users' machines may trust others. Only when
 * the operator named the roots that must be trusted is it a finding about the host.
 */
export const certificateIssuer: Symptom = (reader) => {
  const trustError = reader.value("tls.trustError");
  if (trustError === undefined || trustError === null || NOT_THE_ISSUER.test(trustError)) return [];
  const asked = reader.value("tls.trustAsked") === true;
  const fellBack = asked && (hasRemark(reader, "windows-self-signed") || hasRemark(reader, "self-issued"));
  return [
    {
      group: "certificate-issuer",
      stage: "tls",
      effect: asked ? "hinders" : "weakens",
      certainty: asked ? 0.93 : 0.8,
      because: [
        ...reader.supports("tls.trustError"),
        ...(asked ? reader.supports("tls.trustAsked") : []),
        ...citeRemarks(reader, "self-issued", "windows-self-signed"),
      ],
      candidates: fellBack ? FELL_BACK : [{ id: "rdp-cert-untrusted-by-client", weight: 1 }],
      afterAll: !asked,
    },
  ];
};

/**
 * A certificate of the CA is demanded, and the host shows one that it made for itself: nobody bound the right one, or it
 * was bound and cannot be used. Windows falls back to its own in both cases without a word on the wire.
 */
const FELL_BACK: readonly Candidate[] = [
  { id: "rdp-cert-untrusted-by-client", weight: 55 },
  { id: "rdp-cert-thumbprint-mismatch", weight: 24 },
  { id: "rdp-cert-private-key-access", weight: 21 },
];
