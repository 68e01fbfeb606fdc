import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FactChange } from "../../../src/core/fleet/index.ts";
import { ask } from "./asking.ts";
import { type ApiFixture, NOW_MS, openApi, recordCheck } from "./api-fixture.ts";

const HOUR_MS = 3_600_000;
const NEW_BUILD = "10.0.26100";

let fixture: ApiFixture;
beforeAll(async () => {
  fixture = await openApi();
});
afterAll(async () => fixture.close());

async function watch(name: string, gateway: string, isHit: boolean): Promise<void> {
  const { id: target } = await fixture.store.targets.put(1, { host: name, gateway }, "api", NOW_MS);
  const atMs = NOW_MS - 3 * HOUR_MS;
  await recordCheck(fixture.store, target, isHit ? { atMs, verdict: "failing", failedStage: "tls" } : { atMs });
  if (!isHit) return;
  const got = { tenant: 1, target, vantage: 0, atMs: NOW_MS - 2 * HOUR_MS };
  const changes: readonly FactChange[] = [{ ...got, fact: "osBuild", before: "10.0.20348", after: NEW_BUILD }];
  await fixture.store.results.record(
    { rows: [], states: [], facts: changes, transcripts: [], groups: new Map([[target, ["fleet"]]]) },
    [],
  );
}

describe("GET /cohorts", () => {
  it("concludes nothing from nothing", async () => {
    const { status, json } = await ask(fixture.api, "GET", "/api/v1/cohorts");
    expect([status, json]).toEqual([200, { failing: 0, well: 0, items: [] }]);
  });

  it("names what failing hosts got, with the counts, from what is stored", async () => {
    for (let index = 0; index < 30; index += 1) {
      await watch(`host${index}`, index % 2 === 0 ? "gw1" : "gw2", index < 6);
    }
    const { status, json } = await ask(fixture.api, "GET", "/api/v1/cohorts");
    expect(status).toBe(200);
    expect(json).toMatchObject({
      failing: 6,
      well: 24,
      items: [
        {
          property: "osBuild",
          value: NEW_BUILD,
          failing: 6,
          hosts: 6,
          otherFailing: 0,
          otherHosts: 24,
          relativeRisk: null,
          gotItBefore: 6,
          sameHostsAs: [],
          text: { en: `Failures began on hosts that got build ${NEW_BUILD}: 6 of 6, others 0 of 24` },
        },
      ],
    });
    expect(json.items).toHaveLength(1);
  });
});
