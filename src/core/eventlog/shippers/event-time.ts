/** A moment as event records hold it: whole milliseconds since 1970 in UTC, and the rest in units of 100 ns. */
export interface EventTime {
  readonly timeMs: number;
  readonly timeTicks: number;
}

/**
 * Turns a local time into UTC. The argument is the reading of the wall clock as if it were UTC, the answer is the moment;
 * both in milliseconds since 1970.
 */
export type LocalZone = (wallClockMs: number) => number;

/** A zone with a fixed distance from UTC; east is positive. */
export function fixedZone(utcOffsetMinutes: number): LocalZone {
  return (wallClockMs) => wallClockMs - utcOffsetMinutes * 60_000;
}

const DAY_MS = 86_400_000;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Days from 1970-01-01 to a day of the Gregorian calendar. */
function daysFromCivil(year: number, month: number, day: number): number {
  // Years begin in March here, so that the leap day is the last one of its year.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Milliseconds since 1970 of a reading of clock and calendar, taken as UTC; undefined where there is no such moment. */
export function civilMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
  // Second 60 is a leap second: it counts as the first of the next minute.
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 60) return undefined;
  return daysFromCivil(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * A time in the form of ISO 8601 with up to nine digits behind the second; what is finer than 100 ns is cut. A time
 * without an offset is read in `zone`, and is undefined where no zone is known.
 */
export function parseIsoTime(text: string, zone?: LocalZone): EventTime | undefined {
  if (text.length > 64) return undefined;
  const match = ISO.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const wallClockMs = civilMs(year, month, day, hour, minute, second);
  if (wallClockMs === undefined) return undefined;
  const fraction = (match[7] ?? "").padEnd(7, "0");
  const milliseconds = wallClockMs + Number(fraction.slice(0, 3));
  const timeTicks = Number(fraction.slice(3, 7));
  const offset = match[8];
  if (offset === undefined) return zone === undefined ? undefined : { timeMs: zone(milliseconds), timeTicks };
  return { timeMs: milliseconds - offsetMs(offset), timeTicks };
}

function offsetMs(offset: string): number {
  if (/^(?:Z|UTC)$/i.test(offset)) return 0;
  const digits = offset.slice(1).replace(":", "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4));
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}

/** A count of nanoseconds since 1970 in decimal digits, as OpenTelemetry writes it. */
export function parseUnixNanoseconds(text: string): EventTime | undefined {
  if (!/^\d{7,20}$/.test(text)) return undefined;
  const timeMs = Number(text.slice(0, -6));
  return timeMs === 0 ? undefined : { timeMs, timeTicks: Number(text.slice(-6, -2)) };
}

const JSON_DATE = /^\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\/$/;

/** `/Date(1700000000123)/`, as PowerShell 5.1 and older web services write a date: milliseconds since 1970 in UTC. */
export function parseJsonDate(text: string): EventTime | undefined {
  const match = JSON_DATE.exec(text);
  return match === null ? undefined : { timeMs: Number(match[1]), timeTicks: 0 };
}

/** A moment with all its seven digits behind the second: `2026-11-22T23:10:05.1234567Z`. */
export function eventTimeText(time: EventTime): string {
  const days = Math.floor(time.timeMs / DAY_MS);
  const rest = time.timeMs - days * DAY_MS;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const clock = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60];
  const ofDay = clock.map((part) => String(part).padStart(2, "0")).join(":");
  const digits = String(rest % 1000).padStart(3, "0") + String(time.timeTicks).padStart(4, "0");
  const date = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  return `${date}T${ofDay}.${digits}Z`;
}
