import type { Finding, HostEvidence, JointDiagnosis, ProbeView } from "../diagnosis/index.ts";
import type { CauseId } from "../knowledge/index.ts";
import type { ClientCode, Incident, IncidentCause, IncidentEnd, MetricSwing, Symptom } from "./incident.ts";
import { leadsTo } from "./leads-to.ts";
import { problemTree } from "./problem-tree.ts";
import {
  attackSymptoms,
  byEffect,
  causeTitle,
  codeSymptom,
  eventSymptoms,
  probeSymptoms,
  swingSymptom,
} from "./symptoms.ts";

/** All that is known of one host at once. */
export interface IncidentInput {
  readonly evidence: HostEvidence;
  /** Findings as of the moment that is explained: joint ones where there was a probe. */
  readonly findings: readonly Finding[];
  readonly probe?: ProbeView;
  readonly joint?: JointDiagnosis;
  readonly codes?: readonly ClientCode[];
  readonly swings?: readonly MetricSwing[];
}

/** Symptoms of one cause this far apart are of one fault; what one fault brings about follows sooner. */
const SAME_CAUSE_MS = 6 * 3_600_000;
const FOLLOWS_MS = 2 * 3_600_000;
const ONGOING_MS = 3_600_000;
/** Symptoms looked at; the newest count. */
const MOST_SYMPTOMS = 600;
/** A cause with less than this share of a symptom does not link it to others. */
const LINK_SHARE = 0.15;
const CERTAINTY = 0.9;
const STEPS = 1000;

/**
 * Puts symptoms of one fault together: those near in time that share a likely cause, or of which one brings the other about.
 * An attack alone is no incident here (it is a detection); it becomes part of one where it explains a fault. Newest first.
 */
export function assembleIncidents(input: IncidentInput): readonly Incident[] {
  const { evidence, probe, findings } = input;
  const symptoms = [
    ...eventSymptoms(evidence),
    ...(probe === undefined ? [] : probeSymptoms(probe, findings, evidence.host)),
    ...(input.codes ?? []).map(codeSymptom),
    ...(input.swings ?? []).map(swingSymptom),
    ...attackSymptoms(evidence),
  ]
    .toSorted((one, other) => one.firstMs - other.firstMs)
    .slice(-MOST_SYMPTOMS);
  return clustersOf(symptoms)
    .filter((cluster) => cluster.some(({ effect }) => effect !== "weakens"))
    .map((cluster) => incidentOf(cluster, input))
    .toSorted((one, other) => other.beginMs - one.beginMs);
}

function clustersOf(symptoms: readonly Symptom[]): readonly (readonly Symptom[])[] {
  const parents = symptoms.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] ?? root;
    return root;
  };
  for (const [index, symptom] of symptoms.entries()) {
    for (let before = 0; before < index; before++) {
      const other = symptoms[before];
      if (other !== undefined && isLinked(other, symptom)) parents[rootOf(index)] = rootOf(before);
    }
  }
  const clusters = new Map<number, Symptom[]>();
  for (const [index, symptom] of symptoms.entries()) {
    const root = rootOf(index);
    const cluster = clusters.get(root);
    if (cluster === undefined) clusters.set(root, [symptom]);
    else cluster.push(symptom);
  }
  return [...clusters.values()];
}

/** `one` began first. */
function isLinked(one: Symptom, other: Symptom): boolean {
  const pauseMs = Math.max(0, other.firstMs - one.lastMs);
  if (pauseMs > SAME_CAUSE_MS) return false;
  const causesOfOne = likely(one);
  const causesOfOther = likely(other);
  if (causesOfOne.some((id) => causesOfOther.includes(id))) return true;
  if (pauseMs > FOLLOWS_MS) return false;
  return causesOfOne.some((from) => causesOfOther.some((to) => leadsTo(from, to) || leadsTo(to, from)));
}

function likely({ causes }: Symptom): readonly CauseId[] {
  return causes.filter(([, share]) => share >= LINK_SHARE).map(([id]) => id);
}

function incidentOf(symptoms: readonly Symptom[], input: IncidentInput): Incident {
  const { evidence, findings } = input;
  const [first] = symptoms;
  const lastMs = Math.max(...symptoms.map((symptom) => symptom.lastMs));
  const worst = symptoms.toSorted((one, other) => byEffect(one.effect, other.effect))[0];
  const end = endOf(lastMs, evidence);
  const causes = causesOf(symptoms, findings, end, input);
  const beginMs = first?.firstMs ?? 0;
  const beginAt = first?.at[0] ?? "";
  const [best] = causes;
  const title = best === undefined ? { en: "Fault of unknown cause", zh: "原因未知的故障" } : causeTitle(best.id);
  const effect = worst?.effect ?? "hinders";
  const stage = worst?.stage ?? "tcp";
  return {
    id: `${evidence.host}/${beginAt}`,
    host: evidence.host,
    effect,
    stage,
    title,
    beginMs,
    beginAt,
    end,
    symptoms,
    causes,
    tree: problemTree({ symptoms, causes, effect, title, evidence }),
  };
}

/** The first remote logon after the last sign. */
function endOf(lastMs: number, evidence: HostEvidence): IncidentEnd {
  let back: { timeMs: number; at: string } | undefined;
  for (const tally of evidence.events?.tallies() ?? []) {
    if (tally.detail !== "remote") continue;
    if (tally.latest.kind !== "session-logon" && tally.latest.kind !== "session-reconnected") continue;
    for (const { firstMs, lastMs: untilMs, samples } of tally.episodes) {
      const timeMs = firstMs > lastMs ? firstMs : untilMs;
      const at = firstMs > lastMs ? samples[0] : samples.at(-1);
      if (timeMs <= lastMs || at === undefined) continue;
      if (back === undefined || timeMs < back.timeMs) back = { timeMs, at };
    }
  }
  if (back !== undefined) return { kind: "recovered", ...back };
  return evidence.referenceMs - lastMs <= ONGOING_MS ? { kind: "ongoing", lastMs } : { kind: "last-seen", lastMs };
}

function causesOf(
  symptoms: readonly Symptom[],
  findings: readonly Finding[],
  end: IncidentEnd,
  { evidence }: IncidentInput,
): readonly IncidentCause[] {
  const weights = new Map<CauseId, number>();
  for (const { causes } of symptoms) {
    for (const [id, share] of causes) weights.set(id, (weights.get(id) ?? 0) + share);
  }
  // What brings another of them about explains more than that one.
  for (const [id, weight] of weights) {
    const follows = [...weights.keys()].filter((other) => leadsTo(id, other));
    if (follows.length > 0) weights.set(id, weight * 1.5);
  }
  const isNow = evidence.referenceMs - (end.kind === "recovered" ? end.timeMs : end.lastMs) <= ONGOING_MS;
  const current = isNow ? findings : [];
  // A finding of this moment has weighed settings and the other side's evidence too.
  for (const { id, confidence } of current) {
    const weight = weights.get(id);
    if (weight !== undefined) weights.set(id, weight * (0.2 + 2 * confidence));
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return [];
  return [...weights]
    .map(([id, weight]) => ({
      id,
      confidence: Math.floor((CERTAINTY * weight * STEPS) / total) / STEPS,
      because: current.filter((finding) => finding.id === id).flatMap(({ because }) => because),
    }))
    .toSorted((one, other) => other.confidence - one.confidence);
}
