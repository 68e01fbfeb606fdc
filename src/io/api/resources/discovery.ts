import { api } from "../../../core/contract/index.ts";
import { operation, type Resource } from "../operation.ts";
import { notFound } from "../problem.ts";
import { type NameParams, nameParams, recordAction } from "./requests.ts";
import { settingsOperations } from "./settings-documents.ts";

export const discovery: Resource = {
  name: "discovery",
  about: "Where hosts are looked for by themselves.",
  operations: [
    ...settingsOperations({
      kind: "discovery",
      path: "/discovery",
      one: "Discovery",
      many: "Discoveries",
      schema: api.discoverySettings,
      about: "discoveries",
    }),
    operation<{ params: NameParams }>({
      id: "runDiscovery",
      method: "POST",
      path: "/discovery/:name/run",
      summary: "Looks now; new and vanished hosts arrive on the stream of changes",
      scope: "operate",
      params: nameParams,
      answers: { 202: api.taken },
      run: async (call) => {
        const { services, tenant, params } = call;
        if (!(await services.discovery.runNow(tenant, params.name))) {
          throw notFound({ en: `There is no discovery "${params.name}"`, zh: `没有名为 "${params.name}" 的发现任务` });
        }
        await recordAction(call, "discovery.run", params.name);
        return { status: 202, body: { taken: true } };
      },
    }),
  ],
};
