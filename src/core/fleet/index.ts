export { CHECK_KINDS, isSuccess, LOCAL_VANTAGE, TIMED_STAGES } from "./check-row.ts";
export type { CheckKind, CheckRow, RowCause, TimedStage, VantageId } from "./check-row.ts";
export type * from "./host-state.ts";
export { DEFAULT_TENANT } from "./target.ts";
export type { Origin, Scope, ScopeKind, Target, TargetId, TargetSettings, TenantId } from "./target.ts";
export type * from "./watched-facts.ts";
