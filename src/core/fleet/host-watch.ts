import { isSuccess, type CheckRow } from "./check-row.ts";
import type { HostState, HostStatus } from "./host-state.ts";

/** When a host counts as down, and as flapping. A client that retries once gets in or does not; so does a host here. */
export interface WatchPolicy {
  /** Failed checks in a row until it is down. 2: the check and its repeat. */
  readonly failuresToDown: number;
  /** Changes between success and failure within the window that make it flapping. 6: three failures that healed. */
  readonly flapTurns: number;
  /**
   * With so few left in the window it has settled. 2: well below `flapTurns`, so that the word itself does not flap. It has
   * also settled once nothing turned for longer than the turns of a flapping host lie apart (window / flapTurns): an outage
   * is not hidden for the rest of the window.
   */
  readonly settledTurns: number;
  /** 30 minutes. */
  readonly flapWindowMs: number;
}

export const DEFAULT_WATCH_POLICY: WatchPolicy = {
  failuresToDown: 2,
  flapTurns: 6,
  settledTurns: 2,
  flapWindowMs: 30 * 60_000,
};

/** Intervals without a result after which nothing is known. */
const STALE_INTERVALS = 3;
const KEPT_TURNS = 20;
/** A state that is further ahead of our clock was written when that was wrong; less is how clocks of two machines differ. */
const CLOCK_ERROR_MS = 5 * 60_000;

/** What became of the host with this row. */
export type Turn = "none" | "suspect" | "down" | "recovered" | "degraded" | "flapping" | "settled";

/**
 * The state after one more row. Rows may come late or twice: one that was not made later than the last changes nothing.
 * `nowMs` is the time of this machine; with it, a state that a clock far ahead left behind holds nobody up after
 * the clock was set back. Its `lastSlotMs` grows all the same, because a store refuses what is older than what it has.
 */
export function nextHostState(
  before: HostState | null,
  row: CheckRow,
  policy: WatchPolicy = DEFAULT_WATCH_POLICY,
  nowMs: number = Number.POSITIVE_INFINITY,
): { readonly state: HostState; readonly turn: Turn } {
  const wasAhead = before !== null && before.lastAtMs > nowMs + CLOCK_ERROR_MS && row.atMs <= nowMs + CLOCK_ERROR_MS;
  if (before !== null && row.atMs <= before.lastAtMs && !wasAhead) return { state: before, turn: "none" };
  const succeeds = isSuccess(row);
  const succeeded = before === null || isSuccess(before);
  const isTurn = before !== null && succeeds !== succeeded;
  const since = row.atMs - policy.flapWindowMs;
  const turnsMs = [...(before?.turnsMs ?? []), ...(isTurn ? [row.atMs] : [])]
    .filter((ms) => ms > since && ms <= row.atMs)
    .slice(-KEPT_TURNS);
  const failures = succeeds ? 0 : (before?.failures ?? 0) + 1;
  const status = statusOf(before, row, { failures, turnsMs, isTurn }, policy);
  const isFull = row.kind === "full" || row.kind === "asked";
  return {
    state: {
      tenant: row.tenant,
      target: row.target,
      vantage: row.vantage,
      status,
      sinceMs: sinceOf(before, row, status, turnsMs),
      lastSlotMs: Math.max(row.slotMs, (before?.lastSlotMs ?? 0) + (wasAhead ? 1 : 0)),
      lastKind: row.kind,
      lastAtMs: row.atMs,
      lastFullMs: isFull ? row.atMs : (before?.lastFullMs ?? null),
      lastSuccessMs: succeeds ? row.atMs : (before?.lastSuccessMs ?? null),
      verdict: row.verdict,
      failedStage: row.failedStage,
      causes: row.causes,
      totalUs: row.totalUs,
      failures,
      turnsMs,
    },
    turn: turnOf(before?.status ?? "unknown", status),
  };
}

/** What is still known of a state whose last result is old. */
export function ageState(state: HostState, intervalMs: number, nowMs: number): HostState {
  const isStale = nowMs - state.lastAtMs > STALE_INTERVALS * intervalMs;
  if (!isStale || state.status === "unknown") return state;
  return { ...state, status: "unknown", sinceMs: state.lastAtMs + STALE_INTERVALS * intervalMs };
}

/** A host is down since the check that failed first, not since the repeat that made it certain. */
function sinceOf(before: HostState | null, row: CheckRow, status: HostStatus, turnsMs: readonly number[]): number {
  if (before === null) return row.atMs;
  const isSame = before.status === status || (before.status === "suspect" && status === "down");
  if (isSame) return Math.min(before.sinceMs, row.atMs);
  const isSettledDown = before.status === "flapping" && status === "down";
  return isSettledDown ? Math.min(turnsMs.at(-1) ?? row.atMs, row.atMs) : row.atMs;
}

function statusOf(
  before: HostState | null,
  row: CheckRow,
  { failures, turnsMs, isTurn }: Pick<HostState, "failures" | "turnsMs"> & { readonly isTurn: boolean },
  policy: WatchPolicy,
): HostStatus {
  if (isTurn && turnsMs.length >= policy.flapTurns) return "flapping";
  const calmMs = row.atMs - (turnsMs.at(-1) ?? Number.NEGATIVE_INFINITY);
  const hasSettled = turnsMs.length <= policy.settledTurns || calmMs > policy.flapWindowMs / policy.flapTurns;
  if (before?.status === "flapping" && !hasSettled) return "flapping";
  if (isSuccess(row)) return row.verdict === "degraded" ? "degraded" : "up";
  return failures >= policy.failuresToDown ? "down" : "suspect";
}

function turnOf(before: HostStatus, after: HostStatus): Turn {
  if (before === after) return "none";
  if (after === "flapping") return "flapping";
  if (before === "flapping") return "settled";
  if (after === "down" || after === "suspect") return after;
  // Down to degraded is a recovery: people get in again. That it hinders is told by the state.
  if (before === "down" || before === "suspect") return "recovered";
  if (after === "degraded") return "degraded";
  return before === "degraded" ? "recovered" : "none";
}
