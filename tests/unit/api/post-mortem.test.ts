import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { incidentService } from "../../../src/app/server/index.ts";
import type { FactChange, TargetId } from "../../../src/core/fleet/index.ts";
import { ask } from "./asking.ts";
import { type ApiFixture, incidentAt, NOW_MS, openApi } from "./api-fixture.ts";

const FAILED_MS = NOW_MS - 60_000;

let fixture: ApiFixture;
beforeAll(async () => {
  fixture = await openApi();
});
afterAll(async () => fixture.close());

async function changed(target: TargetId, atMs: number, parts: Pick<FactChange, "fact" | "after">): Promise<void> {
  const change: FactChange = { tenant: 1, target, vantage: 0, atMs, before: "old", ...parts };
  await fixture.store.results.record({ rows: [], states: [], facts: [change], transcripts: [], groups: new Map() }, []);
}

describe("the post-mortem of a server", () => {
  it("tells what changed on the hosts that were hit, up to the failing check itself", async () => {
    const { store } = fixture;
    const hit = await store.targets.put(1, { host: "hit<b>" }, "api", NOW_MS);
    const well = await store.targets.put(1, { host: "well" }, "api", NOW_MS);
    await changed(hit.id, FAILED_MS, { fact: "certificateIssuer", after: "CN=at-the-failure" });
    await changed(hit.id, FAILED_MS - 3_600_000, { fact: "osBuild", after: "10.0.26100" });
    await changed(hit.id, FAILED_MS + 1000, { fact: "dnsName", after: "after-the-failure" });
    await changed(well.id, FAILED_MS - 1000, { fact: "osBuild", after: "of-another-host" });
    await store.incidents.apply({ incidents: [incidentAt(1, hit.id)], entries: [] }, [], null, NOW_MS);

    const nobody = { command: async () => ({ refused: "missing", text: { en: "", zh: "" } }) as const };
    const watch = { targets: new Map([hit, well].map((target) => [target.id, target])) };
    const service = incidentService(store, nobody, watch, { nowMs: () => NOW_MS });
    const text = (await service.postMortem(1, 1, "en")) ?? "";
    expect(text).toContain("## What changed before it broke");
    expect(text).toContain("CN=at-the-failure");
    expect(text).toContain("10.0.26100");
    expect(text).toContain(String.raw`hit\<b\>`);
    expect(text).not.toContain("after-the-failure");
    expect(text).not.toContain("of-another-host");
    expect(await service.postMortem(1, 1, "zh")).toContain("## 故障前的变更");
    expect(await service.postMortem(1, 2, "en")).toBeNull();
    expect(text).toContain("users and sessions: not known");
  });

  it("tells whose sessions were hit, and how old that knowledge is", async () => {
    const { api, store } = fixture;
    const told = await store.targets.put(1, { host: "told" }, "api", NOW_MS);
    const silent = await store.targets.put(1, { host: "silent" }, "api", NOW_MS);
    const session = (key: string, user: string, startMs: number, endMs: number | null) =>
      ({
        tenant: 1,
        target: told.id,
        host: "told",
        key,
        user,
        address: null,
        state: endMs === null ? "active" : "ended",
        startMs,
        endMs,
        seenMs: FAILED_MS - 5000,
        detail: null,
      }) as const;
    await store.sessions.put([
      session("before", "early", FAILED_MS - 7_200_000, FAILED_MS - 3_600_000),
      session("cut", "ann", FAILED_MS - 3_600_000, FAILED_MS - 20_000),
      session("on", "ANN", FAILED_MS - 3_600_000, null),
      session("other", "bob", FAILED_MS - 1_800_000, null),
      session("after", "late", FAILED_MS + 45_000, null),
    ]);
    const members = [
      { target: told.id, joinedMs: FAILED_MS, leftMs: FAILED_MS + 30_000 },
      { target: silent.id, joinedMs: FAILED_MS },
    ];
    await store.incidents.apply({ incidents: [incidentAt(2, told.id, { members })], entries: [] }, [], null, NOW_MS);
    const nobody = { command: async () => ({ refused: "missing", text: { en: "", zh: "" } }) as const };
    const service = incidentService(store, nobody, { targets: new Map() }, { nowMs: () => NOW_MS });
    expect(await service.postMortem(1, 2, "en")).toMatch(
      /users: 2; sessions: 3 \(known until .*, from 1 of 2 hosts\)/u,
    );
    const { json } = await ask(api, "GET", "/api/v1/incidents/2");
    expect(json).toMatchObject({ users: 2, sessions: 3, sessionsKnownMs: FAILED_MS - 5000 });
    const other = await ask(api, "GET", "/api/v1/incidents/1");
    expect(other.json).toMatchObject({ users: 0, sessions: 0, sessionsKnownMs: null });
  });
});
