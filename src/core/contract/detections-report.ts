import {
  type ChannelName,
  type Detection,
  DEFAULT_THRESHOLDS,
  type DetectionId,
  type DetectionResult,
  type DetectorCoverage,
  type Outcome,
  type RefusedRule,
  type Severity,
  type SigmaHit,
  type SigmaRule,
  type ThresholdId,
  type Thresholds,
} from "../detection/index.ts";
import type { Localized } from "../texts/index.ts";
import { isoTime } from "./calendar.ts";

/** One attack, or one change for the worse. */
export interface DetectionReport {
  readonly id: DetectionId;
  readonly severity: Severity;
  readonly confidence: number;
  readonly title: Localized;
  readonly summary: Localized;
  readonly outcome: Outcome;
  readonly hosts: readonly string[];
  readonly addresses: readonly string[];
  readonly addressCount: number;
  readonly users: readonly string[];
  readonly userCount: number;
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly because: readonly DetectionReasonReport[];
  readonly evidenceCount: number;
  readonly cannotSee: Localized;
  readonly threshold: { readonly id: ThresholdId; readonly value: number; readonly windowMs: number | null } | null;
}

export interface DetectionReasonReport {
  readonly side: "for" | "against";
  readonly fact: Localized;
  readonly value: string;
  readonly at: string | null;
}

export interface DetectorCoverageReport {
  readonly id: DetectionId;
  readonly state: DetectorCoverage["state"];
  readonly present: readonly ChannelName[];
  readonly missing: readonly { readonly channel: ChannelName; readonly why: string; readonly gives: Localized }[];
}

export interface SigmaHitReport {
  readonly id: string;
  readonly title: string;
  readonly level: string;
  readonly author: string;
  /** Empty where the rule states none. */
  readonly licence: string;
  readonly origin: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
  readonly hosts: readonly string[];
  readonly at: readonly string[];
}

/** What the user's Sigma rules came to. */
export interface SigmaReport {
  readonly rules: number;
  readonly hits: readonly SigmaHitReport[];
  readonly refused: readonly {
    readonly origin: string;
    readonly title: string;
    readonly construct: string;
    readonly why: Localized;
  }[];
  /** Rules of whose log source no record was read. */
  readonly notTested: readonly { readonly id: string; readonly title: string; readonly origin: string }[];
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

/** What was read to get there. */
export interface DetectionsInput {
  readonly records: number;
  readonly events: number;
  readonly damaged: number;
  readonly duplicates: number;
  readonly passedOver: readonly { readonly path: string; readonly why: string }[];
}

/** `rdpulse detect --json`. */
export interface DetectionsReport {
  readonly schema: "rdpulse.detections/1";
  /** Worst first. */
  readonly detections: readonly DetectionReport[];
  /** One entry a detector: what could be tested, and what lacked. */
  readonly coverage: readonly DetectorCoverageReport[];
  /** Null where no rules were given. */
  readonly sigma: SigmaReport | null;
  readonly input: DetectionsInput;
  /** Entries that were dropped to keep memory bounded: slow attacks among them may be missing. */
  readonly forgotten: number;
  /** Detections that were counted and not listed. */
  readonly unlisted: number;
  /** Steps of a clock by more than a minute. */
  readonly clockChanges: number;
}

/** The parts that Sigma rules came to, before they are told. */
export interface SigmaOutcome {
  readonly rules: readonly SigmaRule[];
  readonly hits: readonly SigmaHit[];
  readonly untested: readonly SigmaRule[];
  readonly refused: readonly RefusedRule[];
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

export function buildDetectionsReport(
  result: DetectionResult,
  input: DetectionsInput,
  sigma?: SigmaOutcome,
  thresholds: Thresholds = DEFAULT_THRESHOLDS,
): DetectionsReport {
  return {
    schema: "rdpulse.detections/1",
    detections: result.detections.map((detection) => detectionReport(detection, thresholds)),
    coverage: result.coverage.map(({ id, missing, present, state }) => ({
      id,
      state,
      present,
      missing: missing.map(({ channel, gives, why }) => ({ channel, why, gives })),
    })),
    sigma: sigma === undefined ? null : sigmaReport(sigma),
    input,
    forgotten: result.forgotten,
    unlisted: result.unlisted,
    clockChanges: result.clockChanges,
  };
}

/** One detection as a line of `--ndjson` and an item of the report. */
export function detectionReport(detection: Detection, thresholds: Thresholds = DEFAULT_THRESHOLDS): DetectionReport {
  const { firstMs, lastMs, threshold, because, ...rest } = detection;
  return {
    ...rest,
    first: isoTime(firstMs),
    last: isoTime(lastMs),
    because: because.map(({ at, fact, side, value }) => ({ side, fact, value, at: at ?? null })),
    threshold:
      threshold === undefined
        ? null
        : {
            id: threshold,
            value: thresholds[threshold].value,
            windowMs: thresholds[threshold].windowMs ?? null,
          },
  };
}

export function sigmaHitReport({ rule, at, count, firstMs, hosts, lastMs }: SigmaHit): SigmaHitReport {
  return {
    id: rule.id,
    title: rule.title,
    level: rule.level,
    author: rule.author,
    licence: rule.licence,
    origin: rule.origin,
    count,
    first: isoTime(firstMs),
    last: isoTime(lastMs),
    hosts,
    at,
  };
}

function sigmaReport(sigma: SigmaOutcome): SigmaReport {
  return {
    rules: sigma.rules.length,
    hits: sigma.hits.map(sigmaHitReport),
    refused: sigma.refused.map(({ construct, origin, title, why }) => ({ origin, title, construct, why })),
    notTested: sigma.untested.map(({ id, origin, title }) => ({ id, title, origin })),
    unread: sigma.unread,
  };
}
