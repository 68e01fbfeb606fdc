import { usage } from "../operation-error.ts";

/** How times are shown: in UTC, or as the clocks around this machine show them. */
export interface Clock {
  readonly isLocal: boolean;
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?(Z)?$/i;

/** A moment that an option names, as milliseconds since 1970. Throws `OperationError` for what is no time. */
export function parseMoment(option: string, value: string, clock: Clock): number {
  const match = DATE.exec(value.trim());
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (match ?? [])
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const isUtc = !clock.isLocal || match?.[7] !== undefined;
  const moment = isUtc
    ? new Date(Date.UTC(year, month - 1, day, hour, minute, second))
    : new Date(year, month - 1, day, hour, minute, second);
  const isReal = (isUtc ? moment.getUTCDate() : moment.getDate()) === day && hour < 24 && minute < 60 && second < 60;
  if (match === null || month < 1 || month > 12 || !isReal) {
    throw usage("error.sessions-bad-time", { option: `--${option}`, value });
  }
  return moment.getTime();
}

/** `+02:00` or `-5:30` as minutes; east is positive. */
export function parseOffset(value: string): number {
  const match = /^([+-])(\d{1,2})(?::?([0-5]\d))?$/.exec(value.trim());
  const minutes = match === null ? Number.NaN : Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (!(minutes <= 14 * 60)) throw usage("error.sessions-bad-offset", { value });
  return match?.[1] === "-" ? -minutes : minutes;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** `2026-11-22 17:04`, with seconds where asked for. */
export function timeText(epochMs: number, clock: Clock, hasSeconds = false): string {
  const date = new Date(epochMs);
  if (Number.isNaN(date.getTime())) return "?";
  const parts = clock.isLocal
    ? [date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()]
    : [
        date.getUTCFullYear(),
        date.getUTCMonth() + 1,
        date.getUTCDate(),
        date.getUTCHours(),
        date.getUTCMinutes(),
        date.getUTCSeconds(),
      ];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const time = `${two(hour)}:${two(minute)}${hasSeconds ? `:${two(second)}` : ""}`;
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)} ${time}`;
}

/** `26 s`, `1 h 05 m`, `3 d 04 h`: two units at most, the same in every language. */
export function durationText(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${two(minutes % 60)} m`;
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}
