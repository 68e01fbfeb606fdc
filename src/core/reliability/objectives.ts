import type { LogHistogram } from "./log-histogram.ts";

/** What is promised of session set-up. Defaults of ours, all of them editable. */
export interface Objectives {
  readonly windowDays: number;
  /** Share of checks at which a client gets in, 0 to 1. */
  readonly successShare: number;
  readonly meanConnectMs: number;
  readonly p95ConnectMs: number;
}

export const DEFAULT_OBJECTIVES: Objectives = {
  windowDays: 30,
  successShare: 0.9995,
  meanConnectMs: 2000,
  p95ConnectMs: 2000,
};

/** Good and all checks of a span. */
export interface Counted {
  readonly good: number;
  readonly total: number;
}

/**
 * A pair of windows and the rate at which an error budget burns that is worth a message (Google, The Site Reliability
 * Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts"): the long one says that it matters, the short one that it
 * still goes on. The rates are for a budget of 30 days.
 */
export interface BurnWindow {
  readonly longMinutes: number;
  readonly shortMinutes: number;
  readonly threshold: number;
  readonly severity: "page" | "ticket";
}

export const BURN_WINDOWS: readonly BurnWindow[] = [
  { longMinutes: 60, shortMinutes: 5, threshold: 14.4, severity: "page" },
  { longMinutes: 360, shortMinutes: 30, threshold: 6, severity: "page" },
  { longMinutes: 1440, shortMinutes: 120, threshold: 3, severity: "ticket" },
  { longMinutes: 4320, shortMinutes: 360, threshold: 1, severity: "ticket" },
];

/** Fewer checks say nothing about a share. */
export const LEAST_CHECKS = 10;

/** Share of good checks; null while there are too few. */
export function shareOf({ good, total }: Counted): number | null {
  return total < LEAST_CHECKS ? null : good / total;
}

/** Share of the error budget that is left: 1 unspent, below 0 overspent, null where nothing can be said. */
export function budgetLeft(counted: Counted, objective: number): number | null {
  const share = shareOf(counted);
  const allowed = 1 - objective;
  if (share === null || allowed <= 0) return null;
  return 1 - (1 - share) / allowed;
}

/** How many times faster than allowed the budget is spent: 1 spends all of it in exactly its window. */
export function burnRate(counted: Counted, objective: number): number | null {
  const share = shareOf(counted);
  const allowed = 1 - objective;
  return share === null || allowed <= 0 ? null : (1 - share) / allowed;
}

export interface Burn extends BurnWindow {
  readonly longRate: number | null;
  readonly shortRate: number | null;
  readonly burning: boolean;
}

/**
 * Burn rates of all pairs of windows. `countedOf` gives the checks of the last so many minutes. Nothing burns while the long window
 * knows no more than the short one: in its first minutes a fleet with one broken host would page somebody whom the incident told.
 */
export function burnsOf(countedOf: (minutes: number) => Counted, objective: number): readonly Burn[] {
  return BURN_WINDOWS.map((window) => {
    const [long, short] = [countedOf(window.longMinutes), countedOf(window.shortMinutes)];
    const [longRate, shortRate] = [burnRate(long, objective), burnRate(short, objective)];
    const isAbove = (rate: number | null): boolean => rate !== null && rate >= window.threshold;
    const burning = long.total > short.total && isAbove(longRate) && isAbove(shortRate);
    return { ...window, longRate, shortRate, burning };
  });
}

/** Mean of a histogram in milliseconds, within 2 %; null when it is empty. */
export function meanMs(histogram: LogHistogram): number | null {
  return histogram.count === 0 ? null : histogram.sum() / histogram.count / 1000;
}
