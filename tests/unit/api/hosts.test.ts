import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask as request, type Method } from "./asking.ts";
import { type ApiFixture, incidentAt, openApi, recordCheck } from "./api-fixture.ts";

let fixture: ApiFixture;
beforeAll(async () => {
  fixture = await openApi();
});
afterAll(async () => fixture.close());

const ask = async (method: Method, url: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
  request(fixture.api, method, `/api/v1${url}`, body, headers);

describe("hosts", () => {
  it("are added, found, changed and removed", async () => {
    const made = await ask("POST", "/hosts", { host: "rds01.example.com", site: "Berlin", tags: { owner: "finance" } });
    expect(made.status).toBe(201);
    expect(made.headers["etag"]).toBe('"1"');
    const url = `/hosts/${made.json.id}`;
    expect(made.headers["location"]).toBe(`/api/v1${url}`);
    expect((await ask("GET", "/hosts?site=Berlin")).json.items).toHaveLength(1);
    expect((await ask("GET", "/hosts?tag=owner%3Dfinance")).json.total).toBe(1);
    expect((await ask("GET", "/hosts?site=Bonn")).json.total).toBe(0);
    const changed = await ask("PATCH", url, { site: null, port: 3390 }, { "if-match": '"1"' });
    expect(changed.json.settings).toEqual({ host: "rds01.example.com", port: 3390, tags: { owner: "finance" } });
    expect((await ask("PATCH", url, { port: 1 }, { "if-match": '"1"' })).json.type).toBe("urn:rdpulse:problem:stale");
    expect((await ask("GET", url, undefined, { "if-none-match": changed.headers["etag"] ?? "" })).status).toBe(304);
    expect((await ask("DELETE", url)).status).toBe(204);
    expect((await ask("GET", url)).status).toBe(404);
  });

  it("that the file declares are read-only", async () => {
    const declared = await fixture.store.targets.put(1, { host: "file01" }, "file", 1);
    const refused = await ask("PUT", `/hosts/${declared.id}`, { host: "other" });
    expect([refused.status, refused.json.type]).toEqual([409, "urn:rdpulse:problem:read-only"]);
    expect((await ask("DELETE", `/hosts/${declared.id}`)).status).toBe(409);
    const bulk = await ask("POST", "/hosts/bulk", { action: "remove", ids: [declared.id] });
    expect(bulk.json).toEqual({ changed: [], refused: [declared.id] });
  });

  it("that are no hosts are refused in words", async () => {
    for (const host of ["<b>", "*", "a:1", "-oProxyCommand=x", "a/b", "a b"]) {
      const refused = await ask("POST", "/hosts", { host });
      const errors = [{ pointer: "/host", detail: "is no name and no address; a port has its own key" }];
      expect([refused.status, refused.json.errors]).toEqual([400, errors]);
    }
    const empty = await ask("POST", "/hosts", { host: "a", name: "" }, { "accept-language": "zh" });
    expect(empty.json.errors).toEqual([{ pointer: "/name", detail: "不能为空" }]);
    const long = await ask("POST", "/hosts", { host: "a", name: "x".repeat(129) });
    expect(long.json.errors).toEqual([{ pointer: "/name", detail: "must have at most 128 characters" }]);
    for (const host of ["bücher.example", "_x.example.", "::1", "fe80::1%eth0", "10.0.0.1"]) {
      const made = await ask("POST", "/hosts", { host });
      expect(made.status).toBe(201);
      await ask("DELETE", `/hosts/${made.json.id}`);
    }
  });

  it("that would depend on each other in a ring are refused, and the ring is named", async () => {
    const gateway = await ask("POST", "/hosts", { host: "ring-gw", name: "ring-gw" });
    const behind = await ask("POST", "/hosts", { host: "ring-a", name: "ring-a", gateway: "ring-gw" });
    expect([gateway.status, behind.status]).toEqual([201, 201]);
    const ring = { status: 409, json: { type: "urn:rdpulse:problem:conflict" } };
    const own = `/hosts/${gateway.json.id}`;
    const put = await ask("PUT", own, { host: "ring-gw", name: "ring-gw", dependsOn: ["ring-a"] });
    expect(put).toMatchObject(ring);
    expect(put.json.detail).toContain("ring-gw -> ring-a -> ring-gw");
    expect(await ask("PATCH", own, { dependsOn: ["ring-a"] })).toMatchObject(ring);
    expect(await ask("POST", "/hosts", { host: "self", name: "self", dependsOn: ["self"] })).toMatchObject(ring);
    const hosts = [
      { host: "ring-b", name: "ring-b", dependsOn: ["ring-c"] },
      { host: "ring-c", name: "ring-c", dependsOn: ["ring-b"] },
    ];
    expect(await ask("POST", "/hosts/bulk", { action: "create", hosts })).toMatchObject(ring);
    expect((await ask("GET", "/hosts?search=ring-b")).json.total).toBe(0);
    // A name that is given up at the same time closes no ring.
    expect((await ask("PATCH", own, { name: "ring-new", dependsOn: ["ring-a"] })).status).toBe(200);
  });

  it("come in pages, each with the link to the next", async () => {
    const hosts = Array.from({ length: 5 }, (_, index) => ({ host: `page${index}`, pool: "paged" }));
    expect((await ask("POST", "/hosts/bulk", { action: "create", hosts })).json.changed).toHaveLength(5);
    const seen: string[] = [];
    let url = "/hosts?pool=paged&limit=2&sort=name";
    for (let page = 0; page < 5 && url !== ""; page += 1) {
      const answer = await ask("GET", url);
      for (const { name } of answer.json.items) seen.push(name);
      url = /<\/api\/v1([^>]+)>/.exec(answer.headers["link"] ?? "")?.[1] ?? "";
    }
    expect(seen).toEqual(["page0:3389", "page1:3389", "page2:3389", "page3:3389", "page4:3389"]);
    const middle = await ask("GET", "/hosts?pool=paged&limit=2&sort=name&skip=3");
    expect(middle.json).toMatchObject({ total: 5, items: [{ name: "page3:3389" }, { name: "page4:3389" }] });
    expect((await ask("GET", "/hosts?cursor=nonsense")).json.type).toBe("urn:rdpulse:problem:bad-cursor");
  });

  it("tell their history", async () => {
    const { id } = (await ask("POST", "/hosts", { host: "history" })).json;
    await recordCheck(fixture.store, id);
    const url = `/hosts/${id}`;
    expect((await ask("GET", url)).json).toMatchObject({
      state: { status: "up", totalUs: 13_100 },
      facts: { osBuild: "10.0.20348" },
    });
    expect((await ask("GET", `${url}/results`)).json.items[0]).toMatchObject({
      verdict: "healthy",
      stagesUs: { tls: 9000 },
    });
    const [rollup] = (await ask("GET", `${url}/rollups?span=hour`)).json.items;
    expect(rollup).toMatchObject({ checks: 1, successes: 1 });
    expect(rollup.total.p95Us).toBeGreaterThan(13_100 * 0.98);
    expect((await ask("GET", `${url}/changes?fact=osBuild`)).json.items).toHaveLength(1);
    expect((await ask("GET", `${url}/transcripts`)).json.items[0].reason).toBe("latest");
    expect((await ask("GET", `${url}/transcript.txt`)).text).toBe("rdpulse-transcript/1\n");
    expect((await ask("GET", `${url}/sessions`)).json.items).toEqual([]);
    expect((await ask("POST", `${url}/check`)).status).toBe(202);
    expect(fixture.checked.at(-1)).toEqual([id]);
    expect((await ask("GET", "/certificates?withinDays=30")).json.items[0]).toMatchObject({
      daysLeft: 20,
      subject: "CN=rds01",
    });
    expect((await ask("GET", "/overview")).json.statuses.up).toBe(1);
    expect((await ask("GET", "/kpi")).json).toMatchObject({ checks: 1, successShare: 1 });
  });

  it("that are wrong are told field by field, in the language asked for", async () => {
    const refused = await ask("POST", "/hosts", { host: "x", prot: 1 }, { "accept-language": "zh-CN,en;q=0.5" });
    expect(refused.json).toEqual({
      type: "urn:rdpulse:problem:invalid",
      title: "存在不允许的值",
      status: 400,
      errors: [{ pointer: "", detail: '没有名为 "prot" 的字段' }],
    });
    expect(refused.headers["content-language"]).toBe("zh");
    expect((await ask("POST", "/hosts", { host: "a b" })).status).toBe(400);
    expect((await ask("GET", "/hosts?limit=0")).json.errors[0].pointer).toBe("/limit");
  });
});

describe("incidents", () => {
  it("are listed, told whole, and acted upon", async () => {
    const { id } = (await ask("POST", "/hosts", { host: "incident" })).json;
    await fixture.store.incidents.apply({ incidents: [incidentAt(1, id)], entries: [] }, [], null, 1);
    expect((await ask("GET", "/incidents?state=open&state=acknowledged")).json.total).toBe(1);
    const whole = await ask("GET", "/incidents/1");
    expect(whole.json).toMatchObject({ hosts: [{ id, name: "incident:3389" }], title: { en: expect.any(String) } });
    expect(whole.json.remedies.windows.fix.length).toBeGreaterThan(0);
    const acknowledged = await ask("POST", "/incidents/1/acknowledge", undefined, { "if-match": '"1"' });
    expect(acknowledged.json).toMatchObject({ state: "acknowledged", acknowledgedBy: "local", revision: 2 });
    expect((await ask("POST", "/incidents/1/note", { text: "seen" }, { "if-match": '"1"' })).status).toBe(412);
    expect((await ask("POST", "/incidents/1/note", { text: "seen" })).status).toBe(200);
    expect((await ask("GET", "/incidents/1")).json.timeline).toHaveLength(2);
    expect((await ask("GET", "/incidents/1/tree")).json.hosts).toEqual([{ id, name: "incident:3389", state: "hit" }]);
    expect((await ask("GET", "/incidents/1/post-mortem.md?lang=zh")).text).toContain("INC-1 (zh)");
    expect((await ask("POST", "/incidents/9/close")).status).toBe(404);
    await ask("POST", "/incidents/1/close");
    expect((await ask("POST", "/incidents/1/close")).json.type).toBe("urn:rdpulse:problem:conflict");
    expect(fixture.bugs).toEqual([]);
  });
});
