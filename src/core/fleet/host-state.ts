import type { Verdict } from "../diagnosis/index.ts";
import type { StageName } from "../evidence/index.ts";
import type { CheckKind, RowCause, VantageId } from "./check-row.ts";
import type { TargetId, TenantId } from "./target.ts";

/**
 * *unknown*: never checked, or its last result is older than three intervals. *suspect*: one failure, being repeated.
 * *flapping*: changed too often to be called either. *suppressed*: down, and something it depends on is down.
 */
export type HostStatus = "unknown" | "up" | "degraded" | "suspect" | "down" | "flapping" | "suppressed";

/** What is known of one target now, from one vantage. */
export interface HostState {
  readonly tenant: TenantId;
  readonly target: TargetId;
  readonly vantage: VantageId;
  readonly status: HostStatus;
  /** When `status` became what it is; of *down* the first failed check of that run. */
  readonly sinceMs: number;
  readonly lastSlotMs: number;
  readonly lastKind: CheckKind;
  readonly lastAtMs: number;
  readonly lastFullMs: number | null;
  readonly lastSuccessMs: number | null;
  readonly verdict: Verdict;
  readonly failedStage: StageName | null;
  readonly causes: readonly RowCause[];
  readonly totalUs: number;
  /** Failed checks in a row. */
  readonly failures: number;
  /** Times of the last changes between success and failure, newest last, at most 20: what flapping is told by. */
  readonly turnsMs: readonly number[];
}
