import { CHANGE_WINDOW_MS, whatChangedBefore } from "../../core/history/index.ts";
import { postMortem } from "../../core/incident/index.ts";
import type { FactChange, TargetId, TenantId } from "../../core/fleet/index.ts";
import { ActionRefused, type IncidentService, sessionsHit } from "../../io/api/index.ts";
import type { FleetWatch, Judge } from "../../io/monitor/index.ts";
import type { Store } from "../../io/store/index.ts";

/** Changes of facts of the fleet that a post-mortem weighs at most: roll-outs are told by them. */
const MOST_CHANGES = 1000;
/** Hosts that are asked for on their own, so that a large fleet's changes do not crowd theirs out; and changes of each. */
const MOST_HOSTS = 50;
const MOST_OF_HOST = 200;

/** What people do with incidents, carried out where they are kept, and what is written about them afterwards. */
export function incidentService(
  store: Store,
  judge: Pick<Judge, "command">,
  watch: Pick<FleetWatch, "targets">,
  clock: { nowMs(): number },
): IncidentService {
  return {
    act: async (tenant, id, action, by, ifRevision) => {
      const result = await judge.command({ tenant, id, what: action, ifRevision }, by);
      if ("refused" in result) throw new ActionRefused(result.refused, result.text);
      // Of a split the part that is new is what was asked for.
      const isWanted = (each: { readonly id: number }): boolean => (action.action === "split") !== (each.id === id);
      const incident = result.incidents.find(isWanted) ?? (await store.incidents.get(tenant, id));
      if (incident !== null) return incident;
      throw new ActionRefused("missing", { en: "the incident is gone", zh: "事件已不存在" });
    },
    postMortem: async (tenant, id, lang) => {
      const incident = await store.incidents.get(tenant, id);
      if (incident === null) return null;
      const targets = [...new Set(incident.members.map(({ target }) => target))];
      const { firstFailureMs, stage } = incident;
      const nowMs = clock.nowMs();
      const [timeline, before, hit] = await Promise.all([
        store.incidents.timeline(tenant, id),
        changesBefore(store, tenant, firstFailureMs, targets),
        sessionsHit(store, incident, nowMs),
      ]);
      const names = new Map([...watch.targets.values()].map((target) => [target.id, target.name]));
      const changes = whatChangedBefore(before, firstFailureMs, undefined, { stage, targets });
      return postMortem({ incident, timeline, names, changes, hit, nowMs }).markdown[lang];
    },
  };
}

/** Also those that the failing check itself saw: a certificate that was exchanged breaks TLS at first sight. */
async function changesBefore(
  store: Store,
  tenant: TenantId,
  firstFailureMs: number,
  targets: readonly TargetId[],
): Promise<readonly FactChange[]> {
  const span = { fromMs: Math.max(0, firstFailureMs - CHANGE_WINDOW_MS), untilMs: firstFailureMs + 1 };
  const pages = await Promise.all([
    store.results.factChanges(tenant, { ...span, limit: MOST_CHANGES }),
    ...targets
      .slice(0, MOST_HOSTS)
      .map(async (target) => store.results.factChanges(tenant, { ...span, target, limit: MOST_OF_HOST })),
  ]);
  const keyed = pages.flatMap(({ items }) =>
    items.map((change): [string, FactChange] => [
      `${change.target}/${change.vantage}/${change.fact}/${change.atMs}`,
      change,
    ]),
  );
  return [...new Map(keyed).values()];
}
