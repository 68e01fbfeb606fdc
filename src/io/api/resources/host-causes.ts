import { api } from "../../../core/contract/index.ts";
import type { HostCauseDocument, HostCausesDocument, ToldFaultDocument } from "../../../core/contract/index.ts";
import { evidenceText, type IncidentRecord, isLasting } from "../../../core/incident/index.ts";
import { causeAs, causes, remediesFor } from "../../../core/knowledge/index.ts";
import { operation, type Resource } from "../operation.ts";
import { requireHost, stateOf } from "./hosts.ts";
import { type IdParams, idParams } from "./requests.ts";

/** A host that has more of them open is in a storm: its page leads to the newest. */
const MOST_INCIDENTS = 50;

export const hostCauses: Resource = {
  name: "host causes",
  about: "What is wrong with one host now, and what to do about it.",
  operations: [
    operation<{ params: IdParams }>({
      id: "listHostCauses",
      method: "GET",
      path: "/hosts/:id/causes",
      summary: "Causes of the last check with explanation, remedies whose commands name this host, and open incidents",
      scope: "read",
      params: idParams,
      answers: { 200: api.hostCauseList },
      run: async (call) => {
        const { services, tenant } = call;
        const { id, settings } = await requireHost(call, call.params.id);
        const state = stateOf(await services.store.results.states(tenant, [id]), id);
        const open = await services.store.incidents.list(tenant, {
          target: id,
          state: ["open", "acknowledged"],
          limit: MOST_INCIDENTS,
        });
        const items = (state?.causes ?? []).map(({ id: found, variant: of, effect, confidence }): HostCauseDocument => {
          const { title, explanation, remedies } = causeAs(found, of);
          return {
            id: found,
            title,
            explanation,
            effect,
            confidence,
            remedies: remediesFor(remedies, settings),
            incident: open.items.find((incident) => incident.cause === found)?.id ?? null,
          };
        });
        return { body: { items, otherIncidents: otherThan(items, open.items) } };
      },
    }),
    operation<{ params: IdParams }>({
      id: "listToldFaults",
      method: "GET",
      path: "/hosts/:id/told",
      summary: "Faults and attacks that the host's own logs told, the newest first, at most twenty",
      scope: "read",
      params: idParams,
      answers: { 200: api.toldFaultList },
      run: async (call) => {
        const { id } = await requireHost(call, call.params.id);
        const told = await call.services.monitor.told(call.tenant, id);
        const items = told.map((fault): ToldFaultDocument => {
          const { cause, variant, effect, severity, confidence, firstMs, lastMs, because } = fault;
          const evidence = because.map((one) => ({ side: one.side, text: evidenceText(one), at: one.at }));
          const isOver = !isLasting(fault, call.nowMs);
          const { title } = causeAs(cause, variant);
          return { cause, title, effect, severity, confidence, firstMs, lastMs, isOver, evidence };
        });
        return { body: { items } };
      },
    }),
  ],
};

function otherThan(
  items: readonly HostCauseDocument[],
  open: readonly IncidentRecord[],
): HostCausesDocument["otherIncidents"] {
  const own = new Set(items.map(({ incident }) => incident));
  return open.filter(({ id }) => !own.has(id)).map(({ id, cause }) => ({ id, title: causes[cause].title }));
}
