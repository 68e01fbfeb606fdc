import type { Localized } from "../texts/index.ts";
import { type HealthInputs, type HealthMeasures, healthMeasures, type MissingWhy, ROLLED_UP } from "./health-inputs.ts";
import {
  DEFAULT_HEALTH_WEIGHTS,
  HEALTH_RULES,
  HEALTH_TERMS,
  type HealthFact,
  healthPoints,
  type HealthTerm,
  type HealthValue,
  type HealthWeights,
} from "./health-rules.ts";

export interface RatedFact {
  readonly fact: HealthFact;
  readonly value: HealthValue;
  /** 0 to 100. */
  readonly points: number;
  /** Part of the term's score that it makes, 0 to 1. */
  readonly share: number;
  readonly atMs: number;
}

export interface HealthTermScore {
  readonly term: HealthTerm;
  /** 0 to 100; null: no fact is known, and its weight went to the others. */
  readonly score: number | null;
  /** Share of the configured weights, 0 to 1. */
  readonly weight: number;
  /** What it counts after the weights of missing terms were handed on; 0 when it is missing itself. */
  readonly effectiveWeight: number;
  readonly inputs: readonly RatedFact[];
  readonly missing: readonly { readonly fact: HealthFact; readonly why: MissingWhy }[];
}

export interface HealthCap {
  readonly id: "down" | "certificate-expired" | "flapping" | "audit-failed";
  /** The score is at most this. */
  readonly at: number;
  readonly because: Localized;
}

export interface HealthScore {
  /** 0 to 100 with one decimal; null: nothing that counts is known. */
  readonly score: number | null;
  readonly terms: readonly HealthTermScore[];
  /** Hard failures that hold now, the lowest cap first. */
  readonly caps: readonly HealthCap[];
}

export const HEALTH_BANDS = ["good", "fair", "poor", "bad"] as const;
export type HealthBand = (typeof HEALTH_BANDS)[number];
/** Scores from which on a host is in a band; below the last it is bad. */
export const BAND_FLOORS: Readonly<Record<Exclude<HealthBand, "bad">, number>> = { good: 80, fair: 60, poor: 40 };

export function healthBand(score: number): HealthBand {
  return HEALTH_BANDS.find((band) => band === "bad" || score >= BAND_FLOORS[band]) ?? "bad";
}

/** Who lets nobody in is bad, and who makes people wait or click warnings away is never better than poor. */
export const HEALTH_CAPS: readonly HealthCap[] = [
  {
    id: "down",
    at: 20,
    because: { en: "the host lets nobody in", zh: "该主机目前无法连接" },
  },
  {
    id: "certificate-expired",
    at: 59,
    because: { en: "the certificate has expired", zh: "证书已过期" },
  },
  {
    id: "flapping",
    at: 59,
    because: { en: "it turns between working and failing", zh: "状态在正常与故障之间反复切换" },
  },
  {
    id: "audit-failed",
    at: 79,
    because: { en: "audit grade F: critical settings are wrong", zh: "审计等级为 F：存在严重的配置问题" },
  },
];

/**
 * Health of one host: each term is the mean of its known facts' points, the score the mean of the known terms by weight,
 * held down by hard failures. Weights need not add up to 1; where all are 0 the shipped ones count.
 */
export function healthScore(inputs: HealthInputs, weights: HealthWeights, nowMs: number): HealthScore {
  const measures = healthMeasures(inputs, nowMs);
  const terms = termsOf(measures, weights);
  const caps = capsOf(measures);
  const free = meanOf(terms);
  const score = free === null ? null : rounded(Math.min(free, ...caps.map(({ at }) => at)));
  return { score, terms, caps };
}

/** The part of the score that rollups keep, now and before, of the same facts: what can fairly be compared. */
export interface HealthChange {
  readonly now: number;
  readonly before: number;
}

