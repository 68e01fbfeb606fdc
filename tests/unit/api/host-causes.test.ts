import { afterAll, beforeAll, expect, it } from "vitest";
import type { ToldFault } from "../../../src/core/incident/index.ts";
import { type ApiFixture, incidentAt, NOW_MS, openApi, recordCheck } from "./api-fixture.ts";
import { ask } from "./asking.ts";

let fixture: ApiFixture;
beforeAll(async () => {
  fixture = await openApi();
});
afterAll(async () => fixture.close());

it("tells what is wrong with a host, with commands for it and the way to its incidents", async () => {
  const { api, store } = fixture;
  const { id } = await store.targets.add(1, { host: "ts7.corp.example", port: 3391 }, "api", NOW_MS);
  const causes = [{ id: "rdp-listener-not-listening", effect: "blocks", confidence: 0.9 }] as const;
  await recordCheck(store, id, { verdict: "unreachable", failedStage: "tcp", causes });
  const own = incidentAt(4, id, { cause: "rdp-listener-not-listening" });
  const other = incidentAt(5, id, { cause: "rdp-cert-expired" });
  const gone = incidentAt(6, id, { cause: "dns-name-or-address-wrong", state: "closed", closedMs: NOW_MS });
  await store.incidents.apply({ incidents: [own, other, gone], entries: [] }, [], null, NOW_MS);

  const { json } = await ask(api, "GET", `/api/v1/hosts/${id}/causes`);
  expect(json.items).toHaveLength(1);
  expect(json.items[0]).toMatchObject({
    id: "rdp-listener-not-listening",
    effect: "blocks",
    confidence: 0.9,
    incident: 4,
  });
  expect(json.items[0].title.zh).toMatch(/\p{Script=Han}/u);
  expect(JSON.stringify(json.items[0].remedies)).toContain("3391");
  expect(json.otherIncidents.map((incident: { id: number }) => incident.id)).toEqual([5]);
});

it("has nothing to say of a host that was never checked, and knows no other", async () => {
  const { id } = await fixture.store.targets.add(1, { host: "new" }, "api", NOW_MS);
  expect((await ask(fixture.api, "GET", `/api/v1/hosts/${id}/causes`)).json).toEqual({ items: [], otherIncidents: [] });
  expect((await ask(fixture.api, "GET", "/api/v1/hosts/999999/causes")).status).toBe(404);
});

it("tells what the host's own logs told, and whether it goes on", async () => {
  const fault = {
    key: "k",
    cause: "rdp-bruteforce-or-flood",
    effect: "weakens",
    stage: "credssp",
    confidence: 0.8,
    severity: "major",
    firstMs: NOW_MS - 60_000,
    lastMs: NOW_MS - 30_000,
    quietMs: 60_000,
    because: [{ side: "for", fact: "told", value: "7 failed logons", at: "events.evtx#12" }],
  } as const;
  const told = async (): Promise<readonly ToldFault[]> => [fault, { ...fault, lastMs: NOW_MS - 90_000 }];
  const other = await openApi({}, {}, { told });
  const { id } = await other.store.targets.add(1, { host: "ts8" }, "api", NOW_MS);
  const { json } = await ask(other.api, "GET", `/api/v1/hosts/${id}/told`);
  await other.close();
  expect(json.items.map((item: { isOver: boolean }) => item.isOver)).toEqual([false, true]);
  expect(json.items[0].evidence[0]).toMatchObject({ side: "for", at: "events.evtx#12" });
});
