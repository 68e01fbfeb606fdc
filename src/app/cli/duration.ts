import { usage } from "./operation-error.ts";

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, "": 1000 };

/** `20`, `20s`, `500ms`, `2m`, `1h` as milliseconds; a bare number is seconds. */
export function parseDurationMs(text: string, option: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,6})?)\s*(ms|s|m|h|)$/i.exec(text.trim());
  const durationMs = match === null ? 0 : Math.round(Number(match[1]) * (UNIT_MS[(match[2] ?? "").toLowerCase()] ?? 0));
  // setTimeout takes no more than 2^31-1 ms and fires at once beyond it.
  if (durationMs < 1 || durationMs > 2_147_483_647) throw usage("error.bad-duration", { option, value: text });
  return durationMs;
}
