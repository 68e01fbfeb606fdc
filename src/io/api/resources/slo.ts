import { api } from "../../../core/contract/index.ts";
import { operation, type Resource } from "../operation.ts";
import { settingsOperations } from "./settings-documents.ts";

export const slo: Resource = {
  name: "slo",
  about: "Objectives, how they stand, and how fast their error budget burns.",
  operations: [
    operation<{ query: { readonly group?: string } }>({
      id: "getSlo",
      method: "GET",
      path: "/slo",
      summary: "Objectives of the fleet or of one group, with error budget and burn rates now",
      scope: "read",
      query: api.parameters({ group: { type: "string", pattern: "^(fleet|(site|gateway|balancer|pool)/.{1,128})$" } }),
      answers: { 200: api.objectiveList },
      run: async ({ services, tenant, query, nowMs }) => {
        const group = query.group ?? "fleet";
        return { body: { group, items: await services.reliability.figures(tenant, group, nowMs) } };
      },
    }),
    ...settingsOperations({
      kind: "slo",
      path: "/slo/settings",
      one: "SloSettings",
      many: "SloSettings",
      schema: api.sloSettings,
      about: "objectives as they are set",
    }),
  ],
};
