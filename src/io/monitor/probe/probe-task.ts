import type { StageName, StageOutcome } from "../../../core/evidence/index.ts";
import type { CheckKind, CheckRow, Target, VantageId, WatchedFacts } from "../../../core/fleet/index.ts";
import type { CheckReport } from "../../../core/contract/index.ts";
import type { CauseId } from "../../../core/knowledge/index.ts";

/** One check that is to be made now. */
export interface ProbeTask {
  readonly target: Target;
  readonly vantage: VantageId;
  readonly kind: CheckKind;
  readonly slotMs: number;
  readonly excluded: boolean;
  readonly stageTimeoutMs: number;
  readonly totalTimeoutMs: number;
  /** Addresses that must not be reached, as CIDR ranges. */
  readonly forbidden: readonly string[];
  /** What hindered at the last check: a check that finds the same brings no conversation. */
  readonly hinderedBy?: CauseId;
}

/** What a check brought: small enough to cross between threads a hundred times a second. */
export interface ProbeOutcome {
  readonly row: CheckRow;
  /** What was reached; what was not is absent. */
  readonly facts: WatchedFacts;
  /** Of a check that failed, of one that something else hindered than before, and of each that was asked for. */
  readonly transcript: string | null;
  /** Of a check that failed, of a full one and of one that was asked for: with causes, evidence and grade. */
  readonly report: CheckReport | null;
}

/** A stage of a check that somebody watches. */
export interface ProbeStage {
  readonly stage: StageName;
  readonly outcome: StageOutcome;
  /** Microseconds; absent of a stage that was not gone through. */
  readonly us?: number;
}
