const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Epoch milliseconds of "2026-12-24T22:00+01:00" (RFC 3339 with or without seconds); undefined when there is no such moment. */
export function momentMs(text: string): number | undefined {
  const match =
    /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?(?:Z|([+-])(\d{2}):(\d{2}))$/.exec(text)?.slice(1) ??
    undefined;
  if (match === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(0, 6)
    .map((part) => Number(part ?? 0));
  const [sign, offsetHour, offsetMinute] = match.slice(6);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || Number(offsetHour ?? 0) > 14 || Number(offsetMinute ?? 0) > 59) {
    return undefined;
  }
  const offsetMinutes = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * (sign === "-" ? -1 : 1);
  return daysSinceEpoch(year, month, day) * DAY_MS + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysIn(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
}

/** Days of the proleptic Gregorian calendar from 1970-01-01. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const before = year - 1;
  const ofYears = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  let ofMonths = 0;
  for (let each = 1; each < month; each++) ofMonths += daysIn(year, each);
  return ofYears + ofMonths + day - 1 - 719_162;
}
