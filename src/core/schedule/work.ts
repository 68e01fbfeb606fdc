import type { CheckKind, TargetId } from "../fleet/index.ts";

export interface ScheduleSettings {
  readonly intervalMs: number;
  /** Checks at a time. */
  readonly maxRunning: number;
  /** Of these, with every question; at most half of all, so that they never hold up the others. 0: never. */
  readonly maxFullRunning: number;
  /** Checks that may begin in a second beside those that the intervals ask for, so that nothing comes in a herd. */
  readonly startsPerSecond: number;
  /** A check that is not back after this is lost, and its host free again. */
  readonly deadlineMs: number;
}

export interface ScheduledTarget {
  readonly id: TargetId;
  /** Two targets with one key are never checked at the same time. */
  readonly hostKey: string;
  readonly intervalMs: number;
  readonly lastSlotMs: number | null;
  readonly lastFullMs: number | null;
  /** Failed checks in a row when last heard of; of a host that is down no failure is repeated. 0 when absent. */
  readonly failures?: number;
}

/** A check to be made. The slot of one that somebody asked for is the moment at which it was asked for. */
export interface Work {
  readonly target: TargetId;
  readonly kind: CheckKind;
  readonly slotMs: number;
}

export interface CheckEnd {
  /** No client would get in. */
  readonly failed: boolean;
  readonly factsChanged: boolean;
  /** false: the check could not be made, and nothing was learned of the host. true when absent. */
  readonly isTested?: boolean;
}

export interface ScheduleCounts {
  readonly targets: number;
  readonly running: number;
  readonly runningFull: number;
  /** Due, and not begun for want of capacity or because their host is busy. */
  readonly waiting: number;
  /** Begun more than `LATE_MS` after their time, since the start. */
  readonly late: number;
  /** Slots that went by without a check, since the start. */
  readonly skipped: number;
  /** Checks that did not come back, since the start. */
  readonly lost: number;
}

export const LATE_MS = 2000;
export const REPEAT_AFTER_MS = 5000;
export const FULL_EVERY_MS = 86_400_000;
/** A full check that taught nothing (it failed, or did not come back) is not tried again for so long. */
export const FULL_RETRY_MS = 900_000;
/** After a stop, what is overdue is caught up within this time at most. */
export const CATCH_UP_MS = 30_000;
/** Nobody asked for work for so long although some was due: the process stood still, or the clock was put forward. */
export const STANDSTILL_MS = 15_000;
/** A clock that goes back by less stands still for us until it is there again; one that goes back by more was set. */
export const SET_BACK_MS = 2000;
