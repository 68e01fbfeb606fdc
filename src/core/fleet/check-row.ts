import type { Effect, Verdict } from "../diagnosis/index.ts";
import type { StageName } from "../evidence/index.ts";
import type { CauseId } from "../knowledge/index.ts";
import type { TargetId, TenantId } from "./target.ts";

/** 0 is this machine. Others are given by the store when a vantage joins. */
export type VantageId = number;
export const LOCAL_VANTAGE: VantageId = 0;

/**
 * *interval*: the short check of each interval. *repeat*: the same again, 5 s after a failure. *full*: every question
 * (daily, at first sight, after a change). *asked*: somebody pressed "check now"; it is full, too.
 */
export const CHECK_KINDS = ["interval", "repeat", "full", "asked"] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

/** Stages that a row has a time for, in the order of the connection. */
export const TIMED_STAGES = ["dns", "tcp", "x224", "tls", "credssp"] as const;
export type TimedStage = Extract<StageName, (typeof TIMED_STAGES)[number]>;

/** A cause as a row keeps it. */
export interface RowCause {
  readonly id: CauseId;
  readonly variant?: string;
  readonly effect: Effect;
  readonly confidence: number;
}

/** What is stored of every check: times, outcome, causes. Facts are stored only when they change. */
export interface CheckRow {
  readonly tenant: TenantId;
  readonly target: TargetId;
  readonly vantage: VantageId;
  /** Planned time in epoch milliseconds. (target, vantage, slot, kind) is there once, whoever reports it how often. */
  readonly slotMs: number;
  readonly kind: CheckKind;
  /** When it began. `atMs - slotMs` is the lateness. */
  readonly atMs: number;
  readonly verdict: Verdict;
  /** The stage that did not complete, null when all did. */
  readonly failedStage: StageName | null;
  /** First of each group, blocks before hinders; what only weakens is left out. */
  readonly causes: readonly RowCause[];
  /** Microseconds of each stage that completed. */
  readonly stagesUs: Readonly<Partial<Record<TimedStage, number>>>;
  /** Microseconds from the first packet to the last stage that completed: the time to set up a session as far as it was watched. */
  readonly totalUs: number;
  /** true: within a maintenance window; counts for no SLO. */
  readonly excluded: boolean;
}

/** The bar of "session set-up success": a client gets in. */
export function isSuccess(row: Pick<CheckRow, "verdict">): boolean {
  return row.verdict === "healthy" || row.verdict === "degraded";
}

/** The likeliest cause that hinders clients which get in; undefined where none does. */
export function hinderedBy({ causes }: Pick<CheckRow, "causes">): CauseId | undefined {
  return causes.find(({ effect }) => effect === "hinders")?.id;
}
