import type { GroupRollup } from "../../core/reliability/index.ts";

const DAY_MS = 86_400_000;

/** A day (UTC) and the share of its checks that got in; null where none was made. */
export interface UptimeDay {
  readonly dayMs: number;
  readonly share: number | null;
}

export interface Uptime {
  /** The oldest first, the last one is today. */
  readonly days: readonly UptimeDay[];
  /** Of all checks of these days; null where none was made. */
  readonly share: number | null;
}

/** When the first of so many days began, today being the last. */
export function firstDayMs(days: number, nowMs: number): number {
  return Math.floor(nowMs / DAY_MS) * DAY_MS - (days - 1) * DAY_MS;
}

/** Uptime a day of one group, from its figures of days. Checks in maintenance do not count. */
export function uptimeOf(rollups: readonly GroupRollup[], group: string, days: number, nowMs: number): Uptime {
  const own = new Map(rollups.filter((one) => one.group === group).map((one) => [one.fromMs, one]));
  const fromMs = firstDayMs(days, nowMs);
  let good = 0;
  let all = 0;
  const list = Array.from({ length: days }, (_, index): UptimeDay => {
    const dayMs = fromMs + index * DAY_MS;
    const rollup = own.get(dayMs);
    const counted = rollup === undefined ? 0 : rollup.checks - rollup.excluded;
    if (rollup === undefined || counted <= 0) return { dayMs, share: null };
    good += rollup.successes;
    all += counted;
    return { dayMs, share: Math.min(1, rollup.successes / counted) };
  });
  return { days: list, share: all === 0 ? null : Math.min(1, good / all) };
}

/** 0.99954 as "99.95 %": cut, not rounded, so that 100 % is said only of what is whole. */
export function percentText(share: number): string {
  const percent = Math.floor(share * 10_000) / 100;
  return `${percent === 100 ? "100" : percent.toFixed(2)} %`;
}
