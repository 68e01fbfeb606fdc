const DAY_MS = 86_400_000;

/**
 * `2026-11-22T17:04:05.006Z` of milliseconds since 1970-01-01T00:00:00Z, in the proleptic Gregorian calendar. Core has no
 * clock and no `Date`, so the days are counted here (years from 1 March, so that the leap day is the last of its year).
 */
export function isoTime(epochMs: number): string {
  const wholeMs = Math.trunc(epochMs);
  const days = Math.floor(wholeMs / DAY_MS);
  const ofDayMs = wholeMs - days * DAY_MS;
  const { year, month, day } = civilDate(days);
  const hour = Math.floor(ofDayMs / 3_600_000);
  const minute = Math.floor(ofDayMs / 60_000) % 60;
  const second = Math.floor(ofDayMs / 1000) % 60;
  const date = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
  return `${date}T${digits(hour, 2)}:${digits(minute, 2)}:${digits(second, 2)}.${digits(ofDayMs % 1000, 3)}Z`;
}

const DAYS_IN_400_YEARS = 146_097;
const DAYS_FROM_0000_03_01_TO_1970 = 719_468;

function civilDate(daysSince1970: number): { readonly year: number; readonly month: number; readonly day: number } {
  const days = daysSince1970 + DAYS_FROM_0000_03_01_TO_1970;
  const cycle = Math.floor(days / DAYS_IN_400_YEARS);
  const dayOfCycle = days - cycle * DAYS_IN_400_YEARS;
  const yearOfCycle = Math.floor(
    (dayOfCycle -
      Math.floor(dayOfCycle / 1460) +
      Math.floor(dayOfCycle / 36_524) -
      Math.floor(dayOfCycle / (DAYS_IN_400_YEARS - 1))) /
      365,
  );
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0);
  return { year, month, day };
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, "0");
}
