import { api } from "../../../core/contract/index.ts";
import type { GroupRollupDocument, NamedChangeDocument } from "../../../core/contract/index.ts";
import type { GroupRollup } from "../../../core/reliability/index.ts";
import { operation, type Resource } from "../operation.ts";
import { bandOf } from "./host-history.ts";
import { DAY_MS, type PageQuery, present, spanOf, type SpanQuery, spanQuery } from "./requests.ts";

const MINUTE_SPAN_MS = 2 * DAY_MS;
const HOUR_SPAN_MS = 92 * DAY_MS;
const DAY_SPAN_MS = 1100 * DAY_MS;

function rollupDocument({ fromMs, checks, successes, excluded, total }: GroupRollup): GroupRollupDocument {
  return { fromMs, checks, successes, excluded, total: bandOf(total) };
}

export const fleetHistory: Resource = {
  name: "fleet history",
  about: "What is known of the fleet, or of a group of hosts, over time.",
  operations: [
    operation<{ query: SpanQuery & PageQuery & { readonly fact?: string } }>({
      id: "listFleetChanges",
      method: "GET",
      path: "/changes",
      summary: "What changed on any host, the newest first",
      scope: "read",
      query: api.parameters({ ...api.paging, ...spanQuery, fact: { type: "string", enum: api.FACT_NAMES } }),
      answers: { 200: api.namedChangePage },
      run: async ({ services: { store }, tenant, query }) => {
        const { items, next } = await store.results.factChanges(tenant, present(query));
        const known = await store.targets.byId(tenant, [...new Set(items.map(({ target }) => target))]);
        const names = new Map(known.map(({ id, name }) => [id, name]));
        const named = items.map(({ tenant: _tenant, ...change }): NamedChangeDocument => ({
          ...change,
          name: names.get(change.target) ?? null,
        }));
        return { body: { items: named, next }, next };
      },
    }),
    operation<{
      query: SpanQuery & { readonly group?: string; readonly span?: "minute" | "hour" | "day" };
    }>({
      id: "listGroupRollups",
      method: "GET",
      path: "/rollups",
      summary:
        "Counts and percentiles of a group a minute, hour or day; the fleet's last 24 hours when nothing is asked",
      scope: "read",
      query: api.parameters({
        ...spanQuery,
        group: { type: "string", minLength: 1, maxLength: 256 },
        span: { type: "string", enum: ["minute", "hour", "day"] },
      }),
      answers: { 200: api.groupRollupList },
      run: async ({ services: { store }, tenant, query, nowMs }) => {
        const span = query.span ?? "hour";
        const most = { minute: MINUTE_SPAN_MS, hour: HOUR_SPAN_MS, day: DAY_SPAN_MS }[span];
        const { fromMs, untilMs } = spanOf(query, nowMs, DAY_MS, most);
        const group = query.group ?? "fleet";
        const rollups = await store.results.groupRollups(tenant, [group], span, fromMs, untilMs);
        return { body: { group, span, items: rollups.map(rollupDocument) } };
      },
    }),
  ],
};
