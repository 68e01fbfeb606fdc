import type { WithheldReason } from "../../evidence/index.ts";
import type { Candidate, Symptom } from "../candidate.ts";
import { faultStageOf } from "./stage-faults.ts";

/** We did not send the password, because where it would have gone was not safe. */
export const credentialWithheld: Symptom = (reader) => {
  const stage = faultStageOf(reader, "credential-withheld");
  const fault = stage === undefined ? undefined : reader.fault(stage);
  if (stage === undefined || fault?.kind !== "credential-withheld") return [];
  return [
    {
      group: "credential-withheld",
      stage,
      effect: "blocks",
      certainty: fault.why === "clear-text" ? 0.95 : 0.85,
      because: [
        ...reader.faultOf(stage),
        ...reader.supports(
          "session.clearText",
          "x224.selectedProtocol",
          "mcs.encryptionMethod",
          "tls.certificateSha256",
          "tls.chain",
          "credssp.mechanisms",
        ),
      ],
      candidates: CANDIDATES[fault.why],
    },
  ];
};

const CANDIDATES: Readonly<Record<WithheldReason, readonly Candidate[]>> = {
  "clear-text": [{ id: "security-layer-mismatch", variant: "clear-text", weight: 1 }],
  "changed-key": [
    { id: "rdp-cert-untrusted-by-client", variant: "key-changed", weight: 55 },
    { id: "third-party-security-hook", variant: "interception", weight: 25 },
    { id: "dns-name-or-address-wrong", variant: "points-to-other-host", weight: 20 },
  ],
  "ntlm-downgrade": [
    { id: "third-party-security-hook", variant: "interception", weight: 55 },
    { id: "channel-binding-ntlmv1", weight: 45 },
  ],
  "kerberos-only": [{ id: "kerberos-spn-or-ntlm-blocked", weight: 1 }],
};
