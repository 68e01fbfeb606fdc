import { DEFAULT_PER_HOUR } from "./rules.ts";

const HOUR_MS = 3_600_000;

/**
 * When a channel may send its next message, given when it sent those of the last hour. Half of what an hour allows may go at
 * once; the rest is spread, so that whatever comes in a storm waits for minutes and not for the end of the hour. In no hour
 * there are more than `perHour`.
 */
export function freeAtMs(sentMs: readonly number[], perHour: number = DEFAULT_PER_HOUR, nowMs: number): number {
  const most = Math.max(1, Math.floor(perHour));
  const recent = sentMs.filter((at) => at > nowMs - HOUR_MS).toSorted((a, b) => a - b);
  if (recent.length < Math.ceil(most / 2)) return nowMs;
  const spacingMs = HOUR_MS / Math.max(1, Math.floor(most / 2));
  const spaced = (recent.at(-1) ?? nowMs) + spacingMs;
  const roomMs = recent.length < most ? nowMs : (recent[recent.length - most] ?? nowMs) + HOUR_MS;
  // When the oldest of them are an hour old, the first half is free again.
  const burstMs = (recent[recent.length - Math.ceil(most / 2)] ?? nowMs) + HOUR_MS;
  return Math.max(nowMs, Math.max(roomMs, Math.min(spaced, burstMs)));
}

/** What is still of interest of those times. */
export function lastHour(sentMs: readonly number[], nowMs: number): number[] {
  return sentMs.filter((at) => at > nowMs - HOUR_MS);
}
