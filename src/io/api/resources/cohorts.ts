import { api } from "../../../core/contract/index.ts";
import { operation, type Resource } from "../operation.ts";

export const cohorts: Resource = {
  name: "cohorts",
  about: "What failing hosts have in common.",
  operations: [
    operation({
      id: "getCohorts",
      method: "GET",
      path: "/cohorts",
      summary: "Builds, issuers, groups, TLS versions and server software that separate failing from healthy hosts now",
      scope: "read",
      answers: { 200: api.cohorts },
      run: async ({ services, tenant, nowMs }) => ({ body: await services.history.cohorts(tenant, nowMs) }),
    }),
  ],
};
