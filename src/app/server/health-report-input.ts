import type { HealthReport, ReportPeriod } from "../../core/contract/index.ts";
import {
  type FactChange,
  type HostState,
  LOCAL_VANTAGE,
  type TargetId,
  type TenantId,
  type VantageId,
} from "../../core/fleet/index.ts";
import { type HostView, reportOf, type ReportSlot } from "../../core/health-report/index.ts";
import type { Store } from "../../io/store/index.ts";
import { objectiveFigures } from "./objective-figures.ts";
import { scoresWithin } from "./score-keeper.ts";

const HOUR_MS = 3_600_000;
const DAYS: Readonly<Record<ReportPeriod, number>> = { day: 1, week: 7, month: 30 };
const FLEET = "fleet";
/** The newest changes that a report looks at. */
const PAGES = 20;
const PAGE_ROWS = 1000;

/** What a report is about, beside what the store knows. */
export interface ReportQuestion extends ReportSlot {
  readonly period: ReportPeriod;
  /** Minutes that the readers' clock is ahead of UTC. */
  readonly offsetMinutes: number;
  /** Page of the server, where its public address is known. */
  readonly link: string | null;
  /** Health score of the fleet now; null: not known. */
  readonly score: number | null;
}

/** The last day, seven days or thirty days up to now, in whole hours: the hour that runs is the last one. */
export function periodUntil(period: ReportPeriod, nowMs: number): ReportSlot {
  const hourMs = Math.ceil(nowMs / HOUR_MS) * HOUR_MS;
  return { fromMs: hourMs - DAYS[period] * 24 * HOUR_MS, untilMs: nowMs };
}

/** Reads what the report of a period is made of, from rollups and what stands in the store now. Rejects with `StoreFailure`. */
export async function healthReportFor(store: Store, tenant: TenantId, question: ReportQuestion): Promise<HealthReport> {
  const { untilMs } = question;
  // Checks are counted in hours of UTC: a period begins with a whole one.
  const fromMs = Math.floor(question.fromMs / HOUR_MS) * HOUR_MS;
  const beforeMs = Math.max(0, fromMs - (untilMs - fromMs));
  const hoursIn = async (from: number, until: number): ReturnType<Store["results"]["groupRollups"]> =>
    store.results.groupRollups(tenant, [FLEET], "hour", from, until);
  const [targets, states, facts, totals, hours, hoursBefore, objectives, incidents, changes, scores] =
    await Promise.all([
      store.targets.all(),
      store.results.states(tenant),
      store.results.allFacts(tenant),
      store.results.hostTotals(tenant, fromMs, untilMs),
      hoursIn(fromMs, untilMs),
      hoursIn(beforeMs, fromMs),
      objectiveFigures(store, tenant, FLEET, untilMs),
      store.incidents.current(untilMs - beforeMs, untilMs),
      changesWithin(store, tenant, fromMs, untilMs),
      scoresWithin(store.resources, tenant, fromMs, untilMs),
    ]);
  return reportOf({
    ...question,
    fromMs,
    targets: targets.filter((target) => target.tenant === tenant),
    views: viewsOf(states, facts, totals),
    hours,
    hoursBefore,
    objectives,
    incidents: incidents.filter((incident) => incident.tenant === tenant),
    changes: changes.items,
    isCut: changes.isCut,
    score: { now: question.score, ...scores },
  });
}

type Facts = Awaited<ReturnType<Store["results"]["allFacts"]>>;
type Totals = Awaited<ReturnType<Store["results"]["hostTotals"]>>;

function localLast<Seen extends { readonly vantage: VantageId }>(seen: readonly Seen[]): readonly Seen[] {
  return seen.toSorted((one, other) => Number(one.vantage === LOCAL_VANTAGE) - Number(other.vantage === LOCAL_VANTAGE));
}

/** What this machine sees counts before what another vantage sees. */
function viewsOf(states: readonly HostState[], facts: Facts, totals: Totals): ReadonlyMap<TargetId, HostView> {
  const factsOf = new Map(localLast(facts).map((one) => [one.target, one.facts]));
  const totalOf = new Map(totals.map((one) => [one.target, one]));
  return new Map(
    localLast(states).map(({ target, status }) => {
      const { checks = 0, successes = 0 } = totalOf.get(target) ?? {};
      return [target, { status, checks, successes, facts: factsOf.get(target) ?? {} }];
    }),
  );
}

async function changesWithin(
  store: Store,
  tenant: TenantId,
  fromMs: number,
  untilMs: number,
): Promise<{ readonly items: readonly FactChange[]; readonly isCut: boolean }> {
  const items: FactChange[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const more: { readonly cursor?: string } = cursor === null ? {} : { cursor };
    const read = await store.results.factChanges(tenant, { fromMs, untilMs, limit: PAGE_ROWS, ...more });
    items.push(...read.items.filter(({ before }) => before !== null));
    cursor = read.next;
    if (cursor === null) break;
  }
  return { items, isCut: cursor !== null };
}
