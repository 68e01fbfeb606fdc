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

/** Health of one host, followed to its terms. */
export interface HealthFigures {
  readonly score: number;
  readonly terms: readonly {
    readonly id: string;
    readonly weight: number;
    /** null: missing, its weight was given to the others. */
    readonly score: number | null;
    readonly because: readonly Localized[];
  }[];
  /** What a hard failure holds the score down to; null where there is none. */
  readonly cappedAt: number | null;
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
