import type { Localized } from "../../texts/index.ts";
import { printable } from "../../texts/index.ts";

/** Longest piece of a peer's or an operator's text inside a sentence. */
const SHOWN_MAX = 80;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export function both(en: string, zh: string): Localized {
  return { en, zh };
}

/** Text that came from elsewhere: escaped and cut, so that it cannot steer a terminal. */
export function shown(text: string): string {
  return printable(text, SHOWN_MAX);
}

/** Several such texts; what is beyond the fifth is only counted. */
export function shownList(texts: readonly string[]): string {
  const first = texts.slice(0, 5).map(shown).join(", ");
  return texts.length > 5 ? `${first}, … (${texts.length})` : first;
}

/** `38 ms`, `1.2 s`: the same in both languages. */
export function elapsed(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}

/** Unsigned, as the specifications print codes. */
export function hex(code: number): string {
  return `0x${(code >>> 0).toString(16).toUpperCase().padStart(2, "0")}`;
}

/** A span in the unit in which a person would say it. */
export function span(durationMs: number): Localized {
  const size = Math.abs(durationMs);
  if (size < 120_000) return both(`${Math.round(size / 1000)} s`, `${Math.round(size / 1000)} 秒`);
  if (size < 2 * HOUR_MS) return both(`${Math.round(size / MINUTE_MS)} min`, `${Math.round(size / MINUTE_MS)} 分钟`);
  if (size < 2 * DAY_MS) return both(`${Math.round(size / HOUR_MS)} h`, `${Math.round(size / HOUR_MS)} 小时`);
  return days(Math.round(size / DAY_MS));
}

export function days(count: number): Localized {
  return both(count === 1 ? "1 day" : `${count} days`, `${count} 天`);
}
