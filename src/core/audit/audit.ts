import { EvidenceReader } from "../diagnosis/index.ts";
import type { Evidence } from "../evidence/index.ts";
import { AUDIT_CONTROLS } from "./controls/registry.ts";
import { gradeOf } from "./grade.ts";
import type { Grade, Judged } from "./grade.ts";

export interface AuditResult {
  readonly grade: Grade;
  readonly controls: readonly Judged[];
}

/** How hardened the host looks from outside: each control met, not met or not tested, and a grade (see `gradeOf`). Pure. */
export function audit(evidence: Evidence): AuditResult {
  const reader = new EvidenceReader(evidence);
  const controls = Object.values(AUDIT_CONTROLS).map((control) => ({
    id: control.id,
    severity: control.severity,
    ...control.judge(reader),
  }));
  return { grade: gradeOf(controls), controls };
}
