import { toLatin1 } from "../bytes/index.ts";
import { type DerElement, type DerReader } from "./der.ts";

/*
 * RFC 5280 4.1.2.5: UTCTime YYMMDDHHMMSSZ (a year of 50 or more is 19YY) and GeneralizedTime YYYYMMDDHHMMSSZ. Older issuers left the
 * seconds out or wrote an offset; both are read.
 */
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SHAPE = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d{1,9})?(?:Z|([+-])(\d{2})(\d{2}))$/;
const MS_PER_DAY = 86_400_000;
const DAYS_IN_MONTH: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar; years are counted from March so that a leap day comes last. */
function daysFromDate(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const monthsSinceMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthsSinceMarch + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}

function dateFromDays(days: number): readonly [year: number, month: number, day: number] {
  let year = Math.floor(days / 365.2425) + 1970;
  while (daysFromDate(year, 1, 1) > days) year--;
  while (daysFromDate(year + 1, 1, 1) <= days) year++;
  let month = 12;
  while (daysFromDate(year, month, 1) > days) month--;
  return [year, month, days - daysFromDate(year, month, 1) + 1];
}

const padded = (value: number, width: number): string => String(value).padStart(width, "0");

/** "2026-11-22T15:33:52Z" of a Unix time in milliseconds, for years 0 to 9999; fractions of a second are dropped. */
export function isoFromUnixMs(unixMs: number): string {
  const days = Math.floor(unixMs / MS_PER_DAY);
  const seconds = Math.floor((unixMs - days * MS_PER_DAY) / 1000);
  const [year, month, day] = dateFromDays(days);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}T${time.map((part) => padded(part, 2)).join(":")}Z`;
}

function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
}

function yearOf(element: DerElement, text: string): number | undefined {
  const year = Number(text);
  if (element.tag === GENERALIZED_TIME) return text.length === 4 ? year : undefined;
  if (element.tag !== UTC_TIME || text.length !== 2) return undefined;
  return year < 50 ? 2000 + year : 1900 + year;
}

/** The next element as a Unix time in milliseconds. Throws DecodeError when it is no time or names a date that does not exist. */
export function readTime(reader: DerReader, field: string): number {
  const element = reader.next();
  if (element.contents.length > 32) reader.reject(field, "is too long for a time");
  const match = SHAPE.exec(toLatin1(element.contents));
  const year = match ? yearOf(element, match[1] ?? "") : undefined;
  if (!match || year === undefined) return reader.reject(field, "is not UTCTime or GeneralizedTime");
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(2, 7).map((part) => Number(part ?? 0));
  if (day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) {
    reader.reject(field, "names a moment that does not exist");
  }
  const offset = (Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0)) * (match[7] === "-" ? -1 : 1);
  const minutes = hour * 60 + minute - offset;
  return daysFromDate(year, month, day) * MS_PER_DAY + minutes * 60_000 + second * 1000;
}
