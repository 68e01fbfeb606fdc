import { api } from "../../../core/contract/index.ts";
import { causes, isCauseId } from "../../../core/knowledge/index.ts";
import { operation, type Resource } from "../operation.ts";

export const overview: Resource = {
  name: "overview",
  about: "The fleet at a glance.",
  operations: [
    operation({
      id: "getOverview",
      method: "GET",
      path: "/overview",
      summary: "Hosts by state, cause, group and build; open incidents; how the watch itself goes",
      scope: "read",
      answers: { 200: api.overview },
      run: async ({ services, tenant }) => {
        const [counts, open] = await Promise.all([
          services.store.results.overview(tenant),
          services.store.incidents.list(tenant, { state: ["open", "acknowledged"], limit: 1 }),
        ]);
        const known = counts.causes.map(({ cause, hosts }) => ({
          cause,
          hosts,
          title: isCauseId(cause) ? causes[cause].title : { en: cause, zh: cause },
        }));
        const monitor = services.monitor.status();
        return { body: { ...counts, causes: known, openIncidents: open.total, monitor } };
      },
    }),
  ],
};
