import type { GatewayFacts } from "../../evidence/index.ts";
import type { Candidate, Symptom } from "../candidate.ts";

/** The RD Gateway that users go through, where the operator named one. */
export const gateway: Symptom = (reader) => {
  const seen = reader.value("session.gateway");
  if (seen === undefined) return [];
  const because = reader.supports("session.gateway");
  const broken = explain(seen);
  if (broken.length > 0) {
    return [{ group: "gateway", stage: "tcp", effect: "blocks", certainty: 0.88, because, candidates: broken }];
  }
  if (!hasBadCertificate(seen)) return [];
  return [
    {
      group: "gateway-certificate",
      stage: "tls",
      effect: "hinders",
      certainty: 0.9,
      because,
      candidates: [{ id: "rd-gateway-unreachable-or-cert", variant: "certificate", weight: 1 }],
    },
  ];
};

function explain(seen: GatewayFacts): readonly Candidate[] {
  switch (seen.outcome) {
    case "gateway":
      return [];
    case "forbidden":
      return REFUSED_BY_GATEWAY;
    case "unavailable":
      return UNAVAILABLE;
    case "not-a-gateway":
      return [{ id: "rd-gateway-unreachable-or-cert", variant: "not-a-gateway", weight: 1 }];
    case "unreachable":
    case "proxy":
      return [{ id: "rd-gateway-unreachable-or-cert", weight: 1 }];
  }
}

/** Remarks at which a client warns or refuses before it asks for a password. */
const BAD_CERTIFICATE = new Set([
  "expired",
  "not-yet-valid",
  "name-mismatch",
  "no-server-auth-eku",
  "unusual-key-type",
]);

function hasBadCertificate(seen: GatewayFacts): boolean {
  return (seen.certificateLint ?? []).some((remark) => BAD_CERTIFICATE.has(remark.kind));
}

/** 5xx comes from a stopped application pool as well as from a gateway at its limit. */
const UNAVAILABLE: readonly Candidate[] = [
  { id: "rd-gateway-unreachable-or-cert", variant: "service-unavailable", weight: 70 },
  { id: "rd-gateway-denied-or-limit", weight: 30 },
];

const REFUSED_BY_GATEWAY: readonly Candidate[] = [
  { id: "rd-gateway-denied-or-limit", weight: 60 },
  { id: "rd-gateway-unreachable-or-cert", weight: 40 },
];
