import { isSuccess, type CheckRow } from "./check-row.ts";
import type { HostState, HostStatus } from "./host-state.ts";

/** When a host counts as down, as flapping, and as not known any more. */
export interface WatchPolicy {
  /** Failed checks in a row until it is down: the check and its repeat. */
  readonly failuresToDown: number;
  /** Changes between success and failure within the window that make it flapping. */
  readonly flapTurns: number;
  /** With so few left in the window it has settled: fewer than `flapTurns`, so that the word itself does not flap. */
  readonly settledTurns: number;
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

/** What became of the host with this row. */
export type Turn = "none" | "suspect" | "down" | "recovered" | "degraded" | "flapping" | "settled";

/**
 * The state after one more row. Rows may come late or twice: one that is not newer than the last changes nothing. The
 * repeat of a slot is newer than its first check.
 */
export function nextHostState(
  before: HostState | null,
  row: CheckRow,
  policy: WatchPolicy = DEFAULT_WATCH_POLICY,
): { readonly state: HostState; readonly turn: Turn } {
  if (before !== null && !isNewer(row, before)) return { state: before, turn: "none" };
  const succeeds = isSuccess(row);
  const succeeded = before === null || isSuccess(before);
  const isTurn = before !== null && succeeds !== succeeded;
  const since = row.atMs - policy.flapWindowMs;
  const turnsMs = [...(before?.turnsMs ?? []), ...(isTurn ? [row.atMs] : [])]
    .filter((ms) => ms > since)
    .slice(-KEPT_TURNS);
  const failures = succeeds ? 0 : (before?.failures ?? 0) + 1;
  const status = statusOf(before, row, failures, turnsMs.length, policy);
  const isFull = row.kind === "full" || row.kind === "asked";
  return {
    state: {
      tenant: row.tenant,
      target: row.target,
      vantage: row.vantage,
      status,
      sinceMs: before !== null && before.status === status ? before.sinceMs : row.atMs,
      lastSlotMs: Math.max(row.slotMs, before?.lastSlotMs ?? 0),
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

function isNewer(row: CheckRow, { lastSlotMs, lastAtMs }: HostState): boolean {
  return row.atMs > lastAtMs && row.slotMs >= lastSlotMs;
}

function statusOf(
  before: HostState | null,
  row: CheckRow,
  failures: number,
  turns: number,
  policy: WatchPolicy,
): HostStatus {
  const wasFlapping = before?.status === "flapping";
  if (turns >= policy.flapTurns || (wasFlapping && turns > policy.settledTurns)) return "flapping";
  if (isSuccess(row)) return row.verdict === "degraded" ? "degraded" : "up";
  return failures >= policy.failuresToDown ? "down" : "suspect";
}

function turnOf(before: HostStatus, after: HostStatus): Turn {
  if (before === after) return "none";
  if (after === "flapping") return "flapping";
  if (before === "flapping") return "settled";
  if (after === "down" || after === "suspect" || after === "degraded") return after;
  return before === "down" || before === "suspect" || before === "degraded" ? "recovered" : "none";
}
