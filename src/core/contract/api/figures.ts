import type { VantageId } from "../../fleet/index.ts";
import type { Localized } from "../../texts/index.ts";

/** What is wrong with one field of a document: a JSON pointer to it ("" is the whole document), and why. */
export interface FieldProblem {
  readonly pointer: string;
  readonly text: Localized;
}

/** How the watch goes, for pages of status. */
export interface MonitorStatus {
  readonly startedMs: number;
  readonly targets: number;
  /** Shards in this process's hands. */
  readonly shards: number;
  readonly running: number;
  /** Checks that are due and wait for their turn. */
  readonly waiting: number;
  /** Lateness in milliseconds below which 99 % of the last minute's checks began; null when there were none. */
  readonly lateP99Ms: number | null;
  /** Results that are not in the store yet. */
  readonly unwritten: number;
  readonly demo: boolean;
}

/** One objective and how it stands. */
export interface ObjectiveFigures {
  /** "session-setup", "connect-time" … */
  readonly id: string;
  readonly title: Localized;
  /** "share", "ms", "percent", "days" */
  readonly unit: string;
  readonly objective: number;
  /** null: not measured. */
  readonly actual: number | null;
  readonly met: boolean | null;
  readonly windowDays: number;
  readonly good: number;
  readonly total: number;
  /** Share of the error budget that is left, 1 unspent, below 0 overspent; null where there is no budget. */
  readonly budgetLeft: number | null;
  readonly burn: readonly {
    readonly longMinutes: number;
    readonly shortMinutes: number;
    readonly longRate: number | null;
    readonly shortRate: number | null;
    readonly threshold: number;
    readonly burning: boolean;
  }[];
}

export type HealthBandName = "good" | "fair" | "poor" | "bad";

/** The part of a score that rollups keep, of the same facts at two moments. */
export interface HealthTrend {
  readonly id: "day" | "week";
  /** End of the day (UTC) that it is compared with. */
  readonly atMs: number;
  readonly before: number;
  readonly now: number;
}

/** Health of one host, followed to its terms and their facts. */
export interface HealthFigures {
  /** 0 to 100, one decimal. */
  readonly score: number;
  readonly band: HealthBandName;
  readonly atMs: number;
  readonly terms: readonly {
    readonly id: string;
    readonly title: Localized;
    /** Share of the configured weights, 0 to 1. */
    readonly weight: number;
    /** What it counts after the weights of missing terms were handed on. */
    readonly effectiveWeight: number;
    /** null: missing, its weight was given to the others. */
    readonly score: number | null;
    readonly because: readonly Localized[];
    readonly inputs: readonly {
      readonly fact: string;
      readonly title: Localized;
      readonly value: number | string | boolean;
      /** The value as a person reads it. */
      readonly text: Localized;
      readonly points: number;
      /** Part of the term that it makes, 0 to 1. */
      readonly share: number;
      readonly atMs: number;
    }[];
    readonly missing: readonly { readonly fact: string; readonly title: Localized; readonly why: Localized }[];
  }[];
  /** What a hard failure holds the score down to; null where there is none. */
  readonly cappedAt: number | null;
  readonly caps: readonly { readonly id: string; readonly at: number; readonly because: Localized }[];
  /** A moment of which rollups know nothing is not there. */
  readonly trend: readonly HealthTrend[];
}

/** Health of a group: the mean of its hosts, and how many are in which band. */
export interface GroupHealthFigures {
  readonly group: string;
  readonly atMs: number;
  /** null: no host has a score. */
  readonly score: number | null;
  readonly hosts: number;
  /** Hosts without a score; they do not count. */
  readonly unknown: number;
  readonly bands: Readonly<Record<HealthBandName, number>>;
  readonly trend: readonly HealthTrend[];
  /** The ten lowest. */
  readonly worst: readonly {
    readonly target: number;
    readonly name: string;
    readonly score: number;
    readonly band: HealthBandName;
    readonly cappedAt: number | null;
  }[];
}

/** A place that checks are made from. */
export interface VantageView {
  readonly id: VantageId;
  readonly name: string;
  readonly local: boolean;
  readonly alive: boolean;
  readonly lastSeenMs: number | null;
  readonly targets: number;
  readonly version: string | null;
}
