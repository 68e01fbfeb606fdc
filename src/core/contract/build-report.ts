import type { AuditResult } from "../audit/index.ts";
import type { Finding, Verdict } from "../diagnosis/index.ts";
import type { Evidence, FactTable, FactValues, StageEvidence } from "../evidence/index.ts";
import { isoTime } from "./calendar.ts";
import type { CheckReport, StageReport } from "./report.ts";

export interface Diagnosis {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/** Puts together what `rdpulse check --json` prints: what was seen, what follows from it, and the grade, each apart. */
export function buildReport(evidence: Evidence, diagnosis: Diagnosis, audit: AuditResult): CheckReport {
  const { input, host, port } = evidence.target;
  return {
    schema: "rdpulse.check/1",
    target: { input, host, port, address: evidence.facts["tcp.address"]?.value ?? null },
    startedAt: isoTime(evidence.startedAtMs),
    durationMs: tenths(evidence.durationMs),
    verdict: diagnosis.verdict,
    stages: evidence.stages.map((stage) => stageReport(stage, evidence.facts)),
    causes: diagnosis.findings,
    audit,
    facts: factsOf("session", evidence.facts),
    questions: evidence.questions,
    footprint: evidence.footprint,
  };
}

function stageReport(stage: StageEvidence, facts: FactTable): StageReport {
  return {
    name: stage.name,
    outcome: stage.outcome,
    startMs: stage.startMs === undefined ? null : tenths(stage.startMs),
    durationMs: stage.durationMs === undefined ? null : tenths(stage.durationMs),
    ...(stage.reason === undefined ? {} : { reason: stage.reason }),
    facts: factsOf(stage.name, facts),
    ...(stage.fault === undefined ? {} : { fault: stage.fault }),
  };
}

/** The facts whose name begins with `prefix` and a dot, without the lines in which they were learned. */
function factsOf(prefix: string, facts: FactTable): Partial<FactValues> {
  const values: Partial<FactValues> = {};
  for (const [name, fact] of Object.entries(facts)) {
    if (name.startsWith(`${prefix}.`)) Object.assign(values, { [name]: fact.value });
  }
  return values;
}

/** Timers tell no more than a tenth of a millisecond about a network. */
function tenths(durationMs: number): number {
  return Math.round(durationMs * 10) / 10;
}
