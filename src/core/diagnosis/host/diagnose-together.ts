import type { Because, Finding } from "../finding.ts";
import { type Contradiction, contradictionsOf, type UntestedContradiction } from "./contradictions.ts";
import { type Denial, denialsOf } from "./denials.ts";
import { diagnoseHost } from "./diagnose-host.ts";
import type { HostEvidence } from "./host-evidence.ts";
import { HostReader } from "./host-reader.ts";
import type { ProbeView } from "./probe-view.ts";

/** What came of holding a probe and a host's own story against each other. */
export interface JointDiagnosis {
  /** Groups of the probe with the host's evidence weighed in, then what only the host tells. */
  readonly findings: readonly Finding[];
  /** Groups of the probe that the host's evidence decided, or moved. */
  readonly separated: readonly Separation[];
  readonly contradictions: readonly Contradiction[];
  readonly untested: readonly UntestedContradiction[];
}

/** How the order of one group of alternatives changed. */
export interface Separation {
  readonly group: string;
  readonly before: readonly { readonly id: string; readonly confidence: number }[];
  readonly after: readonly { readonly id: string; readonly confidence: number }[];
  /** One cause is now far before the others. */
  readonly isDecided: boolean;
}

/** How much likelier the host's evidence makes a cause at most: what a host says of itself can be wrong too. */
const STRONGEST = 30;
const DECIDED_CONFIDENCE = 0.7;
const DECIDED_LEAD = 3;
const STEPS = 1000;

/**
 * Weighs what a host tells into the alternatives that a probe left. Each cause's confidence is multiplied by how much likelier,
 * or less likely, the host's evidence makes it; what is left over stays with "none of these", so confidences of a group
 * never pass 1. Both sides' evidence is cited.
 */
export function diagnoseTogether(probe: ProbeView, evidence: HostEvidence): JointDiagnosis {
  const reader = new HostReader(evidence);
  const ofHost = diagnoseHost(evidence);
  const denials = denialsOf(reader);
  const groups = groupsOf(probe.findings);
  const joined = groups.map((group) => weigh(group, ofHost, denials));
  const taken = new Set(probe.findings.map(({ id }) => id));
  const added = ofHost.filter(({ id }) => !taken.has(id)).map((finding) => asSeenFromOutside(finding, probe));
  const findings = [...joined.flat(), ...added];
  const { contradictions, untested } = contradictionsOf(probe, reader);
  return {
    findings: inOrder(findings),
    separated: groups.flatMap((group, index) => separationOf(group, joined[index] ?? []) ?? []),
    contradictions,
    untested,
  };
}

/** What the host's word is worth where the probe came past that very stage. */
const REFUTED = 0.1;

/** A fault that keeps people out of a stage which the probe completed is past, comes and goes, or is of another machine. */
function asSeenFromOutside(finding: Finding, { stages, target }: ProbeView): Finding {
  const isOut = finding.effect === "blocks" || finding.id === "host-down-or-asleep";
  if (!isOut || stages[finding.stage] !== "ok") return finding;
  const because: Because = {
    side: "against",
    fact: "probe.stage-ok",
    value: { stage: finding.stage, target },
    at: "probe",
  };
  // A service that dies again and again answers in between.
  const comesAndGoes = finding.id === "termservice-crash-loop";
  return {
    ...finding,
    effect: comesAndGoes ? "hinders" : "weakens",
    confidence: comesAndGoes ? finding.confidence : Math.floor(finding.confidence * REFUTED * STEPS) / STEPS,
    because: [...finding.because, because],
  };
}

function groupsOf(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) groups.set(finding.group, [...(groups.get(finding.group) ?? []), finding]);
  return [...groups.values()];
}

function weigh(group: readonly Finding[], ofHost: readonly Finding[], denials: readonly Denial[]): readonly Finding[] {
  const known = group.reduce((sum, { confidence }) => sum + confidence, 0);
  const weighed = group.map((finding) => {
    const told = ofHost.filter(({ id }) => id === finding.id);
    const support = told.reduce((most, { confidence }) => Math.max(most, confidence), 0);
    const denied = support > 0 ? [] : denials.filter(({ id }) => id === finding.id);
    const factor = denied.reduce((product, denial) => product * denial.factor, 1 + (STRONGEST - 1) * support ** 2);
    const because = [
      ...finding.because,
      ...told.flatMap((one) => one.because),
      ...denied.map((denial) => denial.because),
    ];
    return { finding, weight: finding.confidence * factor, because: unique(because) };
  });
  // What none of the alternatives explains keeps its own weight.
  const total = weighed.reduce((sum, { weight }) => sum + weight, Math.max(0, 1 - known));
  if (total <= 0) return group;
  return weighed
    .map(({ finding, weight, because }) => ({
      ...finding,
      confidence: Math.floor((weight / total) * STEPS) / STEPS,
      because: because.toSorted((one, other) => Number(one.side === "against") - Number(other.side === "against")),
    }))
    .toSorted((one, other) => other.confidence - one.confidence);
}

function unique(because: readonly Because[]): readonly Because[] {
  const seen = new Set<string>();
  return because.filter(({ side, fact, at }) => {
    const key = `${side} ${fact} ${at}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function short({ id, confidence }: Finding): Separation["before"][number] {
  return { id, confidence };
}

function separationOf(before: readonly Finding[], after: readonly Finding[]): Separation | undefined {
  if (before.length < 2) return undefined;
  const isMoved = before.some(
    ({ id, confidence }) => Math.abs((after.find((one) => one.id === id)?.confidence ?? 0) - confidence) >= 0.05,
  );
  if (!isMoved) return undefined;
  const [first, second] = after;
  const isDecided =
    first !== undefined &&
    first.confidence >= DECIDED_CONFIDENCE &&
    first.confidence >= DECIDED_LEAD * (second?.confidence ?? 0);
  return { group: before[0]?.group ?? "", before: before.map(short), after: after.map(short), isDecided };
}

const EFFECTS = ["blocks", "hinders", "weakens"];

/** Groups of the probe keep their order; what the host adds stands after those of the same effect. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((one, other) => EFFECTS.indexOf(one.effect) - EFFECTS.indexOf(other.effect));
}
