import type { HostSample, MetricsSnapshot, MonitorSample } from "../../core/exposition/index.ts";
import { LOCAL_VANTAGE, type TargetId, type TenantId, type Target } from "../../core/fleet/index.ts";
import { LogHistogram } from "../../core/reliability/index.ts";
import { objectiveFigures } from "./objective-figures.ts";
import type { Store } from "../../io/store/index.ts";

const HOUR_MS = 3_600_000;

/** The fleet as metrics tell it now: states and facts from the store, times of the last check from this process. */
export async function readMetrics(
  store: Store,
  tenant: TenantId,
  nowMs: number,
  targets: Iterable<Target>,
  stages: ReadonlyMap<TargetId, HostSample["stagesUs"]>,
  monitor: MonitorSample,
  health: ReadonlyMap<TargetId, number>,
): Promise<MetricsSnapshot> {
  const [states, facts, incidents, groups, figures] = await Promise.all([
    store.results.states(tenant),
    store.results.allFacts(tenant),
    store.incidents.list(tenant, { state: ["open", "acknowledged"], limit: 1000 }),
    store.results.groupRollups(tenant, null, "hour", nowMs - HOUR_MS, nowMs),
    objectiveFigures(store, tenant, "fleet", nowMs),
  ]);
  const stateOf = new Map(states.filter(isLocal).map((state) => [state.target, state]));
  const factsOf = new Map(facts.filter(isLocal).map((known) => [known.target, known.facts]));
  const hosts: HostSample[] = [];
  for (const target of targets) {
    if (target.tenant !== tenant) continue;
    hosts.push({
      target,
      state: stateOf.get(target.id) ?? null,
      facts: factsOf.get(target.id) ?? {},
      stagesUs: stages.get(target.id) ?? {},
      health: health.get(target.id) ?? null,
    });
  }
  const open = new Map<string, MetricsSnapshot["incidents"][number]>();
  for (const { severity, cause } of incidents.items) {
    const key = `${severity}/${cause}`;
    open.set(key, { severity, cause, count: (open.get(key)?.count ?? 0) + 1 });
  }
  const merged = new Map<string, { checks: number; successes: number; total: LogHistogram }>();
  for (const { group, checks, successes, total } of groups) {
    const sum = merged.get(group) ?? { checks: 0, successes: 0, total: new LogHistogram() };
    sum.checks += checks;
    sum.successes += successes;
    sum.total.merge(total);
    merged.set(group, sum);
  }
  return {
    nowMs,
    hosts,
    incidents: [...open.values()],
    groups: [...merged].map(([group, sum]) => ({ group, ...sum })),
    objectives: figures
      .filter(({ burn }) => burn.length > 0)
      .map(({ id, budgetLeft }) => ({ objective: id, group: "fleet", budgetRemaining: budgetLeft })),
    monitor,
  };
}

function isLocal({ vantage }: { readonly vantage: number }): boolean {
  return vantage === LOCAL_VANTAGE;
}
