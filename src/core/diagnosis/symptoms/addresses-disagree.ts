import type { AddressAttempt } from "../../evidence/index.ts";
import type { Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";

/** The name has several addresses, and clients that are given different ones have different luck. */
export const addressesDisagree: Symptom = (reader) => [...deadAddress(reader), ...differentCertificates(reader)];

function deadAddress(reader: EvidenceReader): readonly Group[] {
  const attempts = reader.value("tcp.attempts") ?? [];
  const dead = attempts.filter(isDead);
  const living = attempts.filter((attempt) => attempt.outcome === "connected");
  if (dead.length === 0 || living.length === 0) return [];
  const refused = dead.every((attempt) => attempt.outcome === "refused");
  return [
    {
      group: "one-address-dead",
      stage: "tcp",
      effect: "hinders",
      certainty: 0.9,
      because: [...reader.supportsWith("tcp.attempts", [...dead, ...living]), ...reader.supports("dns.addresses")],
      candidates: [
        { id: "dns-name-or-address-wrong", variant: "one-address-dead", weight: 70 },
        refused ? { id: "rdp-listener-not-listening", weight: 12 } : { id: "host-down-or-asleep", weight: 12 },
        ...(refused ? [] : [{ id: "firewall-drop", weight: 10 } as const]),
        { id: "broker-or-balancer-redirect", variant: "dead-backend", weight: 8 },
      ],
    },
  ];
}

/**
 * This machine having no route or no address of that family says nothing about the host, and "localhost" having an IPv6
 * address on which nothing listens says nothing about anybody's DNS.
 */
function isDead(attempt: AddressAttempt): boolean {
  if (attempt.outcome === "connected" || attempt.outcome === "not-tried" || attempt.address === "::1") return false;
  return !(attempt.errno === "ENETUNREACH" || attempt.errno === "EADDRNOTAVAIL" || attempt.errno === "EAFNOSUPPORT");
}

function differentCertificates(reader: EvidenceReader): readonly Group[] {
  const attempts = reader.value("tcp.attempts") ?? [];
  const shown = attempts.filter((attempt) => attempt.certificateSha256 !== undefined);
  if (new Set(shown.map((attempt) => attempt.certificateSha256)).size < 2) return [];
  return [
    {
      group: "addresses-show-different-certificates",
      stage: "tls",
      effect: "hinders",
      certainty: 0.8,
      because: reader.supportsWith("tcp.attempts", shown),
      candidates: [
        { id: "broker-or-balancer-redirect", weight: 60 },
        { id: "dns-name-or-address-wrong", variant: "points-to-other-host", weight: 40 },
      ],
    },
  ];
}
