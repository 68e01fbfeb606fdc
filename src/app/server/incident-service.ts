import { CHANGE_WINDOW_MS, whatChangedBefore } from "../../core/history/index.ts";
import { postMortem } from "../../core/incident/index.ts";
import type { TargetId } from "../../core/fleet/index.ts";
import { ActionRefused, type IncidentService } from "../../io/api/index.ts";
import type { FleetWatch, Judge } from "../../io/monitor/index.ts";
import type { Store } from "../../io/store/index.ts";

/** Changes of facts that a post-mortem weighs at most. */
const MOST_CHANGES = 1000;

/** What people do with incidents, carried out where they are kept, and what is written about them afterwards. */
export function incidentService(
  store: Store,
  judge: Judge,
  watch: FleetWatch,
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
      const targets: readonly TargetId[] = incident.members.map(({ target }) => target);
      const [timeline, page] = await Promise.all([
        store.incidents.timeline(tenant, id),
        store.results.factChanges(tenant, {
          fromMs: incident.firstFailureMs - CHANGE_WINDOW_MS,
          untilMs: incident.firstFailureMs,
          limit: MOST_CHANGES,
        }),
      ]);
      const names = new Map([...watch.targets.values()].map((target) => [target.id, target.name]));
      const { firstFailureMs, stage } = incident;
      const changes = whatChangedBefore(page.items, firstFailureMs, undefined, { stage, targets });
      return postMortem({ incident, timeline, names, changes, nowMs: clock.nowMs() }).markdown[lang];
    },
  };
}
