import { DEFAULTS, type ObjectiveSettings } from "../../core/configuration/index.ts";
import type { ObjectiveFigures } from "../../core/contract/index.ts";
import { groupsOf, type TenantId } from "../../core/fleet/index.ts";
import {
  budgetLeft,
  burnsOf,
  type Counted,
  type GroupRollup,
  LogHistogram,
  meanMs,
  shareOf,
} from "../../core/reliability/index.ts";
import { cpuPeaksSince } from "../../io/monitor/index.ts";
import type { Store } from "../../io/store/index.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Shorter windows are counted in minutes, longer ones in hours. */
const MINUTES_UP_TO = 360;

/** How the objectives of a group stand now: from rollups alone, whatever the size of the fleet. */
export async function objectiveFigures(
  store: Store,
  tenant: TenantId,
  group: string,
  nowMs: number,
): Promise<readonly ObjectiveFigures[]> {
  const settings = await settingsFor(store, tenant, group);
  const windowDays = settings.windowDays ?? DEFAULTS.objective.windowDays;
  const fromMs = nowMs - windowDays * DAY_MS;
  const read = async (span: GroupRollup["span"], from: number): Promise<readonly GroupRollup[]> =>
    store.results.groupRollups(tenant, [group], span, from, nowMs);
  const [hours, minutes] = await Promise.all([read("hour", fromMs), read("minute", nowMs - MINUTES_UP_TO * MINUTE_MS)]);
  const all = countedIn(hours, fromMs);
  const countedOf = (window: number): Counted =>
    countedIn(window <= MINUTES_UP_TO ? minutes : hours, nowMs - window * MINUTE_MS);
  const total = new LogHistogram();
  for (const rollup of hours) total.merge(rollup.total);
  const success = (settings.setupSuccessPercent ?? DEFAULTS.objective.setupSuccessPercent) / 100;
  const share = shareOf(all);
  const counts = { windowDays, good: all.good, total: all.total };
  const timed = (
    id: string,
    title: ObjectiveFigures["title"],
    objectiveS: number,
    actual: number | null,
  ): ObjectiveFigures => ({
    id,
    title,
    unit: "ms",
    objective: objectiveS * 1000,
    actual,
    met: actual === null ? null : actual <= objectiveS * 1000,
    ...counts,
    budgetLeft: null,
    burn: [],
  });
  const p95 = total.quantile(0.95);
  return [
    {
      id: "session-setup",
      title: { en: "Set-up success", zh: "会话建立成功率" },
      unit: "share",
      objective: success,
      actual: share,
      met: share === null ? null : share >= success,
      ...counts,
      budgetLeft: budgetLeft(all, success),
      burn: burnsOf(countedOf, success).map(({ severity: _severity, ...burn }) => burn),
    },
    timed(
      "connect-time-mean",
      { en: "Mean connect time", zh: "平均连接时间" },
      settings.meanConnectSeconds ?? DEFAULTS.objective.meanConnectSeconds,
      meanMs(total),
    ),
    timed(
      "connect-time-p95",
      { en: "95 % connect time", zh: "95% 连接时间" },
      settings.p95ConnectSeconds ?? DEFAULTS.objective.p95ConnectSeconds,
      p95 === null ? null : p95 / 1000,
    ),
    await cpuPeak(store, tenant, group, fromMs, settings),
  ];
}

/** Mean of the daily peaks of the hosts whose exporters are read; how many of those days kept the objective. */
async function cpuPeak(
  store: Store,
  tenant: TenantId,
  group: string,
  fromMs: number,
  settings: Partial<ObjectiveSettings>,
): Promise<ObjectiveFigures> {
  const windowDays = settings.windowDays ?? DEFAULTS.objective.windowDays;
  const objective = (settings.cpuPeakPercent ?? DEFAULTS.objective.cpuPeakPercent) / 100;
  const all = await cpuPeaksSince(store.resources, tenant, fromMs);
  const targets =
    all.length === 0 ? [] : await store.targets.byId(tenant, [...new Set(all.map(({ target }) => target))]);
  const members = new Set(targets.filter((target) => groupsOf(target).includes(group)).map(({ id }) => id));
  const peaks = all.filter(({ target }) => members.has(target));
  const actual = peaks.length === 0 ? null : peaks.reduce((sum, { share }) => sum + share, 0) / peaks.length;
  return {
    id: "cpu-peak",
    title: { en: "CPU peak, mean of days", zh: "CPU 峰值（每日平均）" },
    unit: "share",
    objective,
    actual,
    met: actual === null ? null : actual <= objective,
    windowDays,
    good: peaks.filter(({ share }) => share <= objective).length,
    total: peaks.length,
    budgetLeft: null,
    burn: [],
  };
}

function countedIn(rollups: readonly GroupRollup[], fromMs: number): Counted {
  let good = 0;
  let total = 0;
  for (const { fromMs: at, checks, successes } of rollups) {
    if (at < fromMs) continue;
    total += checks;
    good += successes;
  }
  return { good, total };
}

/** The objective that names the group, else the one that names none, else what is shipped. */
async function settingsFor(store: Store, tenant: TenantId, group: string): Promise<Partial<ObjectiveSettings>> {
  const stored = await store.resources.list<ObjectiveSettings>(tenant, "slo");
  const [kind = "", name = ""] = group.split(/\/(.*)/su);
  const named = stored.find(({ doc }) => membersOf(doc)[`${kind}s`]?.includes(name) === true);
  const general = stored.find(({ doc }) => Object.keys(membersOf(doc)).length === 0);
  return named?.doc ?? general?.doc ?? {};
}

function membersOf({ members = {} }: ObjectiveSettings): Readonly<Record<string, readonly string[] | undefined>> {
  return { ...members };
}
