import { type FactChange, type HostState, LOCAL_VANTAGE, type TenantId } from "../../core/fleet/index.ts";
import { CHANGE_WINDOW_MS, COHORT_FACTS, cohortHosts, cohorts, isFailing } from "../../core/history/index.ts";
import type { HistoryService } from "../../io/api/index.ts";
import type { VantageDesk } from "../../io/monitor/index.ts";
import type { Store } from "../../io/store/index.ts";

/** How far back the change of a host that has failed for long is looked for. */
const OLDEST_MS = 90 * 86_400_000;
/** Of each fact the newest changes, so that one that never rests cannot hold up the answer. */
const PAGES = 10;
const PAGE_ROWS = 1000;
const MOST_FINDINGS = 100;

/** What the history of the fleet tells, read from the store. */
export function fleetHistory(store: Store, desk: Pick<VantageDesk, "list">): HistoryService {
  return {
    cohorts: async (tenant, nowMs) => {
      const [states, facts, listed] = await Promise.all([
        store.results.states(tenant),
        store.results.allFacts(tenant),
        desk.list(tenant),
      ]);
      const ids = [...new Set(states.map(({ target }) => target))];
      const [targets, changes] = await Promise.all([
        store.targets.byId(tenant, ids),
        changesBefore(store, tenant, states, nowMs),
      ]);
      const vantageNames = new Map([{ id: LOCAL_VANTAGE, name: "local" }, ...listed].map(({ id, name }) => [id, name]));
      const hosts = cohortHosts({ targets, states, facts, changes, vantageNames, nowMs });
      const failing = hosts.filter((host) => host.failing).length;
      return { failing, well: hosts.length - failing, items: cohorts(hosts).slice(0, MOST_FINDINGS) };
    },
  };
}

/** Changes since a week before the first of those hosts failed that fail now. */
async function changesBefore(
  store: Store,
  tenant: TenantId,
  states: readonly HostState[],
  nowMs: number,
): Promise<readonly FactChange[]> {
  const failedMs = states.filter(isFailing).map(({ sinceMs }) => sinceMs);
  if (failedMs.length === 0) return [];
  const firstMs = failedMs.reduce((first, ms) => Math.min(first, ms), nowMs);
  const fromMs = Math.max(0, nowMs - OLDEST_MS, firstMs - CHANGE_WINDOW_MS);
  const found: FactChange[] = [];
  for (const fact of COHORT_FACTS) {
    let cursor: string | null = null;
    for (let page = 0; page < PAGES; page += 1) {
      const more: { readonly cursor?: string } = cursor === null ? {} : { cursor };
      const { items, next } = await store.results.factChanges(tenant, { fact, fromMs, limit: PAGE_ROWS, ...more });
      found.push(...items);
      if (next === null) break;
      cursor = next;
    }
  }
  return found;
}
