import { audit, type AuditResult } from "../../../core/audit/index.ts";
import { buildReport } from "../../../core/contract/index.ts";
import { diagnose } from "../../../core/diagnosis/index.ts";
import type { Evidence } from "../../../core/evidence/index.ts";
import { checkRowOf, hinderedBy, isSuccess, type WatchedFacts } from "../../../core/fleet/index.ts";
import { watchedFacts } from "../../../core/history/index.ts";
import { isFull } from "./check-options-of.ts";
import type { ProbeOutcome, ProbeTask } from "./probe-task.ts";

/** What is kept of a check: its row, what was learned, and the conversation where that says something new. */
export function outcomeOf(task: ProbeTask, evidence: Evidence, transcript: () => string): ProbeOutcome {
  const diagnosis = diagnose(evidence);
  const row = checkRowOf({
    evidence,
    diagnosis,
    tenant: task.target.tenant,
    target: task.target.id,
    vantage: task.vantage,
    slotMs: task.slotMs,
    kind: task.kind,
    atMs: evidence.startedAtMs,
    excluded: task.excluded,
  });
  const isShown = !isSuccess(row) || task.kind === "asked";
  const isNewlyHindered = row.verdict === "degraded" && hinderedBy(row) !== task.hinderedBy;
  // A grade of the short check would be another one than that of the full set.
  const grade = isFull(task.kind) ? audit(evidence) : null;
  const facts = watchedFacts(evidence);
  return {
    row,
    facts: grade === null || grade.grade === "not-graded" ? facts : { ...facts, ...auditFacts(grade) },
    transcript: isShown || isNewlyHindered ? transcript() : null,
    report: isShown || grade !== null ? buildReport(evidence, diagnosis, grade ?? audit(evidence)) : null,
  };
}

function auditFacts({ grade, controls }: AuditResult): WatchedFacts {
  const idsOf = (outcome: AuditResult["controls"][number]["outcome"]): string =>
    controls
      .filter((control) => control.outcome === outcome)
      .map(({ id }) => id)
      .join(" ");
  return { auditGrade: grade, controlsNotMet: idsOf("not-met"), controlsNotTested: idsOf("not-tested") };
}
