import type { HealthReport, ObjectiveFigures, ReportedSpan, ReportPeriod } from "../contract/index.ts";
import { type FactChange, type HostStatus, type Target, type TargetId } from "../fleet/index.ts";
import type { IncidentRecord } from "../incident/index.ts";
import { type GroupRollup, LogHistogram, meanMs } from "../reliability/index.ts";
import { buildsOf, type HostView, worstHostsOf } from "./hosts.ts";
import { certificatesOf, changesOf } from "./changes.ts";
import { causesOf, incidentsOf } from "./incidents.ts";
import { notTestedOf } from "./not-tested.ts";

/** What a store knows of a period, as it was read. */
export interface ReportMaterial {
  readonly period: ReportPeriod;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly offsetMinutes: number;
  readonly link: string | null;
  readonly targets: readonly Target[];
  /** State, facts and checks of each target; what is not known of one is absent. */
  readonly views: ReadonlyMap<TargetId, HostView>;
  /** Hours of the group "fleet" in the period, and in the one as long before it. */
  readonly hours: readonly GroupRollup[];
  readonly hoursBefore: readonly GroupRollup[];
  readonly objectives: readonly ObjectiveFigures[];
  /** Those that were open in the period or the one before it. */
  readonly incidents: readonly IncidentRecord[];
  readonly changes: readonly FactChange[];
  /** There were more changes or incidents than were read. */
  readonly isCut: boolean;
  readonly score: HealthReport["score"];
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** The report about what was read: the same material gives the same report. */
export function reportOf(material: ReportMaterial): HealthReport {
  const { period, fromMs, untilMs, targets, views, hours, hoursBefore, objectives, score } = material;
  const names = new Map(targets.map(({ id, name }) => [id, name]));
  const statusOf = ({ id }: Target): HostStatus => views.get(id)?.status ?? "unknown";
  const count = (status: HostStatus): number => targets.filter((target) => statusOf(target) === status).length;
  const total = new LogHistogram();
  for (const rollup of hours) total.merge(rollup.total);
  const p95Us = total.quantile(0.95);
  const checks = sumOf(hours);
  return {
    schema: "rdpulse.health-report/1",
    period,
    fromMs,
    untilMs,
    offsetMinutes: material.offsetMinutes,
    link: material.link,
    hosts: {
      total: targets.length,
      byStatus: {
        unknown: count("unknown"),
        up: count("up"),
        degraded: count("degraded"),
        suspect: count("suspect"),
        down: count("down"),
        flapping: count("flapping"),
        suppressed: count("suppressed"),
      },
    },
    score,
    checks: {
      ...checks,
      before: sumOf(hoursBefore),
      meanConnectMs: meanMs(total),
      p95ConnectMs: p95Us === null ? null : p95Us / 1000,
      trend: trendOf(hours, period === "day" ? HOUR_MS : DAY_MS, fromMs, untilMs),
    },
    objectives: objectives.map(({ burn, good: _good, total: _total, ...figures }) => ({
      ...figures,
      burning: burn.some(({ burning }) => burning),
    })),
    incidents: incidentsOf(material.incidents, names, fromMs, untilMs),
    causes: causesOf(material.incidents, fromMs, untilMs),
    certificates: certificatesOf(targets, views, untilMs),
    builds: buildsOf(targets, views),
    worstHosts: worstHostsOf(targets, views),
    changes: changesOf(material.changes, names),
    notTested: notTestedOf(targets, views, score.now, checks.checks, material.isCut),
  };
}

function sumOf(rollups: readonly GroupRollup[]): { readonly checks: number; readonly successes: number } {
  return {
    checks: rollups.reduce((sum, { checks }) => sum + checks, 0),
    successes: rollups.reduce((sum, { successes }) => sum + successes, 0),
  };
}

function trendOf(
  hours: readonly GroupRollup[],
  spanMs: number,
  fromMs: number,
  untilMs: number,
): readonly ReportedSpan[] {
  const spans: ReportedSpan[] = [];
  for (let atMs = fromMs; atMs < untilMs; atMs += spanMs)
    spans.push({ fromMs: atMs, ...sumOf(hours.filter((hour) => hour.fromMs >= atMs && hour.fromMs < atMs + spanMs)) });
  return spans;
}
