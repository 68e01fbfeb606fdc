import { api } from "../../../core/contract/index.ts";
import { operation, type Resource } from "../operation.ts";

export const healthScore: Resource = {
  name: "health score",
  about: "How healthy the fleet, or a group of hosts, is.",
  operations: [
    operation<{ query: { readonly group?: string } }>({
      id: "getGroupHealth",
      method: "GET",
      path: "/health-score",
      summary: "Health score of the fleet or of one group: the mean of its hosts, hosts by band, the worst, the trend",
      scope: "read",
      query: api.parameters({ group: { type: "string", pattern: "^(fleet|(site|gateway|balancer|pool)/.{1,128})$" } }),
      answers: { 200: api.groupHealth },
      run: async ({ services, tenant, query }) => ({
        body: await services.reliability.groupHealth(tenant, query.group ?? "fleet"),
      }),
    }),
  ],
};
