import { isCauseId } from "../../knowledge/index.ts";
import { CHECK_STAGES, type StageName } from "../../evidence/index.ts";
import { describeBecause } from "../describe-because.ts";
import type { Stretch } from "./event-index.ts";
import type { Because, Effect, Finding, Verdict } from "../finding.ts";

/** What a joint diagnosis takes from the report of a check. */
export interface ProbeView {
  readonly target: string;
  readonly host: string;
  readonly port: number;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Outcome of each stage by its name. */
  readonly stages: Readonly<Record<string, string>>;
  /** Kind of the fault of a stage that failed. */
  readonly faults: Readonly<Record<string, string>>;
  /** Facts of all stages, as plain JSON. */
  readonly facts: Readonly<Record<string, unknown>>;
}

const MOST_FINDINGS = 200;
const MOST_REASONS = 100;

type Plain = Readonly<Record<string, unknown>>;

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown, most: number): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}

const VERDICTS: readonly Verdict[] = ["healthy", "degraded", "failing", "unreachable"];
const EFFECTS: readonly Effect[] = ["blocks", "hinders", "weakens"];

/**
 * Takes the JSON of `rdpulse check --json` (or replay) apart. `startedAtMs` is given by the caller, who can read a date.
 * Undefined where it is no such report; what is unknown to this version is left out.
 */
export function readProbe(report: unknown, parseTime: (text: string) => number): ProbeView | undefined {
  if (!isPlain(report) || !isOneOf(["rdpulse.check/1", "rdpulse.logon/1"], report["schema"])) return undefined;
  const target = isPlain(report["target"]) ? report["target"] : {};
  const startedAtMs = typeof report["startedAt"] === "string" ? parseTime(report["startedAt"]) : Number.NaN;
  if (Number.isNaN(startedAtMs)) return undefined;
  const stages: Record<string, string> = {};
  const faults: Record<string, string> = {};
  const facts: Record<string, unknown> = isPlain(report["facts"]) ? { ...report["facts"] } : {};
  for (const stage of listOf(report["stages"], 50)) {
    if (!isPlain(stage) || typeof stage["name"] !== "string") continue;
    if (typeof stage["outcome"] === "string") stages[stage["name"]] = stage["outcome"];
    if (isPlain(stage["fault"]) && typeof stage["fault"]["kind"] === "string") {
      faults[stage["name"]] = stage["fault"]["kind"];
    }
    if (isPlain(stage["facts"])) Object.assign(facts, stage["facts"]);
  }
  return {
    target: textOf(target["input"]),
    host: textOf(target["host"]),
    port: numberOf(target["port"]),
    startedAtMs,
    durationMs: Math.min(numberOf(report["durationMs"]), 3_600_000),
    verdict: VERDICTS.find((verdict) => verdict === report["verdict"]) ?? "failing",
    findings: listOf(report["causes"], MOST_FINDINGS).flatMap((cause) => findingOf(cause) ?? []),
    stages,
    faults,
    facts,
  };
}

function isOneOf(words: readonly string[], value: unknown): boolean {
  return typeof value === "string" && words.includes(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 300) : "";
}

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? Math.max(0, value) : 0;
}

function findingOf(cause: unknown): Finding | undefined {
  if (!isPlain(cause) || typeof cause["id"] !== "string" || !isCauseId(cause["id"])) return undefined;
  const effect = EFFECTS.find((known) => known === cause["effect"]);
  const stage: StageName | undefined = CHECK_STAGES.find((known) => known === cause["stage"]);
  if (effect === undefined) return undefined;
  return {
    id: cause["id"],
    ...(typeof cause["variant"] === "string" ? { variant: cause["variant"].slice(0, 100) } : {}),
    group: textOf(cause["group"]),
    effect,
    stage: stage ?? "desktop",
    confidence: Math.min(1, numberOf(cause["confidence"])),
    because: listOf(cause["because"], MOST_REASONS).flatMap((because) => becauseOf(because) ?? []),
  };
}

function becauseOf(because: unknown): Because | undefined {
  if (!isPlain(because) || typeof because["fact"] !== "string") return undefined;
  const known: Because = {
    side: because["side"] === "against" ? "against" : "for",
    fact: because["fact"].slice(0, 200),
    value: because["value"],
    at: textOf(because["at"]),
  };
  return canBeSaid(known) ? known : undefined;
}

/** A report that somebody cut or edited may hold facts without the values that their sentences are made of. */
function canBeSaid(because: Because): boolean {
  try {
    describeBecause(because, "en");
    return true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return false;
    throw error;
  }
}

/** How far the clocks of logs and probe may be apart where the probe did not see the host's. */
const UNKNOWN_SKEW_MS = 120_000;
const KNOWN_SKEW_MS = 5000;

/** The time of a probe in the clock of the host, with what is uncertain about it on both sides. */
export function watchOf(probe: ProbeView): Stretch {
  const skew = probe.facts["credssp.clockSkewMs"];
  const grain = probe.facts["credssp.clockGrainMs"];
  const skewMs = typeof skew === "number" ? skew : 0;
  const unsureMs = typeof skew === "number" ? KNOWN_SKEW_MS + (typeof grain === "number" ? grain : 0) : UNKNOWN_SKEW_MS;
  const fromMs = probe.startedAtMs + skewMs;
  return { fromMs: fromMs - unsureMs, untilMs: fromMs + probe.durationMs + unsureMs };
}
