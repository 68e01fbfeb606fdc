import type { Because } from "../finding.ts";
import type { Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";

/** Kerberos' default tolerance between two clocks. */
const KERBEROS_LIMIT_MS = 300_000;
/** Below this nothing breaks and nobody needs to hear of it. */
const WORTH_SAYING_MS = 60_000;

/** The clock of the host, read from its NTLM challenge, differs from ours. Which of the two is wrong is not visible. */
export const clock: Symptom = (reader) => {
  const least = leastSkewMs(reader);
  if (least === undefined || least <= WORTH_SAYING_MS) return [];
  return [least > KERBEROS_LIMIT_MS ? group(reader, "hinders", 0.93) : group(reader, "weakens", 0.7)];
};

/** How far apart the clocks are at least: the skew without its uncertainty. */
function leastSkewMs(reader: EvidenceReader): number | undefined {
  const skewMs = reader.value("credssp.clockSkewMs");
  return skewMs === undefined ? undefined : Math.max(0, Math.abs(skewMs) - (reader.value("credssp.clockGrainMs") ?? 0));
}

function group(reader: EvidenceReader, effect: Group["effect"], certainty: number): Group {
  return {
    group: "clock-skew",
    stage: "credssp",
    effect,
    certainty,
    because: [...reader.supports("credssp.clockSkewMs", "credssp.clockGrainMs"), ...certificateAgrees(reader)],
    candidates: [{ id: "clock-skew", ...(effect === "hinders" ? { variant: "kerberos-limit" } : {}), weight: 1 }],
  };
}

const DAY_MS = 86_400_000;

/** A certificate that begins in our future by no more than the clocks differ was made by that very clock. */
export function isBornInSkew(reader: EvidenceReader): boolean {
  const [leaf] = reader.value("tls.chain") ?? [];
  const least = leastSkewMs(reader);
  if (leaf === undefined || least === undefined || least <= WORTH_SAYING_MS) return false;
  const aheadMs = leaf.notBeforeMs - reader.evidence.startedAtMs;
  return aheadMs > 0 && aheadMs <= Math.abs(reader.value("credssp.clockSkewMs") ?? 0) + DAY_MS;
}

function certificateAgrees(reader: EvidenceReader): readonly Because[] {
  const remarks = (reader.value("tls.certificateLint") ?? []).filter((remark) => remark.kind === "not-yet-valid");
  return remarks.length > 0 && isBornInSkew(reader) ? reader.supportsWith("tls.certificateLint", remarks) : [];
}
