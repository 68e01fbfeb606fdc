import type { Candidate, Symptom } from "../candidate.ts";

const PROTOCOL_HYBRID = 0x2;
const PROTOCOL_HYBRID_EX = 0x8;

/** RDP_NEG_FAILURE ([MS-RDPBCGR] 2.2.1.2.2): the server says in a code why it will not go on. */
export const negotiationFailure: Symptom = (reader) => {
  const fault = reader.fault("x224");
  if (fault?.kind !== "negotiation-failure") return [];
  const offeredCredssp = (fault.requestedProtocols & (PROTOCOL_HYBRID | PROTOCOL_HYBRID_EX)) !== 0;
  return [
    {
      group: "negotiation-failure",
      stage: "x224",
      effect: "blocks",
      certainty: 0.92,
      because: [...reader.faultOf("x224"), ...reader.supports("x224.accepted")],
      candidates: explain(fault.failureCode, offeredCredssp),
    },
  ];
};

function explain(failureCode: number, offeredCredssp: boolean): readonly Candidate[] {
  switch (failureCode) {
    case 1: // SSL_REQUIRED_BY_SERVER
      return [{ id: "security-layer-mismatch", weight: 1 }];
    case 4: // INCONSISTENT_FLAGS
      return [{ id: "security-layer-mismatch", variant: "inconsistent-flags", weight: 1 }];
    case 2: // SSL_NOT_ALLOWED_BY_SERVER
      return [{ id: "security-layer-mismatch", variant: "plain-rdp-only", weight: 1 }];
    case 3: // SSL_CERT_NOT_ON_SERVER
      return NO_CERTIFICATE;
    case 5: // HYBRID_REQUIRED_BY_SERVER
      return offeredCredssp ? HYBRID_REQUIRED_THOUGH_OFFERED : [{ id: "nla-required-client-unsupported", weight: 1 }];
    case 6: // SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER
      return [{ id: "nla-required-client-unsupported", variant: "client-certificate-demanded", weight: 1 }];
    default:
      return UNKNOWN_CODE;
  }
}

/** Only the host's own log tells why it has no usable certificate. */
const NO_CERTIFICATE: readonly Candidate[] = [
  { id: "rdp-selfsigned-not-recreated", weight: 34 },
  { id: "machinekeys-permissions", weight: 26 },
  { id: "rdp-cert-private-key-access", weight: 22 },
  { id: "rdp-cert-thumbprint-mismatch", weight: 18 },
];

const HYBRID_REQUIRED_THOUGH_OFFERED: readonly Candidate[] = [
  { id: "nla-required-client-unsupported", weight: 50 },
  { id: "protocol-stream-error", weight: 30 },
  { id: "third-party-security-hook", weight: 20 },
];

const UNKNOWN_CODE: readonly Candidate[] = [
  { id: "protocol-stream-error", weight: 65 },
  { id: "security-layer-mismatch", weight: 20 },
  { id: "port-conflict", variant: "other-service", weight: 15 },
];
