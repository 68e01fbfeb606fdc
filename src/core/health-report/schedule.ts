import { minuteOfDay, type ZoneOffset } from "../alerting/index.ts";
import { isoTime, type ReportPeriod } from "../contract/index.ts";

/** When a report comes: each day, each Monday, or each first of a month, at a time of day in a zone. */
export interface ReportSchedule {
  readonly period: ReportPeriod;
  /** "07:00"; 07:00 when absent or no time of day. */
  readonly at?: string;
  /** UTC when absent. */
  readonly zone?: string;
}

/** One report: due at `untilMs`, about the time since the one before it. */
export interface ReportSlot {
  readonly fromMs: number;
  readonly untilMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SEVEN = 420;
/** The longest month and one day more. */
const MOST_DAYS = 32;

/** The first moment after `nowMs` at which a report is due. */
export function nextReportMs(schedule: ReportSchedule, nowMs: number, zoneOffset: ZoneOffset): number {
  const today = localDay(schedule, nowMs, zoneOffset);
  for (let day = today - 1; ; day += 1) {
    const atMs = dueOn(schedule, day, zoneOffset);
    if (atMs !== null && atMs > nowMs) return atMs;
  }
}

/** The last report that was due at or before `nowMs`. */
export function lastReportSlot(schedule: ReportSchedule, nowMs: number, zoneOffset: ZoneOffset): ReportSlot {
  const untilMs = dueBefore(schedule, nowMs, zoneOffset);
  return { fromMs: dueBefore(schedule, untilMs - 1, zoneOffset), untilMs };
}

function dueBefore(schedule: ReportSchedule, nowMs: number, zoneOffset: ZoneOffset): number {
  const today = localDay(schedule, nowMs, zoneOffset);
  for (let day = today + 1; day > today - 2 * MOST_DAYS; day -= 1) {
    const atMs = dueOn(schedule, day, zoneOffset);
    if (atMs !== null && atMs <= nowMs) return atMs;
  }
  return nowMs - DAY_MS;
}

/** Days since 1970 on the calendar of the zone. */
function localDay({ zone = "UTC" }: ReportSchedule, atMs: number, zoneOffset: ZoneOffset): number {
  return Math.floor((atMs + zoneOffset(zone, atMs) * MINUTE_MS) / DAY_MS);
}

/** When it is due on a day of the zone's calendar; null on a day without one. */
function dueOn({ period, at = "", zone = "UTC" }: ReportSchedule, day: number, zoneOffset: ZoneOffset): number | null {
  if (period === "week" && (((day + 3) % 7) + 7) % 7 !== 0) return null;
  if (period === "month" && !isoTime(day * DAY_MS).startsWith("-01T", 7)) return null;
  const localMs = day * DAY_MS + ((minuteOfDay(at) ?? SEVEN) % 1440) * MINUTE_MS;
  // The offset that counts is that of the moment itself, which is known only with it: the second try has it.
  const guessMs = localMs - zoneOffset(zone, localMs) * MINUTE_MS;
  return localMs - zoneOffset(zone, guessMs) * MINUTE_MS;
}
