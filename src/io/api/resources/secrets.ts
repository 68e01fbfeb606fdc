import { api } from "../../../core/contract/index.ts";
import { operation, type Resource } from "../operation.ts";
import { notFound } from "../problem.ts";
import { type NameParams, nameParams, recordAction } from "./requests.ts";

/** Names that the server keeps for itself. */
const OWN = /^api\//;

export const secrets: Resource = {
  name: "secrets",
  about: "Values behind references secret:NAME. They go in encrypted and never come out.",
  operations: [
    operation({
      id: "listSecrets",
      method: "GET",
      path: "/secrets",
      summary: "Names of the secrets",
      scope: "admin",
      answers: { 200: api.nameList },
      run: async ({ services, tenant }) => {
        const names = await services.store.safe.secretNames(tenant);
        return { body: { items: names.filter((name) => !OWN.test(name)) } };
      },
    }),
    operation<{ params: NameParams; body: { readonly value: string } }>({
      id: "putSecret",
      method: "PUT",
      path: "/secrets/:name",
      summary: "Keeps a value under a name; no answer ever holds it",
      scope: "admin",
      params: nameParams,
      body: api.secretValue,
      answers: { 204: null },
      run: async (call) => {
        await call.services.store.safe.putSecret(call.tenant, call.params.name, call.body.value, call.nowMs);
        await recordAction(call, "secret.put", call.params.name);
        return { status: 204 };
      },
    }),
    operation<{ params: NameParams }>({
      id: "removeSecret",
      method: "DELETE",
      path: "/secrets/:name",
      summary: "Forgets a value",
      scope: "admin",
      params: nameParams,
      answers: { 204: null },
      run: async (call) => {
        const { name } = call.params;
        if (!(await call.services.store.safe.removeSecret(call.tenant, name))) {
          throw notFound({ en: `There is no secret "${name}"`, zh: `没有名为 "${name}" 的机密` });
        }
        await recordAction(call, "secret.remove", name);
        return { status: 204 };
      },
    }),
  ],
};
