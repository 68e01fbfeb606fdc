import { api, type KpiDocument } from "../../../core/contract/index.ts";
import type { TenantId } from "../../../core/fleet/index.ts";
import type { IncidentRecord } from "../../../core/incident/index.ts";
import { LogHistogram } from "../../../core/reliability/index.ts";
import { operation, type Resource } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { certificatesOf } from "./certificates.ts";
import { DAY_MS, spanOf, type SpanQuery, spanQuery } from "./requests.ts";
import { bandOf } from "./host-history.ts";

const PAGES = 20;

async function openedWithin(
  { store }: ApiServices,
  tenant: TenantId,
  fromMs: number,
  untilMs: number,
): Promise<readonly IncidentRecord[]> {
  const all: IncidentRecord[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const more: { readonly cursor?: string } = cursor === null ? {} : { cursor };
    const filter = { openedFromMs: fromMs, openedUntilMs: untilMs, limit: 1000, ...more };
    const { items, next } = await store.incidents.list(tenant, filter);
    all.push(...items);
    if (next === null) break;
    cursor = next;
  }
  return all;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function kpiOf(
  services: ApiServices,
  tenant: TenantId,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
  nowMs: number,
): Promise<KpiDocument> {
  const span = untilMs - fromMs > 7 * DAY_MS ? "day" : "hour";
  const rollups = await services.store.results.groupRollups(tenant, ["fleet"], span, fromMs, untilMs);
  const total = new LogHistogram();
  for (const rollup of rollups) total.merge(rollup.total);
  const checks = rollups.reduce((sum, rollup) => sum + rollup.checks, 0);
  const successes = rollups.reduce((sum, rollup) => sum + rollup.successes, 0);
  // Merged and suppressed ones are another incident's story.
  const incidents = (await openedWithin(services, tenant, fromMs, untilMs)).filter(
    ({ mergedInto, suppressedBy }) => mergedInto === undefined && suppressedBy === undefined,
  );
  const daysLeft = (await certificatesOf(services, tenant, nowMs)).flatMap((one) => one.daysLeft ?? []);
  return {
    fromMs,
    untilMs,
    checks,
    successes,
    successShare: checks === 0 ? null : successes / checks,
    connect: bandOf(total),
    incidents: incidents.length,
    openIncidents: incidents.filter(({ state }) => state !== "closed").length,
    mttaMs: mean(
      incidents.flatMap(({ acknowledgedMs, firstFailureMs }) =>
        acknowledgedMs === undefined ? [] : acknowledgedMs - firstFailureMs,
      ),
    ),
    mttrMs: mean(
      incidents.flatMap(({ closedMs, firstFailureMs }) => (closedMs === undefined ? [] : closedMs - firstFailureMs)),
    ),
    outageMs: incidents.reduce((sum, { outageMs }) => sum + outageMs, 0),
    certificatesExpiring: {
      in30Days: daysLeft.filter((days) => days >= 0 && days <= 30).length,
      in7Days: daysLeft.filter((days) => days >= 0 && days <= 7).length,
      expired: daysLeft.filter((days) => days < 0).length,
    },
  };
}

export const kpi: Resource = {
  name: "kpi",
  about: "What the fleet delivered.",
  operations: [
    operation<{ query: SpanQuery }>({
      id: "getKpi",
      method: "GET",
      path: "/kpi",
      summary: "Success, time to connect, incidents, MTTA, MTTR and outage; the last 30 days when nothing is asked",
      scope: "read",
      query: api.parameters(spanQuery),
      answers: { 200: api.kpi },
      run: async ({ services, tenant, query, nowMs }) => ({
        body: await kpiOf(services, tenant, spanOf(query, nowMs, 30 * DAY_MS, 1100 * DAY_MS), nowMs),
      }),
    }),
  ],
};
