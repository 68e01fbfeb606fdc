import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask as request } from "./asking.ts";
import { type ApiFixture, openApi, recordCheck } from "./api-fixture.ts";

let fixture: ApiFixture;
beforeAll(async () => {
  fixture = await openApi();
});
afterAll(async () => fixture.close());

const get = async (url: string): Promise<Record<string, unknown>> =>
  (await request(fixture.api, "GET", `/api/v1${url}`)).json;

describe("the fleet in one answer", () => {
  it("has a row for each host, groups by their place, and follows what changes", async () => {
    const { store } = fixture;
    const [one, other] = await store.targets.putAll(1, [{ host: "a", site: "Berlin" }, { host: "b" }], "api", 1);
    if (one === undefined || other === undefined) throw new Error("no targets");
    expect(await get("/fleet-map")).toMatchObject({
      id: [one.id, other.id],
      name: ["a:3389", "b:3389"],
      sites: ["Berlin"],
      site: [0, -1],
      status: [0, 0],
      cause: [-1, -1],
    });
    await recordCheck(store, one.id);
    await store.targets.remove(1, [other.id]);
    const map = await get("/fleet-map");
    expect(map).toMatchObject({ id: [one.id], status: [1], totalUs: [13_100] });
  });

  it("tells what changed on any host, by name", async () => {
    const { store, clock } = fixture;
    const target = await store.targets.put(1, { host: "changing" }, "api", 1);
    const change = {
      tenant: 1,
      target: target.id,
      vantage: 0,
      atMs: clock.atMs,
      fact: "osBuild",
      before: "1",
      after: "2",
    };
    await store.results.record(
      { rows: [], states: [], facts: [{ ...change, fact: "osBuild" }], transcripts: [], groups: new Map() },
      [],
    );
    const { items } = await get("/changes?fact=osBuild&limit=1");
    expect(items).toMatchObject([{ name: "changing:3389", before: "1", after: "2" }]);
  });

  it("tells which controls are missed, and never counts what was not tested as met", async () => {
    const { store, clock } = fixture;
    const targets = await store.targets.putAll(1, [{ host: "x" }, { host: "y" }, { host: "z" }], "api", 1);
    const facts = [
      { auditGrade: "B", controlsNotMet: "RDP-NLA TLS-TLS10", controlsNotTested: "" },
      { auditGrade: "A", controlsNotMet: "", controlsNotTested: "RDP-NLA" },
      { auditGrade: "F" },
    ];
    const changes = targets.flatMap(({ id }, index) =>
      Object.entries(facts[index] ?? {}).map(([fact, after]) => ({ id, fact, after })),
    );
    await store.results.record(
      {
        rows: [],
        states: [],
        facts: changes.flatMap(({ id, fact, after }) =>
          fact === "auditGrade" || fact === "controlsNotMet" || fact === "controlsNotTested"
            ? [{ tenant: 1, target: id, vantage: 0, atMs: clock.atMs, fact, before: null, after }]
            : [],
        ),
        transcripts: [],
        groups: new Map(),
      },
      [],
    );
    const { graded, grades, controls } = await get("/audit");
    expect([graded, grades]).toEqual([
      3,
      [
        { grade: "A", hosts: 1 },
        { grade: "B", hosts: 1 },
        { grade: "F", hosts: 1 },
      ],
    ]);
    const nla = Array.isArray(controls) ? controls.find(({ id }) => id === "RDP-NLA") : undefined;
    expect(nla).toMatchObject({ missing: 1, notTested: 2, met: 0, hosts: [{ name: "x:3389" }] });
  });
});
