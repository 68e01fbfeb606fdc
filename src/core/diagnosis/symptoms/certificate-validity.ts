import type { Candidate, Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { citeLeaf, citeRemarks, hasRemark } from "./certificate-remarks.ts";
import type { LintKind } from "./certificate-remarks.ts";
import { isBornInSkew } from "./clock.ts";

/** The dates of the certificate against our clock. Many clients only warn, so none of this blocks. */
export const certificateValidity: Symptom = (reader) => {
  if (hasRemark(reader, "expired")) return [group(reader, "expired", [{ id: "rdp-cert-expired", weight: 1 }])];
  if (hasRemark(reader, "not-yet-valid")) return [notYetValid(reader)];
  if (hasRemark(reader, "expires-soon")) {
    return [group(reader, "expires-soon", [{ id: "rdp-cert-expired", variant: "expires-soon", weight: 1 }])];
  }
  return [];
};

/** Without the host's own time a certificate from the future and a clock in the past look the same. */
function notYetValid(reader: EvidenceReader): Group {
  const clockUnknown = reader.value("credssp.clockSkewMs") === undefined;
  const candidates: readonly Candidate[] = [
    {
      id: "rdp-cert-expired",
      variant: "not-yet-valid",
      weight: clockUnknown ? 82 : 100,
      because: isBornInSkew(reader) ? reader.supports("credssp.clockSkewMs") : [],
    },
    ...(clockUnknown ? [{ id: "clock-skew", weight: 18 } as const] : []),
  ];
  return group(reader, "not-yet-valid", candidates);
}

function group(reader: EvidenceReader, remark: LintKind, candidates: readonly Candidate[]): Group {
  // Windows renews the certificate that it made for itself when it has ended; nobody needs to act before.
  const renewsItself = remark === "expires-soon" && hasRemark(reader, "windows-self-signed");
  return {
    group: "certificate-validity",
    stage: "tls",
    effect: renewsItself ? "weakens" : "hinders",
    certainty: 0.97,
    because: [...citeRemarks(reader, remark), ...citeLeaf(reader)],
    candidates,
  };
}
