import { api } from "../../../core/contract/index.ts";
import type { DeliveryDocument } from "../../../core/contract/index.ts";
import type { Delivery } from "../../../core/alerting/index.ts";
import { type Call, operation, type Resource } from "../operation.ts";
import { notFound } from "../problem.ts";
import { type PageQuery, present, recordAction } from "./requests.ts";

interface DeliveryQuery extends PageQuery {
  readonly state?: Delivery["state"];
  readonly channel?: string;
}

interface DeliveryParams {
  readonly id: string;
}

const PAGES_SEARCHED = 20;

function deliveryDocument({ event, tenant: _tenant, ...own }: Delivery): DeliveryDocument {
  return { ...own, subject: event.subject, kind: event.kind, severity: event.severity, title: event.title };
}

async function deadOne(call: Call<{ params: DeliveryParams }>): Promise<Delivery | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_SEARCHED; page += 1) {
    const filter = { state: "dead" as const, limit: 1000, ...present({ cursor }) };
    const { items, next } = await call.services.store.outbox.list(call.tenant, filter);
    const found = items.find(({ id }) => id === call.params.id);
    if (found !== undefined || next === null) return found;
    cursor = next;
  }
  return undefined;
}

export const deliveries: Resource = {
  name: "deliveries",
  about: "Messages that were sent, wait, or were given up.",
  operations: [
    operation<{ query: DeliveryQuery }>({
      id: "listDeliveries",
      method: "GET",
      path: "/deliveries",
      summary: "Messages by state; `dead` are those that were given up",
      scope: "read",
      query: api.parameters({
        ...api.paging,
        state: { type: "string", enum: ["waiting", "delivered", "dead"] },
        channel: { type: "string", minLength: 1, maxLength: 64 },
      }),
      answers: { 200: api.deliveryPage },
      run: async ({ services, tenant, query }) => {
        const { items, next } = await services.store.outbox.list(tenant, present(query));
        return { body: { items: items.map(deliveryDocument), next }, next };
      },
    }),
    operation<{ params: DeliveryParams }>({
      id: "retryDelivery",
      method: "POST",
      path: "/deliveries/:id/retry",
      summary: "Sends one that was given up again, with the same id",
      scope: "operate",
      params: api.parameters({ id: { type: "string", minLength: 1, maxLength: 200 } }, ["id"]),
      answers: { 202: api.taken },
      run: async (call) => {
        const { params, nowMs } = call;
        const found = await deadOne(call);
        if (found === undefined) {
          throw notFound({ en: "No delivery of this id was given up", zh: "没有此编号的失败投递" });
        }
        await call.services.store.outbox.settle(found.id, { state: "waiting", attempts: 0, nextAttemptMs: nowMs });
        await recordAction(call, "delivery.retry", params.id, { channel: found.channel });
        return { status: 202, body: { taken: true } };
      },
    }),
  ],
};
