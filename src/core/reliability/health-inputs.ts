import type { HostState, WatchedFacts } from "../fleet/index.ts";
import type { HealthFact, HealthValue } from "./health-rules.ts";
import { LogHistogram } from "./log-histogram.ts";
import { LEAST_CHECKS } from "./objectives.ts";
import type { Tally } from "./rollup.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** Facts of a host that was not reached for so long are told no more. */
export const OLDEST_FACTS_DAYS = 7;
/** A load is of its moment. */
export const OLDEST_LOAD_MINUTES = 15;
/** Of these the trend is made: rollups keep them, the rest is known only as it is now. */
export const ROLLED_UP: readonly HealthFact[] = [
  "reachable-share",
  "tcp-p95",
  "dns-p95",
  "setup-success",
  "connect-p95",
  "connect-median",
];

/** What an exporter told of the host last; shares are 0 to 1. */
export interface HealthLoad {
  readonly atMs: number | null;
  readonly cpuPeakShare: number | null;
  readonly cpuBusyShare: number | null;
  readonly memoryUsedShare: number | null;
  readonly service: string | null;
}

/** Rollups of a span, added up. */
export interface HealthTally {
  readonly checks: number;
  readonly successes: number;
  readonly unreachable: number;
  readonly total: LogHistogram;
  readonly tcp: LogHistogram;
  readonly dns: LogHistogram;
  /** End of the span, or now. */
  readonly atMs: number;
}

export interface HealthInputs {
  readonly state: HostState | null;
  readonly facts: WatchedFacts;
  readonly tally: HealthTally | null;
  readonly load: HealthLoad | null;
}

export type MissingWhy = "not-known" | "too-few" | "too-old" | "not-rated";
/** The value of a fact and when it was seen, or why there is none. */
export type HealthMeasure = { readonly value: HealthValue; readonly atMs: number } | { readonly missing: MissingWhy };
export type HealthMeasures = Readonly<Record<HealthFact, HealthMeasure>>;

/** Adds rollups up; null when there are none. */
export function healthTally(
  rollups: readonly Pick<Tally, "checks" | "successes" | "unreachable" | "total" | "stages">[],
  atMs: number,
): HealthTally | null {
  if (rollups.length === 0) return null;
  const sum = { checks: 0, successes: 0, unreachable: 0 };
  const [total, tcp, dns] = [new LogHistogram(), new LogHistogram(), new LogHistogram()];
  for (const { checks, successes, unreachable, total: times, stages } of rollups) {
    sum.checks += checks;
    sum.successes += successes;
    sum.unreachable += unreachable;
    total.merge(times);
    if (stages.tcp !== undefined) tcp.merge(stages.tcp);
    if (stages.dns !== undefined) dns.merge(stages.dns);
  }
  return { ...sum, total, tcp, dns, atMs };
}

/** Every fact that the score looks at, with its value or why it lacks one. Nothing is guessed. */
export function healthMeasures({ state, facts, tally, load }: HealthInputs, nowMs: number): HealthMeasures {
  return {
    ...talliedMeasures(tally),
    ...stateMeasures(state, nowMs),
    ...factMeasures(facts, state, nowMs),
    ...loadMeasures(load, nowMs),
  };
}

const NOT_KNOWN: HealthMeasure = { missing: "not-known" };

function seen(value: HealthValue | null | undefined, atMs: number): HealthMeasure {
  return value === null || value === undefined ? NOT_KNOWN : { value, atMs };
}

type Tallied = "reachable-share" | "tcp-p95" | "dns-p95" | "setup-success" | "connect-p95" | "connect-median";
function talliedMeasures(tally: HealthTally | null): Pick<HealthMeasures, Tallied> {
  const share = (good: number, all: number): HealthMeasure => {
    if (tally === null || tally.checks === 0) return NOT_KNOWN;
    return all < LEAST_CHECKS ? { missing: "too-few" } : { value: good / all, atMs: tally.atMs };
  };
  const timeMs = (times: LogHistogram | undefined, part: number): HealthMeasure => {
    const valueUs = times?.quantile(part) ?? null;
    if (tally === null || times === undefined || valueUs === null) return NOT_KNOWN;
    return times.count < LEAST_CHECKS ? { missing: "too-few" } : { value: valueUs / 1000, atMs: tally.atMs };
  };
  const { checks = 0, successes = 0, unreachable = 0 } = tally ?? {};
  return {
    "reachable-share": share(checks - unreachable, checks),
    "tcp-p95": timeMs(tally?.tcp, 0.95),
    "dns-p95": timeMs(tally?.dns, 0.95),
    "setup-success": share(successes, checks - unreachable),
    "connect-p95": timeMs(tally?.total, 0.95),
    "connect-median": timeMs(tally?.total, 0.5),
  };
}

function stateMeasures(state: HostState | null, nowMs: number): Pick<HealthMeasures, "status" | "turns"> {
  if (state === null) return { status: NOT_KNOWN, turns: NOT_KNOWN };
  if (state.status === "unknown") return { status: { missing: "too-old" }, turns: { missing: "too-old" } };
  const turns = state.turnsMs.filter((atMs) => atMs > nowMs - DAY_MS).length;
  return { status: { value: state.status, atMs: state.lastAtMs }, turns: { value: turns, atMs: state.lastAtMs } };
}

type Known =
  | "clock-skew"
  | "audit-grade"
  | "certificate-days"
  | "certificate-trust"
  | "certificate-name"
  | "nla"
  | "tls-version";
function factMeasures(facts: WatchedFacts, state: HostState | null, nowMs: number): Pick<HealthMeasures, Known> {
  const reachedMs = state === null ? null : (state.lastSuccessMs ?? state.lastAtMs);
  const of = (value: HealthValue | undefined, atMs: number | null = reachedMs): HealthMeasure => {
    if (value === undefined || atMs === null) return NOT_KNOWN;
    return nowMs - atMs > OLDEST_FACTS_DAYS * DAY_MS ? { missing: "too-old" } : { value, atMs };
  };
  const { clockSkewMinutes, certificateNotAfterMs, certificateTrust } = facts;
  return {
    "clock-skew": of(clockSkewMinutes === undefined ? undefined : Math.abs(clockSkewMinutes)),
    "audit-grade": of(facts.auditGrade, state?.lastFullMs ?? reachedMs),
    "certificate-days": of(certificateNotAfterMs === undefined ? undefined : (certificateNotAfterMs - nowMs) / DAY_MS),
    "certificate-trust": of(
      certificateTrust === undefined ? undefined : certificateTrust === "trusted" ? "trusted" : "untrusted",
    ),
    "certificate-name": of(facts.certificateNameMatches),
    nla: of(facts.nla),
    "tls-version": of(facts.tlsVersion),
  };
}

type Loaded = "rdp-service" | "cpu-peak" | "cpu-busy" | "memory-used";
function loadMeasures(load: HealthLoad | null, nowMs: number): Pick<HealthMeasures, Loaded> {
  const atMs = load?.atMs ?? null;
  const of = (value: HealthValue | null | undefined): HealthMeasure => {
    if (atMs === null) return NOT_KNOWN;
    return nowMs - atMs > OLDEST_LOAD_MINUTES * MINUTE_MS ? { missing: "too-old" } : seen(value, atMs);
  };
  return {
    "rdp-service": of(load?.service?.toLowerCase()),
    "cpu-peak": of(load?.cpuPeakShare),
    "cpu-busy": of(load?.cpuBusyShare),
    "memory-used": of(load?.memoryUsedShare),
  };
}
