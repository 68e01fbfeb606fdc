import { api } from "../../../core/contract/index.ts";
import { operation, type Resource } from "../operation.ts";
import type { PageQuery } from "./requests.ts";

export const actions: Resource = {
  name: "actions",
  about: "Who did what.",
  operations: [
    operation<{ query: PageQuery }>({
      id: "listActions",
      method: "GET",
      path: "/actions",
      summary: "What people and the configuration file changed, the newest first",
      scope: "admin",
      query: api.parameters(api.paging),
      answers: { 200: api.actionPage },
      run: async ({ services, tenant, query }) => {
        const { limit = 100, cursor } = query;
        const page = await services.store.safe.actions(tenant, limit, ...(cursor === undefined ? [] : [cursor]));
        const items = page.items.map(({ atMs, by, action, subject, detail }) => ({
          atMs,
          by,
          action,
          subject,
          detail,
        }));
        return { body: { items, next: page.next }, next: page.next };
      },
    }),
  ],
};
