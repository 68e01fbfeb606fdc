import type { AuditResult } from "../audit/index.ts";
import type { Finding, Verdict } from "../diagnosis/index.ts";
import type { Evidence, FactTable, FactValues, StageEvidence } from "../evidence/index.ts";
import { isoTime } from "./calendar.ts";
import { describeBuild } from "../knowledge/index.ts";
import type { CheckReport, OsBuildReport, StageReport } from "./report.ts";

export interface Diagnosis {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/** Puts together what `rdpulse check --json` prints: what was seen, what follows from it, and the grade, each apart. */
export function buildReport(evidence: Evidence, diagnosis: Diagnosis, audit: AuditResult): CheckReport {
  const { input, host, port } = evidence.target;
  const facts = factsByPrefix(evidence.facts);
  return {
    schema: "rdpulse.check/1",
    target: { input, host, port, address: evidence.facts["tcp.address"]?.value ?? null },
    startedAt: isoTime(evidence.startedAtMs),
    durationMs: tenths(evidence.durationMs),
    verdict: diagnosis.verdict,
    stages: evidence.stages.map((stage) => stageReport(stage, facts.get(stage.name) ?? {})),
    causes: diagnosis.findings,
    audit,
    facts: facts.get("session") ?? {},
    osBuild: osBuildOf(evidence.facts),
    questions: evidence.questions,
    footprint: evidence.footprint,
  };
}

function osBuildOf(facts: FactTable): OsBuildReport | null {
  const seen = facts["credssp.osVersion"]?.value;
  if (seen === undefined) return null;
  const { version, releases, kind, mayBeFixedValue, notes } = describeBuild(seen.major, seen.minor, seen.build);
  const names = [...new Set(releases.map(({ release }) => release))];
  return { version, releases: names, kind, mayBeFixedValue, notes };
}

export function stageReport(stage: StageEvidence, facts: Partial<FactValues>): StageReport {
  return {
    name: stage.name,
    outcome: stage.outcome,
    startMs: stage.startMs === undefined ? null : tenths(stage.startMs),
    durationMs: stage.durationMs === undefined ? null : tenths(stage.durationMs),
    ...(stage.reason === undefined ? {} : { reason: stage.reason }),
    facts,
    ...(stage.fault === undefined ? {} : { fault: stage.fault }),
  };
}

/** Facts by what stands before the dot of their names, without the lines in which they were learned. */
export function factsByPrefix(facts: FactTable): ReadonlyMap<string, Partial<FactValues>> {
  const byPrefix = new Map<string, Partial<FactValues>>();
  for (const [name, fact] of Object.entries(facts)) {
    const prefix = name.slice(0, name.indexOf("."));
    const values = byPrefix.get(prefix) ?? {};
    Object.assign(values, { [name]: fact.value });
    byPrefix.set(prefix, values);
  }
  return byPrefix;
}

/** Timers tell no more than a tenth of a millisecond about a network. */
export function tenths(durationMs: number): number {
  return Math.round(durationMs * 10) / 10;
}
