import { api } from "../../../core/contract/index.ts";
import { mayDo } from "../authentication.ts";
import { operation, type Resource } from "../operation.ts";
import { STATUS_PAGE_POLICY, statusPageHtml } from "../status-page.ts";
import { causeTitle } from "./incidents.ts";

const SHOWN = 25;

export const statusPage: Resource = {
  name: "page",
  about: "A plain page of status, without script.",
  operations: [
    operation<{ query: { readonly lang?: "en" | "zh" } }>({
      id: "getPage",
      method: "GET",
      path: "/status",
      outside: true,
      summary: "Counts, worst hosts, open incidents; names only for those who may read",
      scope: "public",
      query: api.parameters({ lang: { type: "string", enum: ["en", "zh"] } }),
      answers: { 200: "text/html" },
      run: async ({ services, tenant, caller, query, language, nowMs }) => {
        const { store, monitor, version } = services;
        const [counts, open, worst] = await Promise.all([
          store.results.overview(tenant),
          store.incidents.list(tenant, { state: ["open", "acknowledged"], sort: "severity", limit: SHOWN }),
          store.targets.list(tenant, { sort: "worst", limit: SHOWN }),
        ]);
        const isShown = mayDo(caller, "read");
        const hosts = worst.items.flatMap(({ target, state }) => {
          if (state === null || state.status === "up") return [];
          const [first] = state.causes;
          const cause = first === undefined ? null : causeTitle(first.id, first.variant);
          return [{ name: target.name, status: state.status, sinceMs: state.sinceMs, cause }];
        });
        const incidents = open.items.map((record) => {
          const { id, severity, members, openedMs, state } = record;
          return {
            id,
            severity,
            openedMs,
            state,
            title: causeTitle(record.cause, record.variant),
            hosts: members.length,
          };
        });
        const content = statusPageHtml(
          {
            nowMs,
            version,
            demo: monitor.status().demo,
            statuses: counts.statuses,
            openIncidents: open.total,
            hosts: isShown ? hosts : null,
            incidents: isShown ? incidents : null,
          },
          query.lang ?? language,
        );
        return {
          text: { type: "text/html; charset=utf-8", content },
          headers: { "content-security-policy": STATUS_PAGE_POLICY, "content-language": query.lang ?? language },
        };
      },
    }),
  ],
};
