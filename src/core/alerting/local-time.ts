import type { RuleSettings } from "./alert.ts";

/**
 * Minutes that a zone ("Europe/Berlin") is ahead of UTC at a moment; without a zone that of the machine. Passed in, because
 * the rules of summer time are data of the platform.
 */
export type ZoneOffset = (zone: string | undefined, atMs: number) => number;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1440;

/** Minutes after midnight of "07:30"; null when it is no time of day. "24:00" is the end of the day. */
export function minuteOfDay(text: string): number | null {
  const match = /^([01]?\d|2[0-4]):([0-5]\d)$/.exec(text.trim());
  if (match === null) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return minutes <= DAY_MINUTES ? minutes : null;
}

/** The two times of "22:00-07:00"; null when it is no such span. */
export function hoursOf(text: string): { readonly from: number; readonly until: number } | null {
  const [first = "", second = "", ...rest] = text.split("-");
  const from = minuteOfDay(first);
  const until = minuteOfDay(second);
  return from === null || until === null || rest.length > 0 ? null : { from, until };
}

/** Monday is 1, Sunday 7. */
function weekdayOf(localMs: number): number {
  const fromThursday = Math.floor(localMs / DAY_MS);
  return ((((fromThursday + 3) % 7) + 7) % 7) + 1;
}

/** The first moment at or after `fromMs` when clocks of the zone show this minute of the day. */
function nextLocal(minute: number, zone: string | undefined, offset: ZoneOffset, fromMs: number): number {
  const localMs = fromMs + offset(zone, fromMs) * MINUTE_MS;
  const midnight = Math.floor(localMs / DAY_MS) * DAY_MS;
  for (let day = 0; day <= 2; day++) {
    const wanted = midnight + day * DAY_MS + minute * MINUTE_MS;
    // The offset that counts is that of the moment itself; where a change of the clock lies between, the second try has it.
    const guess = wanted - offset(zone, wanted - offset(zone, fromMs) * MINUTE_MS) * MINUTE_MS;
    const at = wanted - offset(zone, guess) * MINUTE_MS;
    if (at >= fromMs) return at;
  }
  return fromMs + DAY_MS;
}

/** When the quiet hours end that `nowMs` lies in; null when it lies in none. Hours that cannot be read are none. */
export function quietUntil(
  quiet: NonNullable<RuleSettings["quiet"]>,
  offset: ZoneOffset,
  nowMs: number,
): number | null {
  const hours = hoursOf(quiet.hours);
  if (hours === null || hours.from === hours.until) return null;
  const localMs = nowMs + offset(quiet.zone, nowMs) * MINUTE_MS;
  const minute = Math.floor((((localMs % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS);
  const overnight = hours.from > hours.until;
  const sinceYesterday = overnight && minute < hours.until;
  const inside = overnight ? minute >= hours.from || sinceYesterday : minute >= hours.from && minute < hours.until;
  if (!inside) return null;
  const began = weekdayOf(sinceYesterday ? localMs - DAY_MS : localMs);
  if (quiet.days !== undefined && !quiet.days.some((day) => day === began || (day === 0 && began === 7))) return null;
  return nextLocal(hours.until % DAY_MINUTES, quiet.zone, offset, nowMs + 1);
}

/** The first "08:00" at or after `fromMs`; `fromMs` itself when the time cannot be read. */
export function nextDaily(daily: NonNullable<RuleSettings["daily"]>, offset: ZoneOffset, fromMs: number): number {
  const minute = minuteOfDay(daily.at);
  return minute === null ? fromMs : nextLocal(minute % DAY_MINUTES, daily.zone, offset, fromMs);
}

const two = (value: number): string => String(value).padStart(2, "0");

/** "2026-11-23 10:05 (UTC+08:00)" of a moment for a clock so many minutes ahead of UTC. */
export function clockText(atMs: number, offsetMinutes: number): string {
  const local = Math.floor((atMs + offsetMinutes * MINUTE_MS) / MINUTE_MS);
  const minute = ((local % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  const day = `${dayText(Math.floor(local / DAY_MINUTES))} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  const ahead = Math.abs(offsetMinutes);
  const sign = offsetMinutes < 0 ? "-" : "+";
  return `${day} (UTC${ahead === 0 ? "" : `${sign}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`})`;
}

// Years are counted from March in eras of 400 years, so that the leap day is the last one of a year.
function dayText(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  const date = ofYear - Math.floor((153 * march + 2) / 5) + 1;
  return `${year + era * 400 + (month <= 2 ? 1 : 0)}-${two(month)}-${two(date)}`;
}
