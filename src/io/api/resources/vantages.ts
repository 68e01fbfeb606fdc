import { api } from "../../../core/contract/index.ts";
import { operation, type Resource } from "../operation.ts";

export const vantages: Resource = {
  name: "vantages",
  about: "Where checks are made from.",
  operations: [
    operation({
      id: "listVantages",
      method: "GET",
      path: "/vantages",
      summary: "Every vantage, whether it is alive, and its share",
      scope: "read",
      answers: { 200: api.vantageList },
      run: async ({ services, tenant }) => ({ body: { items: await services.vantages.list(tenant) } }),
    }),
  ],
};
