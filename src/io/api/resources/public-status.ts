import { api, type PublicStatusDocument } from "../../../core/contract/index.ts";
import type { TenantId } from "../../../core/fleet/index.ts";
import { operation, type Resource } from "../operation.ts";
import type { ApiServices } from "../services.ts";

/** Numbers alone: no name of a host is in it. */
export async function statusOf(services: ApiServices, tenant: TenantId, nowMs: number): Promise<PublicStatusDocument> {
  const { store } = services;
  const [{ statuses }, critical, open] = await Promise.all([
    store.results.overview(tenant),
    store.incidents.list(tenant, { state: ["open", "acknowledged"], severity: ["critical", "major"], limit: 1 }),
    store.incidents.list(tenant, { state: ["open", "acknowledged"], limit: 1 }),
  ]);
  const hosts = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const up = (statuses.up ?? 0) + (statuses.degraded ?? 0);
  const status =
    hosts === 0 || (statuses.unknown ?? 0) === hosts
      ? "unknown"
      : critical.total > 0
        ? "broken"
        : open.total > 0
          ? "hindered"
          : "good";
  return { status, hosts, up, openIncidents: open.total, atMs: nowMs };
}

export const publicStatus: Resource = {
  name: "status",
  about: "A summary for everybody.",
  operations: [
    operation({
      id: "getStatus",
      method: "GET",
      path: "/status",
      summary: "How many hosts, how many answer, how many incidents: numbers alone, no sign-in",
      scope: "public",
      answers: { 200: api.publicStatus },
      run: async ({ services, tenant, nowMs }) => ({ body: await statusOf(services, tenant, nowMs) }),
    }),
  ],
};
