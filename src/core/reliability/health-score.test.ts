import { assert, boolean, constant, constantFrom, double, integer, nat, option, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import type { HostState, HostStatus, WatchedFacts } from "../fleet/index.ts";
import { groupHealth } from "./health-group.ts";
import { type HealthInputs, type HealthLoad, healthTally } from "./health-inputs.ts";
import { DEFAULT_HEALTH_WEIGHTS, HEALTH_RULES, HEALTH_TERMS, healthPoints } from "./health-rules.ts";
import { HEALTH_CAPS, healthBand, healthChange, healthScore } from "./health-score.ts";
import { LogHistogram } from "./log-histogram.ts";

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const DAY_MS = 86_400_000;

interface Sketch {
  readonly status: HostStatus;
  readonly turns: number;
  readonly grade: string;
  readonly days: number;
  readonly nla: string;
  readonly trusted: boolean;
  readonly skew: number;
  readonly checks: number;
  readonly failed: number;
  readonly connectMs: number;
  readonly cpu: number;
  readonly memory: number;
}

const GOOD: Sketch = {
  status: "up",
  turns: 0,
  grade: "A+",
  days: 300,
  nla: "required",
  trusted: true,
  skew: 0,
  checks: 2000,
  failed: 0,
  connectMs: 40,
  cpu: 0.2,
  memory: 0.3,
};

function stateOf({ status, turns }: Pick<Sketch, "status" | "turns">): HostState {
  return {
    tenant: 1,
    target: 1,
    vantage: 0,
    status,
    sinceMs: NOW_MS - DAY_MS,
    lastSlotMs: NOW_MS,
    lastKind: "interval",
    lastAtMs: NOW_MS,
    lastFullMs: NOW_MS,
    lastSuccessMs: NOW_MS,
    verdict: "healthy",
    failedStage: null,
    causes: [],
    totalUs: 1,
    failures: 0,
    turnsMs: Array.from({ length: turns }, (_, at) => NOW_MS - at * 1000),
  };
}

function tallyOf({
  checks,
  failed,
  connectMs,
}: Pick<Sketch, "checks" | "failed" | "connectMs">): HealthInputs["tally"] {
  const total = new LogHistogram();
  const unreachable = Math.min(checks, failed);
  total.add(connectMs * 1000, checks - unreachable);
  return healthTally([{ checks, successes: checks - unreachable, unreachable, total, stages: { tcp: total } }], NOW_MS);
}

function inputsOf(sketch: Sketch): HealthInputs {
  const facts: WatchedFacts = {
    auditGrade: sketch.grade,
    certificateNotAfterMs: NOW_MS + sketch.days * DAY_MS,
    certificateTrust: sketch.trusted ? "trusted" : "SELF_SIGNED",
    nla: sketch.nla,
    clockSkewMinutes: sketch.skew,
    tlsVersion: "TLSv1.3",
  };
  const load: HealthLoad = {
    atMs: NOW_MS,
    cpuPeakShare: sketch.cpu,
    cpuBusyShare: sketch.cpu,
    memoryUsedShare: sketch.memory,
    service: "running",
  };
  return { state: stateOf(sketch), facts, tally: tallyOf(sketch), load };
}

const STATUSES = ["up", "degraded", "suspect", "flapping", "down"] as const;
const GRADES = ["A+", "A", "B", "C", "D", "F"] as const;
const NLA = ["required", "optional", "absent"] as const;
const sketches = record({
  status: constantFrom(...STATUSES),
  turns: nat(20),
  grade: constantFrom(...GRADES),
  days: integer({ min: -400, max: 400 }),
  nla: constantFrom(...NLA),
  trusted: boolean(),
  skew: nat(30),
  checks: constant(1000),
  failed: nat(1000),
  connectMs: integer({ min: 1, max: 20_000 }),
  cpu: double({ min: 0, max: 1, noNaN: true }),
  memory: double({ min: 0, max: 1, noNaN: true }),
});
const weight = double({ min: 0, max: 1000, noNaN: true });
const weights = record({ network: weight, system: weight, security: weight, hardware: weight, responsiveness: weight });
const partly = sketches.chain((sketch) => {
  const { state, facts, tally, load } = inputsOf(sketch);
  return record({
    state: option(constant(state)),
    facts: constantFrom(facts, {}),
    tally: option(constant(tally)),
    load: option(constant(load)),
  });
});
const scoreOf = (sketch: Sketch): number | null => healthScore(inputsOf(sketch), DEFAULT_HEALTH_WEIGHTS, NOW_MS).score;

describe("healthScore", () => {
  it("is 100 for a host that is well, and every term is there", () => {
    const { score, terms, caps } = healthScore(inputsOf(GOOD), DEFAULT_HEALTH_WEIGHTS, NOW_MS);
    expect(score).toBe(100);
    expect(caps).toEqual([]);
    expect(terms.map(({ term, effectiveWeight }) => [term, effectiveWeight])).toEqual(
      HEALTH_TERMS.map((term) => [term, expect.closeTo(DEFAULT_HEALTH_WEIGHTS[term], 9)]),
    );
  });

  it("lies within 0 and 100, is the mean of its terms, and says nothing where nothing is known", () => {
    assert(
      property(partly, weights, (inputs, given) => {
        const { score, terms, caps } = healthScore(inputs, given, NOW_MS);
        const known = terms.filter((term) => term.score !== null && term.effectiveWeight > 0);
        if (score === null) return known.length === 0;
        const mean = known.reduce((sum, term) => sum + (term.score ?? 0) * term.effectiveWeight, 0);
        const held = Math.min(mean, ...caps.map(({ at }) => at));
        return score >= 0 && score <= 100 && Math.abs(score - held) <= 0.0501;
      }),
    );
    const none = healthScore({ state: null, facts: {}, tally: null, load: null }, DEFAULT_HEALTH_WEIGHTS, NOW_MS);
    expect(none.score).toBeNull();
    expect(none.terms.flatMap(({ missing }) => missing)).toHaveLength(HEALTH_RULES.length);
  });

  it("hands the weight of missing terms to the others, in proportion", () => {
    assert(
      property(partly, weights, (inputs, given) => {
        const { terms } = healthScore(inputs, given, NOW_MS);
        const sumOf = (field: "weight" | "effectiveWeight"): number =>
          terms.reduce((sum, term) => sum + term[field], 0);
        expect(sumOf("weight")).toBeCloseTo(1, 9);
        expect([0, 1]).toContain(Math.round(sumOf("effectiveWeight") * 1e9) / 1e9);
        for (const { score, effectiveWeight, inputs: rated } of terms) {
          expect(rated.length > 0).toBe(score !== null);
          expect(score === null && effectiveWeight > 0).toBe(false);
        }
      }),
    );
  });

  it("is the same for weights that are multiples, and takes the shipped ones where all are 0", () => {
    const inputs = inputsOf({ ...GOOD, failed: 20, grade: "C" });
    const usual = healthScore(inputs, DEFAULT_HEALTH_WEIGHTS, NOW_MS).score;
    const percent = { network: 30, system: 25, security: 20, hardware: 15, responsiveness: 10 };
    const none = { network: 0, system: 0, security: 0, hardware: 0, responsiveness: 0 };
    expect(healthScore(inputs, percent, NOW_MS).score).toBe(usual);
    expect(healthScore(inputs, none, NOW_MS).score).toBe(usual);
  });

  it("never falls when one input gets better", () => {
    assert(
      property(sketches, sketches, constantFrom(...Object.keys(GOOD)), (one, other, key) => {
        const [worse, better] = ordered(one, other, key);
        expect(scoreOf(better)).toBeGreaterThanOrEqual(scoreOf(worse) ?? 0);
      }),
    );
  });

  it("is held down by hard failures", () => {
    const broken: readonly (readonly [Partial<Sketch>, string])[] = [
      [{ status: "down" }, "down"],
      [{ status: "suppressed" }, "down"],
      [{ days: -1 }, "certificate-expired"],
      [{ status: "flapping" }, "flapping"],
      [{ grade: "F" }, "audit-failed"],
    ];
    for (const [patch, id] of broken) {
      const { score, caps } = healthScore(inputsOf({ ...GOOD, ...patch }), DEFAULT_HEALTH_WEIGHTS, NOW_MS);
      expect(caps.map((cap) => cap.id)).toEqual([id]);
      expect(score).toBeLessThanOrEqual(HEALTH_CAPS.find((cap) => cap.id === id)?.at ?? 0);
    }
    assert(
      property(sketches, (sketch) => {
        const { score, caps } = healthScore(inputsOf(sketch), DEFAULT_HEALTH_WEIGHTS, NOW_MS);
        return caps.every(({ at }) => (score ?? 0) <= at);
      }),
    );
  });

  it("tells why an input is missing: too few checks, too old, or a word that it does not know", () => {
    const { state, facts, load } = inputsOf(GOOD);
    const inputs: HealthInputs = {
      state: state === null ? null : { ...state, lastSuccessMs: NOW_MS - 8 * DAY_MS },
      facts: { ...facts, nla: "who-knows" },
      tally: tallyOf({ checks: 3, failed: 0, connectMs: 5 }),
      load: load === null ? null : { ...load, atMs: NOW_MS - 16 * 60_000 },
    };
    const { terms } = healthScore(inputs, DEFAULT_HEALTH_WEIGHTS, NOW_MS);
    const why = new Map(terms.flatMap(({ missing }) => missing.map((one) => [one.fact, one.why] as const)));
    expect(why.get("reachable-share")).toBe("too-few");
    expect(why.get("certificate-days")).toBe("too-old");
    expect(why.get("memory-used")).toBe("too-old");
    expect(why.get("dns-p95")).toBe("not-known");
    const fresh = healthScore({ ...inputs, state }, DEFAULT_HEALTH_WEIGHTS, NOW_MS);
    expect(fresh.terms.flatMap(({ missing }) => missing)).toContainEqual({ fact: "nla", why: "not-rated" });
  });
});

const ORDERS: Readonly<Record<string, (sketch: Sketch) => number>> = {
  status: ({ status }) => -STATUSES.findIndex((one) => one === status),
  turns: ({ turns }) => -turns,
  grade: ({ grade }) => -GRADES.findIndex((one) => one === grade),
  days: ({ days }) => days,
  nla: ({ nla }) => -NLA.findIndex((one) => one === nla),
  trusted: ({ trusted }) => Number(trusted),
  skew: ({ skew }) => -skew,
  checks: ({ checks }) => checks,
  // A host that is never reached has no set-ups to rate: fewer facts are not worse ones.
  failed: ({ failed }) => -failed,
  connectMs: ({ connectMs }) => -connectMs,
  cpu: ({ cpu }) => -cpu,
  memory: ({ memory }) => -memory,
};

/** Two sketches that differ in one field, the worse first. */
function ordered(one: Sketch, other: Sketch, key: string): readonly [worse: Sketch, better: Sketch] {
  const known = { ...one, failed: Math.min(one.failed, 980) };
  const changed = { ...known, ...Object.fromEntries(Object.entries(other).filter(([name]) => name === key)) };
  const bounded = { ...changed, failed: Math.min(changed.failed, 980) };
  const order = ORDERS[key] ?? (() => 0);
  return order(known) <= order(bounded) ? [known, bounded] : [bounded, known];
}

describe("HEALTH_RULES", () => {
  it("gives 0 to 100 points on curves that never turn", () => {
    for (const rule of HEALTH_RULES) {
      const points = [...(rule.curve ?? []).map(([, one]) => one), ...Object.values(rule.table ?? {})];
      expect(points.every((one) => one >= 0 && one <= 100)).toBe(true);
      const values = (rule.curve ?? []).map(([value]) => value);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
      const along = (rule.curve ?? []).map(([, one]) => one);
      expect([along.toSorted((a, b) => a - b), along.toSorted((a, b) => b - a)]).toContainEqual(along);
    }
  });

  it("draws straight lines between the corners", () => {
    const rule = HEALTH_RULES.find(({ fact }) => fact === "connect-p95");
    expect(rule && healthPoints(rule, 1500)).toBe(90);
    expect(rule && healthPoints(rule, 99_000)).toBe(0);
    expect(rule && healthPoints(rule, "x")).toBeNull();
  });
});

describe("healthChange and groupHealth", () => {
  it("compares what rollups know of both moments", () => {
    const [good, bad] = [tallyOf(GOOD), tallyOf({ ...GOOD, failed: 200 })];
    const change = healthChange(bad, good, DEFAULT_HEALTH_WEIGHTS);
    expect(change?.before).toBe(100);
    expect(change?.now).toBeLessThan(80);
    expect(healthChange(good, null, DEFAULT_HEALTH_WEIGHTS)).toBeNull();
  });

  it("is the mean of the hosts that are known, with each in its band", () => {
    const scores = [100, 80, 79.9, 45, 10, null];
    const members = scores.map((score) => ({ score, changes: [{ now: 80, before: 90 }, null] }));
    expect(groupHealth(members)).toEqual({
      score: 63,
      hosts: 6,
      unknown: 1,
      bands: { good: 2, fair: 1, poor: 1, bad: 1 },
      changes: [{ now: 80, before: 90 }, null],
    });
    expect(groupHealth([])).toMatchObject({ score: null, hosts: 0, changes: [] });
    expect(healthBand(60)).toBe("fair");
  });
});
