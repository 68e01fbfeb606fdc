import { clockText } from "../alerting/index.ts";
import type { ReportedChecks, ReportedObjective } from "../contract/index.ts";
import { fill, type Language, type TextValues } from "../texts/index.ts";
import { type ReportTextKey, reportTexts } from "./report-texts.ts";

const HOUR_MS = 3_600_000;

/** A text of the report. */
export function say(language: Language, key: ReportTextKey, values: TextValues = {}): string {
  return fill(language, reportTexts[key][language], values);
}

/** "99.95 %" with the digits that tell it from 100; null where there were no checks. */
export function shareText({ checks, successes }: ReportedChecks): string | null {
  return checks === 0 ? null : percentText(successes / checks);
}

/** A share that is not all never reads as all, nor one that is more than nothing as nothing. */
export function percentText(share: number): string {
  const percent = share * 100;
  for (const digits of [1, 2, 3]) {
    const text = percent.toFixed(digits);
    if ((Number(text) !== 100 || share === 1) && (Number(text) !== 0 || share === 0)) return `${trimmed(text)} %`;
  }
  return share > 0.5 ? "> 99.999 %" : "< 0.001 %";
}

/** "1.5" h of milliseconds. */
export function hoursText(ms: number): string {
  const hours = ms / HOUR_MS;
  return `${trimmed(hours.toFixed(hours < 10 ? 2 : 1))} h`;
}

/** "320 ms", "1.25 s". */
export function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** Of the objective and what was reached, in its unit. */
export function valueText(value: number, { unit }: Pick<ReportedObjective, "unit">): string {
  // Objectives lie close to each other: 99.94 % must not read as 99.9 %.
  if (unit === "share")
    return Number((value * 100).toFixed(3)) === 100 ? percentText(value) : `${trimmed((value * 100).toFixed(3))} %`;
  if (unit === "ms") return durationText(value);
  const short = Number.isInteger(value) ? `${value}` : value.toFixed(1);
  return unit === "percent" ? `${short} %` : `${short} ${unit}`;
}

/** "2026-11-23 10:05" on the readers' clock. */
export function momentText(atMs: number, offsetMinutes: number): string {
  return clockText(atMs, offsetMinutes).slice(0, "2026-11-23 10:05".length);
}

/** "UTC+08:00". */
export function zoneText(offsetMinutes: number): string {
  return /\((.*)\)/.exec(clockText(0, offsetMinutes))?.[1] ?? "UTC";
}

function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
