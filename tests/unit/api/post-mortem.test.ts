import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { incidentService } from "../../../src/app/server/index.ts";
import type { FactChange, TargetId } from "../../../src/core/fleet/index.ts";
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
  });
});
