import type { Target, TargetSettings } from "../fleet/index.ts";
import {
  DAY_MS,
  localOfMoment,
  minuteOfDay,
  MINUTE_MS,
  momentMs,
  momentOfLocal,
  weekdayOf,
  type OffsetMinutesAt,
} from "./local-clock.ts";

/** Whom a window is for: members of any of these; nothing given is everybody. */
export interface MaintenanceScope {
  /** Names of targets. */
  readonly targets?: readonly string[];
  readonly sites?: readonly string[];
  readonly gateways?: readonly string[];
  readonly balancers?: readonly string[];
  readonly pools?: readonly string[];
  /** Targets that carry all of these. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A time in which faults are expected: results are kept, count for no objective, and nobody is told. */
export interface MaintenanceWindow {
  readonly name: string;
  readonly scope: MaintenanceScope;
  readonly once?: { readonly fromMs: number; readonly untilMs: number };
  readonly weekly?: {
    /** On which it begins, 1 Monday to 7 Sunday. */
    readonly days: readonly number[];
    /** Minutes after midnight on clocks of the zone. */
    readonly fromMinute: number;
    /** How long it lasts; a change of the clock within makes it no longer and no shorter. */
    readonly minutes: number;
    readonly zone: string;
  };
}

/** No clock that people live by is put forward or back by more at once. */
const CLOCK_CHANGE_MINUTES = 180;

/** A window as the configuration file and the API declare it. */
export interface MaintenanceDocument {
  readonly name: string;
  readonly members?: MaintenanceScope;
  /** "2026-12-24T22:00+01:00" */
  readonly once?: { readonly from: string; readonly until: string };
  /** "22:00" in `zone`, UTC when absent. */
  readonly weekly?: {
    readonly days: readonly number[];
    readonly from: string;
    readonly minutes: number;
    readonly zone?: string;
  };
}

/** The window that a document declares; null when a time in it cannot be read, or it ends before it begins. */
export function maintenanceWindow({ name, members, once, weekly }: MaintenanceDocument): MaintenanceWindow | null {
  const fromMs = once === undefined ? 0 : momentMs(once.from);
  const untilMs = once === undefined ? 0 : momentMs(once.until);
  const fromMinute = weekly === undefined ? 0 : minuteOfDay(weekly.from);
  if (fromMs === null || untilMs === null || untilMs < fromMs || fromMinute === null) return null;
  const weeklyWindow = weekly === undefined ? {} : { weekly: { ...weekly, fromMinute, zone: weekly.zone ?? "UTC" } };
  return { name, scope: members ?? {}, ...(once === undefined ? {} : { once: { fromMs, untilMs } }), ...weeklyWindow };
}

/** Is a target within any of the windows? Who asks for many targets at one moment does better with `openWindows`. */
export function inMaintenance(
  windows: readonly MaintenanceWindow[],
  target: Pick<Target, "name" | "settings">,
  nowMs: number,
  offsetMinutesAt: OffsetMinutesAt,
): boolean {
  return windows.some((window) => isFor(window.scope, target) && isOpen(window, nowMs, offsetMinutesAt));
}

/** Those that are open at a moment. */
export function openWindows(
  windows: readonly MaintenanceWindow[],
  nowMs: number,
  offsetMinutesAt: OffsetMinutesAt,
): readonly MaintenanceWindow[] {
  return windows.filter((window) => isOpen(window, nowMs, offsetMinutesAt));
}

/** Is a target among those that a window is for? */
export function isFor(scope: MaintenanceScope, { name, settings }: Pick<Target, "name" | "settings">): boolean {
  const { targets, sites, gateways, balancers, pools, tags } = scope;
  const asked: readonly (readonly [readonly string[] | undefined, string | undefined])[] = [
    [targets, name],
    [sites, settings.site],
    [gateways, settings.gateway],
    [balancers, settings.balancer],
    [pools, settings.pool],
  ];
  const wanted = Object.entries(tags ?? {});
  if (wanted.length === 0 && asked.every(([names]) => (names ?? []).length === 0)) return true;
  return hasTags(settings.tags, wanted) || asked.some(([names, mine]) => mine !== undefined && names?.includes(mine));
}

function hasTags(tags: TargetSettings["tags"], wanted: readonly (readonly [string, string])[]): boolean {
  return tags !== undefined && wanted.length > 0 && wanted.every(([key, value]) => tags[key] === value);
}

/** The end belongs to no window: two that touch do not overlap. */
function isOpen({ once, weekly }: MaintenanceWindow, nowMs: number, offsetMinutesAt: OffsetMinutesAt): boolean {
  if (once !== undefined && nowMs >= once.fromMs && nowMs < once.untilMs) return true;
  return weekly !== undefined && isOpenWeekly(weekly, nowMs, offsetMinutesAt);
}

function isOpenWeekly(
  { days, fromMinute, minutes, zone }: NonNullable<MaintenanceWindow["weekly"]>,
  nowMs: number,
  offsetMinutesAt: OffsetMinutesAt,
): boolean {
  const localMs = localOfMoment(nowMs, zone, offsetMinutesAt);
  const today = Math.floor(localMs / DAY_MS) * DAY_MS;
  const lookBackDays = Math.ceil((minutes + CLOCK_CHANGE_MINUTES) / 1440) + 1;
  for (let back = 0; back <= lookBackDays; back++) {
    const beginMs = today - back * DAY_MS + fromMinute * MINUTE_MS;
    const passedMinutes = (localMs - beginMs) / MINUTE_MS;
    if (passedMinutes < -CLOCK_CHANGE_MINUTES || passedMinutes > minutes + CLOCK_CHANGE_MINUTES) continue;
    if (!days.includes(weekdayOf(beginMs))) continue;
    const fromMs = momentOfLocal(beginMs, zone, offsetMinutesAt);
    if (nowMs >= fromMs && nowMs < fromMs + minutes * MINUTE_MS) return true;
  }
  return false;
}
