import { useMemo } from "react";
import { usePreferences } from "./preferences.ts";
import { localeOf } from "./use-texts.ts";

export interface Format {
  number(value: number, digits?: number): string;
  /** 0.9995 as "99.95 %". */
  percent(share: number, digits?: number): string;
  /** Microseconds as µs, ms or s. */
  duration(us: number): string;
  /** Milliseconds as the largest one or two units: "3 d 4 h", "12 min". */
  span(ms: number): string;
  dateTime(ms: number): string;
  date(ms: number): string;
  /** Day and month. */
  day(ms: number): string;
  time(ms: number): string;
  /** "5 minutes ago", "in 3 days". */
  relative(ms: number, nowMs: number): string;
  bytes(count: number): string;
  readonly zone: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
  ["second", SECOND],
] as const;

/** Numbers, dates and durations as the language of the page writes them. */
export function useFormat(): Format {
  const { language } = usePreferences();
  return useMemo(() => formatFor(localeOf(language)), [language]);
}

function formatFor(locale: string): Format {
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const unit = (value: number, name: string, digits = 0): string =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit: name,
      unitDisplay: "short",
      maximumFractionDigits: digits,
    }).format(value);
  return {
    zone: dateTime.resolvedOptions().timeZone,
    number: (value, digits = 0) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value),
    percent: (share, digits = 2) =>
      new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits }).format(share),
    duration: (us) => {
      if (us < 1000) return unit(us, "microsecond");
      if (us < 1_000_000) return unit(us / 1000, "millisecond", us < 10_000 ? 1 : 0);
      return unit(us / 1_000_000, "second", us < 10_000_000 ? 2 : 1);
    },
    span: (ms) => {
      const parts = [
        ["day", DAY, Infinity],
        ["hour", HOUR, 24],
        ["minute", MINUTE, 60],
        ["second", SECOND, 60],
      ] as const;
      const counts = parts.map(([name, length, most]) => [name, Math.floor(ms / length) % most] as const);
      const first = counts.findIndex(([, count]) => count > 0);
      if (first === -1) return unit(0, "second");
      return counts
        .slice(first, first + 2)
        .filter(([, count]) => count > 0)
        .map(([name, count]) => unit(count, name))
        .join(" ");
    },
    dateTime: (ms) => dateTime.format(ms),
    date: (ms) => date.format(ms),
    day: (ms) => day.format(ms),
    time: (ms) => time.format(ms),
    relative: (ms, nowMs) => {
      const away = ms - nowMs;
      const [name, length] = STEPS.find(([, step]) => Math.abs(away) >= step) ?? ["second", SECOND];
      return relative.format(Math.trunc(away / length), name);
    },
    bytes: (count) => {
      const step = count < 1e3 ? 0 : count < 1e6 ? 1 : count < 1e9 ? 2 : 3;
      const names = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
      return unit(count / 1000 ** step, names[step] ?? "byte", step === 0 ? 0 : 1);
    },
  };
}
