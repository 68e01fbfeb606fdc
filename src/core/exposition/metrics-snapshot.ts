import type { HostState, HostStatus, Target, WatchedFacts } from "../fleet/index.ts";
import type { Severity } from "../incident/index.ts";
import type { LogHistogram } from "../reliability/index.ts";

/** One target as metrics tell it. */
export interface HostSample {
  readonly target: Target;
  /** null: never checked. Nothing is told of it but that. */
  readonly state: HostState | null;
  readonly facts: WatchedFacts;
  /** Microseconds of the stages of the last check. */
  readonly stagesUs: Readonly<Record<string, number>>;
  /** Health score, 0 to 100; null: not known. */
  readonly health: number | null;
}

/** What the monitor says of itself. */
export interface MonitorSample {
  readonly version: string;
  readonly checks: number;
  readonly skippedSlots: number;
  readonly buffered: number;
  readonly dropped: number;
  readonly running: number;
  readonly deliveriesWaiting: number;
  readonly deliveriesDead: number;
  /** 0: the store works. */
  readonly storeTrouble: 0 | 1;
  /** Of checks since the start, in microseconds. */
  readonly lateness: LogHistogram;
}

/** Set-up times of a group since the start of the rollup, successes only. */
export interface GroupSample {
  readonly group: string;
  readonly checks: number;
  readonly successes: number;
  readonly total: LogHistogram;
}

export interface ObjectiveSample {
  readonly objective: string;
  readonly group: string;
  /** 1: nothing used; below 0: more than all. null: not enough data, and no line. */
  readonly budgetRemaining: number | null;
}

/** Everything that is exposed at one moment. `hosts` is walked once a family: it must be an array or the like. */
export interface MetricsSnapshot {
  readonly nowMs: number;
  readonly hosts: readonly HostSample[];
  readonly incidents: readonly { readonly severity: Severity; readonly cause: string; readonly count: number }[];
  readonly groups: readonly GroupSample[];
  readonly objectives: readonly ObjectiveSample[];
  readonly monitor: MonitorSample;
}

/** In the order of the number that stands for each in `rdpulse_host_status`. */
export const HOST_STATUSES: readonly HostStatus[] = [
  "unknown",
  "up",
  "degraded",
  "suspect",
  "down",
  "flapping",
  "suppressed",
];
