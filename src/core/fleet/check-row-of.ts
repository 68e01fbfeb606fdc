import type { Diagnosis, Finding } from "../diagnosis/index.ts";
import type { Evidence } from "../evidence/index.ts";
import { TIMED_STAGES, type CheckRow, type RowCause, type TimedStage } from "./check-row.ts";

/** What a check was asked for, beside what it saw. */
export interface CheckRowInput extends Pick<
  CheckRow,
  "tenant" | "target" | "vantage" | "slotMs" | "kind" | "atMs" | "excluded"
> {
  readonly evidence: Evidence;
  readonly diagnosis: Diagnosis;
}

/** The row that is stored of one check. The time of its set-up begins with the first stage that was tried. */
export function checkRowOf(input: CheckRowInput): CheckRow {
  const { evidence, diagnosis, tenant, target, vantage, slotMs, kind, atMs, excluded } = input;
  const timed = new Set<string>(TIMED_STAGES);
  const stagesUs: Partial<Record<TimedStage, number>> = {};
  let fromMs = Number.POSITIVE_INFINITY;
  let untilMs = 0;
  for (const { name, outcome, startMs, durationMs } of evidence.stages) {
    if (startMs === undefined || durationMs === undefined || !timed.has(name)) continue;
    fromMs = Math.min(fromMs, startMs);
    if (outcome !== "ok") continue;
    Object.assign(stagesUs, { [name]: microseconds(durationMs) });
    untilMs = Math.max(untilMs, startMs + durationMs);
  }
  return {
    tenant,
    target,
    vantage,
    slotMs,
    kind,
    atMs,
    verdict: diagnosis.verdict,
    failedStage: evidence.stages.find(({ outcome }) => outcome === "failed")?.name ?? null,
    causes: causesOf(diagnosis.findings),
    stagesUs,
    totalUs: untilMs === 0 ? 0 : microseconds(untilMs - fromMs),
    excluded,
  };
}

function microseconds(ms: number): number {
  return Math.max(0, Math.round(ms * 1000));
}

/** The likeliest of each group; findings come best first. */
function causesOf(findings: readonly Finding[]): readonly RowCause[] {
  const seen = new Set<string>();
  const causes: RowCause[] = [];
  for (const { id, variant, group, effect, confidence } of findings) {
    if (effect === "weakens" || seen.has(group)) continue;
    seen.add(group);
    causes.push({ id, effect, confidence, ...(variant === undefined ? {} : { variant }) });
  }
  return causes;
}
