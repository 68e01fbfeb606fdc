import type { ChannelCoverage, HostEvent, HostEventKind } from "../telemetry/index.ts";
import type { Localized } from "../texts/index.ts";
import type { ThresholdId } from "./threshold-id.ts";

/** Every detector; a new one is its file, its id here and its line in the registry. */
export const DETECTION_IDS = [
  "password-guessing",
  "password-spraying",
  "distributed-guessing",
  "success-after-guessing",
  "handshake-flood",
  "account-lockout",
  "denied-with-right-password",
  "new-logon-address",
  "unusual-logon-hour",
  "new-client-kind",
  "session-hijack",
  "session-shadowing",
  "tunnelled-logon",
  "lateral-movement",
  "channel-scan",
  "nla-switched-off",
  "protection-lowered",
  "remote-desktop-opened",
  "remote-desktop-user-added",
  "restricted-admin-logon",
  "logs-cleared",
] as const;

export type DetectionId = (typeof DETECTION_IDS)[number];

/** Worst first. "info" is worth knowing and no attack. */
export const SEVERITIES = ["high", "medium", "low", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * Whether who was seen got in. "did-not-get-in" is only said where a log that would tell a logon was read without a gap
 * for that time; else it is "not-known".
 */
export type Outcome = "got-in" | "did-not-get-in" | "not-known";

/** One piece of evidence. */
export interface DetectionReason {
  readonly side: "for" | "against";
  readonly fact: Localized;
  /** What the log says, as it stands there: text of strangers, to be escaped where it is shown. */
  readonly value: string;
  /** FILE#RECORD; absent where the fact is a sum of many. */
  readonly at?: string;
}

/** One conclusion about one attacker, account, host or change. */
export interface Detection {
  readonly id: DetectionId;
  readonly severity: Severity;
  /** 0 to 1: how sure it is that this is what the title says. */
  readonly confidence: number;
  readonly title: Localized;
  readonly summary: Localized;
  readonly hosts: readonly string[];
  readonly firstMs: number;
  readonly lastMs: number;
  /** At most 50 of each are listed; the counts are whole. */
  readonly addresses: readonly string[];
  readonly addressCount: number;
  readonly users: readonly string[];
  readonly userCount: number;
  /** Events, or attempts where several events tell of one. */
  readonly count: number;
  readonly outcome: Outcome;
  /** First, some and last; `evidenceCount` is how many records there are in all. */
  readonly because: readonly DetectionReason[];
  readonly evidenceCount: number;
  readonly cannotSee: Localized;
  /** The threshold that was passed, where one decided. */
  readonly threshold?: ThresholdId;
}

/** A log that a detector reads. */
export interface Need {
  readonly channel: ChannelName;
  /** What it gives. */
  readonly gives: Localized;
  /** Windows writes these kinds there only where somebody switched them on: without one of them nothing was tested. */
  readonly kinds?: readonly HostEventKind[];
  /** Alone it tells nothing: it only adds to what the others found, such as whether somebody got in. */
  readonly isAddition?: boolean;
}

/** Channels by the names that detectors use. */
export type ChannelName =
  | "security"
  | "system"
  | "rdp-core"
  | "session-manager"
  | "connection-manager"
  | "rdp-client"
  | "sysmon"
  | "xrdp";

/** What a detector is, beside its code. */
export interface DetectorFacts {
  readonly id: DetectionId;
  readonly title: Localized;
  /** What it looks for, in a sentence or two. */
  readonly looksFor: Localized;
  readonly cannotSee: Localized;
  /** Kinds of events that reach it. */
  readonly kinds: readonly HostEventKind[];
  /** Any one that is no addition is enough to run; those that lack are told. */
  readonly needs: readonly Need[];
  readonly thresholds: readonly ThresholdId[];
}

/** Asked when all events are in. */
export interface CoverageView {
  /** Whether a log that tells logons covers this time of this host without a gap. */
  readonly tellsLogons: (host: string, fromMs: number, untilMs: number) => boolean;
  readonly channels: readonly ChannelCoverage[];
}

/** One detector at work on one reading. Memory is bounded; what had to be forgotten is counted. */
export interface Detector {
  /** Takes the next event of one of its kinds, in order of time; small disorder is tolerated. Never throws. */
  add(event: HostEvent): void;
  finish(coverage: CoverageView): readonly Detection[];
  /** Addresses, accounts or sessions that were dropped to keep memory bounded. */
  readonly forgotten: number;
}

/** Whether a detector could run on what was read. */
export interface DetectorCoverage {
  readonly id: DetectionId;
  readonly state: "tested" | "partly" | "not-tested";
  readonly present: readonly ChannelName[];
  /** What lacks, and what it would have given. */
  readonly missing: readonly MissingNeed[];
}

export interface MissingNeed {
  readonly channel: ChannelName;
  /** "not-audited": the log was read, but the events are not switched on, or none happened. */
  readonly why: "not-read" | "not-audited";
  readonly gives: Localized;
}

/** What came of one reading. */
export interface DetectionResult {
  /** Worst first, then by time. */
  readonly detections: readonly Detection[];
  /** One entry a detector, in the order of `DETECTION_IDS`. */
  readonly coverage: readonly DetectorCoverage[];
  readonly events: number;
  /** Entries dropped to keep memory bounded, over all detectors: a slow attack among them may have been missed. */
  readonly forgotten: number;
  /** Detections beyond the bound of each detector: counted, not listed. */
  readonly unlisted: number;
  /** The clock of a host was set by more than a minute: orders of time across it may be wrong. */
  readonly clockChanges: number;
}
