import { api } from "../../../core/contract/index.ts";
import { operation, type Resource } from "../operation.ts";
import { notFound } from "../problem.ts";
import { type NameParams, nameParams, recordAction } from "./requests.ts";
import { settingsOperations } from "./settings-documents.ts";

export const channels: Resource = {
  name: "channels",
  about: "Ways to reach people. Secrets in them are references, never values.",
  operations: [
    ...settingsOperations({
      kind: "channel",
      path: "/channels",
      one: "Channel",
      many: "Channels",
      schema: api.channelSettings,
      about: "alert channels",
    }),
    operation({
      id: "listChannelKinds",
      method: "GET",
      path: "/channel-kinds",
      summary: "Ways to reach people, with the settings of each: for forms",
      scope: "read",
      answers: { 200: api.channelKindList },
      run: async ({ services }) => ({ body: { items: services.notify.kinds() } }),
    }),
    operation<{ params: NameParams }>({
      id: "testChannel",
      method: "POST",
      path: "/channels/:name/test",
      summary: "Sends a test message at once and tells what the other side said",
      scope: "operate",
      params: nameParams,
      answers: { 200: api.testOutcome },
      run: async (call) => {
        const { services, tenant, params } = call;
        if ((await services.store.resources.get(tenant, "channel", params.name)) === null) {
          throw notFound({ en: `There is no channel "${params.name}"`, zh: `没有名为 "${params.name}" 的通道` });
        }
        const outcome = await services.notify.sendTest(tenant, params.name);
        await recordAction(call, "channel.test", params.name, { ok: outcome.ok });
        return { body: outcome };
      },
    }),
  ],
};
