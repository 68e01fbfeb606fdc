import type { Symptom } from "../candidate.ts";
import { faultStageOf } from "./stage-faults.ts";

/**
 * CredSSP ends at another key than TLS ([MS-CSSP] 3.1.5): somebody opens the connection in between. Weighed apart: a
 * host that shows one certificate and uses the key of another would be a broken host, and none was ever seen.
 */
export const serverKeyMismatch: Symptom = (reader) => {
  const stage = faultStageOf(reader, "server-key-mismatch");
  if (stage === undefined && reader.value("credssp.serverKey") !== "different") return [];
  return [
    {
      group: "server-key-mismatch",
      stage: stage ?? "credssp",
      effect: "blocks",
      certainty: 0.93,
      because: [
        ...(stage === undefined ? [] : reader.faultOf(stage)),
        ...reader.supports("credssp.serverKey", "tls.certificateSha256", "tls.chain"),
      ],
      candidates: [
        { id: "third-party-security-hook", variant: "interception", weight: 93 },
        { id: "rdp-cert-thumbprint-mismatch", weight: 7 },
      ],
    },
  ];
};
