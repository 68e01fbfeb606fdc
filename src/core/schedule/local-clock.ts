/**
 * Minutes that a zone ("Europe/Berlin") is ahead of UTC at a moment. Passed in, because the rules of summer time are data
 * of the platform and core has no clock.
 */
export type OffsetMinutesAt = (zone: string, atMs: number) => number;

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/**
 * The moment at which clocks of the zone show a local time, given as if it were UTC. A time that is there twice (the clock
 * is put back) is the first of the two; one that is left out (it is put forward) is as much later as was left out.
 */
export function momentOfLocal(localMs: number, zone: string, offsetMinutesAt: OffsetMinutesAt): number {
  const before = offsetMinutesAt(zone, localMs - DAY_MS);
  const byBefore = localMs - before * MINUTE_MS;
  if (offsetMinutesAt(zone, byBefore) === before) return byBefore;
  const after = offsetMinutesAt(zone, localMs + DAY_MS);
  const byAfter = localMs - after * MINUTE_MS;
  return offsetMinutesAt(zone, byAfter) === after ? byAfter : byBefore;
}

/** What clocks of the zone show at a moment, as if it were UTC. */
export function localOfMoment(atMs: number, zone: string, offsetMinutesAt: OffsetMinutesAt): number {
  return atMs + offsetMinutesAt(zone, atMs) * MINUTE_MS;
}

/** 1 Monday to 7 Sunday. */
export function weekdayOf(localMs: number): number {
  const sinceThursday = Math.floor(localMs / DAY_MS);
  return ((((sinceThursday + 3) % 7) + 7) % 7) + 1;
}

/** Minutes after midnight of "22:00"; null when it is no time of day. */
export function minuteOfDay(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}

const MOMENT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** Epoch milliseconds of "2026-12-24T22:00+01:00"; null without an offset, and of a date that does not exist. */
export function momentMs(text: string): number | null {
  const match = MOMENT.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const [offsetHour, offsetMinute] = [Number(match[8] ?? 0), Number(match[9] ?? 0)];
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!isDate || hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return null;
  const aheadMs = (match[7] === "-" ? -1 : 1) * (offsetHour * 60 + offsetMinute) * MINUTE_MS;
  return daysSince1970(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 - aheadMs;
}

function daysIn(year: number, month: number): number {
  const next = month === 12 ? daysSince1970(year + 1, 1, 1) : daysSince1970(year, month + 1, 1);
  return next - daysSince1970(year, month, 1);
}

// Years are counted from March in eras of 400 years, so that the leap day is the last one of a year.
function daysSince1970(year: number, month: number, day: number): number {
  const fromMarch = month > 2 ? year : year - 1;
  const era = Math.floor(fromMarch / 400);
  const ofEra = fromMarch - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}