/** Compares two moments by the facts that rollups know of both; null when there are none. Caps are left out: rollups keep none. */
export function healthChange(
  nowTally: HealthInputs["tally"],
  beforeTally: HealthInputs["tally"],
  weights: HealthWeights,
): HealthChange | null {
  const [here, there] = [talliedAlone(nowTally), talliedAlone(beforeTally)];
  const both = new Set(ROLLED_UP.filter((fact) => "value" in here[fact] && "value" in there[fact]));
  const now = meanOf(termsOf(here, weights, both));
  const before = meanOf(termsOf(there, weights, both));
  return now === null || before === null ? null : { now: rounded(now), before: rounded(before) };
}

function talliedAlone(tally: HealthInputs["tally"]): HealthMeasures {
  return healthMeasures({ state: null, facts: {}, tally, load: null }, tally?.atMs ?? 0);
}

function termsOf(
  measures: HealthMeasures,
  weights: HealthWeights,
  only?: ReadonlySet<HealthFact>,
): readonly HealthTermScore[] {
  const sum = HEALTH_TERMS.reduce((all, term) => all + weights[term], 0);
  const used = sum > 0 ? weights : DEFAULT_HEALTH_WEIGHTS;
  const all = sum > 0 ? sum : 1;
  const rated = HEALTH_TERMS.map((term) => ({ ...termOf(term, measures, only), weight: used[term] / all }));
  const known = rated.reduce((total, { score, weight }) => total + (score === null ? 0 : weight), 0);
  return rated.map((one) => ({
    ...one,
    effectiveWeight: one.score === null || known === 0 ? 0 : one.weight / known,
  }));
}

function termOf(
  term: HealthTerm,
  measures: HealthMeasures,
  only?: ReadonlySet<HealthFact>,
): Pick<HealthTermScore, "term" | "score" | "inputs" | "missing"> {
  const rated: RatedFact[] = [];
  const missing: HealthTermScore["missing"][number][] = [];
  for (const rule of HEALTH_RULES) {
    if (rule.term !== term || only?.has(rule.fact) === false) continue;
    const { fact, share } = rule;
    const measure = measures[fact];
    const points = "value" in measure ? healthPoints(rule, measure.value) : null;
    if ("missing" in measure) missing.push({ fact, why: measure.missing });
    else if (points === null) missing.push({ fact, why: "not-rated" });
    else rated.push({ fact, value: measure.value, points, share, atMs: measure.atMs });
  }
  const shares = rated.reduce((sum, { share }) => sum + share, 0);
  if (shares === 0) return { term, score: null, inputs: [], missing };
  const inputs = rated.map((one) => ({ ...one, share: one.share / shares }));
  const score = rated.reduce((sum, { points, share }) => sum + points * share, 0) / shares;
  return { term, score, inputs, missing };
}

function meanOf(terms: readonly HealthTermScore[]): number | null {
  const counted = terms.filter(({ score, effectiveWeight }) => score !== null && effectiveWeight > 0);
  if (counted.length === 0) return null;
  const sum = counted.reduce((total, { score, effectiveWeight }) => total + (score ?? 0) * effectiveWeight, 0);
  return Math.min(100, Math.max(0, sum));
}

function capsOf(measures: HealthMeasures): readonly HealthCap[] {
  const valueOf = (fact: HealthFact): HealthValue | null => {
    const measure = measures[fact];
    return "value" in measure ? measure.value : null;
  };
  const status = valueOf("status");
  const days = valueOf("certificate-days");
  const holds: Readonly<Record<HealthCap["id"], boolean>> = {
    down: status === "down" || status === "suppressed",
    "certificate-expired": typeof days === "number" && days <= 0,
    flapping: status === "flapping",
    "audit-failed": valueOf("audit-grade") === "F",
  };
  return HEALTH_CAPS.filter(({ id }) => holds[id]);
}

function rounded(score: number): number {
  return Math.round(score * 10) / 10;
}
