import type { TargetId, TenantId, TimedStage, VantageId } from "../fleet/index.ts";
import type { LogHistogram } from "./log-histogram.ts";

/** What a series of checks comes to. All counts add up, so that hours make days and hosts make groups. */
export interface Tally {
  /** Checks that count for the SLO: maintenance is left out, and a repeat after a failure is no second sample. */
  readonly checks: number;
  readonly successes: number;
  readonly degraded: number;
  readonly failing: number;
  readonly unreachable: number;
  readonly excluded: number;
  /** Of successful checks, in microseconds. */
  readonly total: LogHistogram;
  readonly stages: Readonly<Partial<Record<TimedStage, LogHistogram>>>;
}

export interface HostRollup extends Tally {
  readonly tenant: TenantId;
  readonly target: TargetId;
  readonly vantage: VantageId;
  readonly span: "hour" | "day";
  /** Start in UTC. */
  readonly fromMs: number;
}

export interface GroupRollup extends Tally {
  readonly tenant: TenantId;
  /** "fleet", "site/NAME", "gateway/NAME", "balancer/NAME", "pool/NAME", "cause/ID" */
  readonly group: string;
  /** Minutes hold the total alone, no stages. */
  readonly span: "minute" | "hour" | "day";
  readonly fromMs: number;
}
