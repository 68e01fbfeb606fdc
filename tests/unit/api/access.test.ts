import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiFixture, NOW_MS, openApi } from "./api-fixture.ts";
import { ask, type Method, problemIn } from "./asking.ts";

const AWAY = "192.0.2.7";
let fixture: ApiFixture;
beforeAll(async () => {
  fixture = await openApi();
});
afterAll(async () => fixture.close());

const bearer = (token: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}` });
const from = async (address: string, method: Method, url: string, body?: unknown, headers = {}) =>
  ask(fixture.api, method, `/api/v1${url}`, body, headers, address);

describe("Host and Origin", () => {
  it("refuse a name that is none of ours, whatever is asked", async () => {
    for (const host of ["evil.example", "127.0.0.1.evil.example:8480", "127.0.0.1@evil", "[::1", "localhost:x"]) {
      const answer = await ask(fixture.api, "GET", "/api/v1/health/live", undefined, { host });
      expect([host, answer.status, problemIn(answer)]).toEqual([host, 421, "foreign-host"]);
    }
    for (const host of ["localhost:8480", "LOCALHOST", "127.0.0.1:9", "localhost."]) {
      expect((await ask(fixture.api, "GET", "/api/v1/health/live", undefined, { host })).status).toBe(200);
    }
  });

  it("refuse the pages of others, and let our own and programs in", async () => {
    const host = { host: "a" };
    const foreign = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: "http://127.0.0.1:9999" },
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
      { "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" },
    ];
    for (const headers of foreign) {
      expect(problemIn(await from("127.0.0.1", "POST", "/hosts", host, headers))).toBe("foreign-origin");
      expect(problemIn(await from("127.0.0.1", "GET", "/events/stream", undefined, headers))).toBe("foreign-origin");
    }
    const own = { origin: "http://127.0.0.1:8480", "sec-fetch-site": "same-origin" };
    expect((await from("127.0.0.1", "POST", "/hosts", host, own)).status).toBe(201);
    expect((await from("127.0.0.1", "GET", "/hosts")).headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("take no body that a form of another page could send", async () => {
    const answer = await from("127.0.0.1", "POST", "/hosts", '{"host":"b"}', { "content-type": "text/plain" });
    expect([answer.status, problemIn(answer)]).toEqual([415, "wrong-type"]);
  });
});

describe("tokens", () => {
  it("are asked for from elsewhere, and behind a proxy on this machine", async () => {
    expect((await from(AWAY, "GET", "/hosts")).status).toBe(401);
    expect((await from(AWAY, "GET", "/hosts")).headers["www-authenticate"]).toBe("Bearer");
    expect((await from("127.0.0.1", "GET", "/hosts", undefined, { "x-forwarded-for": AWAY })).status).toBe(401);
    expect((await from(AWAY, "GET", "/explain?q=0x904")).status).toBe(200);
    expect((await from(AWAY, "GET", "/status")).json).toMatchObject({ hosts: expect.any(Number) });
  });

  it("open what their scope says and no more, and end when they are revoked", async () => {
    const made = await from("127.0.0.1", "POST", "/tokens", { name: "reader", scopes: ["read"] });
    const token = bearer(made.json.token);
    expect((await from(AWAY, "GET", "/hosts", undefined, token)).status).toBe(200);
    expect(problemIn(await from(AWAY, "POST", "/hosts", { host: "c" }, token))).toBe("not-allowed");
    expect(problemIn(await from(AWAY, "GET", "/tokens", undefined, token))).toBe("not-allowed");
    expect((await from("127.0.0.1", "POST", "/tokens", { name: "reader", scopes: ["read"] })).status).toBe(409);
    expect((await from("127.0.0.1", "DELETE", "/tokens/reader")).status).toBe(204);
    expect(problemIn(await from(AWAY, "GET", "/hosts", undefined, token))).toBe("bad-token");
  });

  it("cannot pass for somebody else in the trail of actions", async () => {
    for (const name of ["local", "Anonymous", "rdpulse"]) {
      expect((await from("127.0.0.1", "POST", "/tokens", { name, scopes: ["read"] })).status).toBe(400);
    }
  });

  it("are never told again, nor is their hash", async () => {
    const made = await from("127.0.0.1", "POST", "/tokens", { name: "once", scopes: ["operate"], note: "for a test" });
    const listed = await from("127.0.0.1", "GET", "/tokens");
    expect(listed.json.items).toContainEqual({
      name: "once",
      scopes: ["operate"],
      note: "for a test",
      createdMs: NOW_MS,
    });
    expect(listed.text).not.toContain("hash");
    const stored = await fixture.store.resources.list(1, "token");
    expect(JSON.stringify(stored)).not.toContain(made.json.token);
    expect(JSON.stringify((await fixture.store.safe.actions(1, 100)).items)).not.toContain(made.json.token);
  });

  it("end by themselves", async () => {
    const body = { name: "short", scopes: ["read"], expiresMs: NOW_MS + 1000 };
    const token = bearer((await from("127.0.0.1", "POST", "/tokens", body)).json.token);
    expect((await from(AWAY, "GET", "/hosts", undefined, token)).status).toBe(200);
    fixture.clock.atMs += 1001;
    expect((await from(AWAY, "GET", "/hosts", undefined, token)).status).toBe(401);
    fixture.clock.atMs = NOW_MS;
  });

  it("cannot be guessed: an address that is wrong ten times a minute waits", async () => {
    const wrong = bearer("rdpulse_wrong");
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      statuses.push((await from("198.51.100.1", "GET", "/hosts", undefined, wrong)).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    expect((await from("198.51.100.2", "GET", "/hosts", undefined, wrong)).status).toBe(401);
    fixture.clock.atMs += 61_000;
    expect((await from("198.51.100.1", "GET", "/hosts", undefined, wrong)).status).toBe(401);
    fixture.clock.atMs = NOW_MS;
  });

  it("are needed on this machine too where that is set", async () => {
    const strict = await openApi({ trustsLocal: false });
    expect((await ask(strict.api, "GET", "/api/v1/hosts")).status).toBe(401);
    const token = await strict.api.tokens.issue(1, "admin", { scopes: ["admin"] });
    expect((await ask(strict.api, "GET", "/api/v1/tokens", undefined, bearer(token))).status).toBe(200);
    await strict.close();
  });
});

describe("a browser", () => {
  it("signs in with a token and is known by a cookie until it signs out or the token is revoked", async () => {
    const { json } = await from("127.0.0.1", "POST", "/tokens", { name: "browser", scopes: ["operate"] });
    const signedIn = await from(AWAY, "POST", "/sign-in", { token: json.token });
    const set = signedIn.headers["set-cookie"] ?? "";
    expect(set).toMatch(/; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    const cookie = { cookie: `other=1; ${set.split(";")[0]}` };
    expect((await from(AWAY, "GET", "/who", undefined, cookie)).json).toEqual({ name: "browser", scopes: ["operate"] });
    const forged = { cookie: cookie.cookie.replace(/\.\d+\./, ".9999999999999.") };
    expect((await from(AWAY, "GET", "/hosts", undefined, forged)).status).toBe(401);
    fixture.clock.atMs += 12 * 3_600_000;
    expect((await from(AWAY, "GET", "/hosts", undefined, cookie)).status).toBe(401);
    fixture.clock.atMs = NOW_MS;
    expect((await from(AWAY, "POST", "/sign-out", undefined, cookie)).headers["set-cookie"]).toContain("Max-Age=0");
    await from("127.0.0.1", "DELETE", "/tokens/browser");
    expect((await from(AWAY, "GET", "/hosts", undefined, cookie)).status).toBe(401);
    expect(problemIn(await from(AWAY, "POST", "/sign-in", { token: "rdpulse_no" }))).toBe("bad-token");
  });

  it("gets headers that hold it back", async () => {
    const { headers } = await from("127.0.0.1", "GET", "/hosts");
    expect(headers).toMatchObject({
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
  });
});

describe("an idempotency key", () => {
  it("carries a request out once", async () => {
    const key = { "idempotency-key": "a-key" };
    const first = await from("127.0.0.1", "POST", "/hosts", { host: "once" }, key);
    const again = await from("127.0.0.1", "POST", "/hosts", { host: "once" }, key);
    expect([first.status, again.status, again.headers["idempotency-replayed"]]).toEqual([201, 201, "true"]);
    expect(again.text).toBe(first.text);
    expect(problemIn(await from("127.0.0.1", "POST", "/hosts", { host: "twice" }, key))).toBe("repeat-differs");
    expect((await from("127.0.0.1", "POST", "/hosts", { host: "once" })).status).toBe(409);
  });
});

describe("settings documents", () => {
  const rule = { channels: ["mail"], match: { severity: ["critical"] } };

  it("are put, read, guarded by their revision, and removed", async () => {
    const made = await from("127.0.0.1", "PUT", "/rules/night", rule);
    expect([made.status, made.headers["etag"]]).toEqual([201, '"1"']);
    expect(made.json.settings).toEqual({ ...rule, name: "night" });
    const stale = await from("127.0.0.1", "PUT", "/rules/night", rule, { "if-match": '"7"' });
    expect(problemIn(stale)).toBe("stale");
    expect((await from("127.0.0.1", "PUT", "/rules/night", rule, { "if-none-match": "*" })).status).toBe(412);
    expect((await from("127.0.0.1", "POST", "/rules", { ...rule, name: "night" })).status).toBe(409);
    expect((await from("127.0.0.1", "GET", "/rules")).json.items).toHaveLength(1);
    expect((await from("127.0.0.1", "PUT", "/rules/day", { ...rule, chanels: [] })).status).toBe(400);
    expect((await from("127.0.0.1", "DELETE", "/rules/night")).status).toBe(204);
    expect((await from("127.0.0.1", "DELETE", "/rules/night")).status).toBe(404);
  });

  it("of the file are read-only", async () => {
    await fixture.store.resources.put(1, "rule", "declared", rule, "file", null, 1);
    expect(problemIn(await from("127.0.0.1", "PUT", "/rules/declared", rule))).toBe("read-only");
    expect(problemIn(await from("127.0.0.1", "DELETE", "/rules/declared"))).toBe("read-only");
  });

  it("never hold the value of a secret, and neither does any answer", async () => {
    expect((await from("127.0.0.1", "PUT", "/secrets/mail", { value: "hunter2-hunter2" })).status).toBe(204);
    expect((await from("127.0.0.1", "GET", "/secrets")).json.items).toEqual(["mail"]);
    for (const url of ["/secrets", "/actions", "/channels", "/health"]) {
      expect((await from("127.0.0.1", "GET", url)).text).not.toContain("hunter2");
    }
    expect((await from("127.0.0.1", "DELETE", "/secrets/mail")).status).toBe(204);
  });
});

describe("a body", () => {
  it.each([
    ["a million brackets", `{"host":${"[".repeat(200_000)}${"]".repeat(200_000)}}`],
    ["half a character", '{"host":"a\\ud800"}'],
    ["a zero", '{"host":"a","tags":{"a\\u0000":"b"}}'],
    ["another prototype", '{"host":"a","__proto__":{"admin":true}}'],
    ["half a document", '{"host":'],
    ["nothing", ""],
  ])("of %s is refused, with a key and without", async (_, body) => {
    const type = { "content-type": "application/json" };
    const plain = await ask(fixture.api, "POST", "/api/v1/hosts", body, type);
    const keyed = await ask(fixture.api, "POST", "/api/v1/hosts", body, { ...type, "idempotency-key": "deep" });
    expect([plain.status, keyed.status]).toEqual([400, 400]);
  });
});

describe("the page", () => {
  it("is whole, without script, in both languages, and escapes what hosts call themselves", async () => {
    const name = `<img src=x onerror=alert(1)>`;
    const target = await fixture.store.targets.put(1, { host: "page", name }, "api", 1);
    const { recordCheck } = await import("./api-fixture.ts");
    await recordCheck(fixture.store, target.id, { verdict: "unreachable", failedStage: "tcp" });
    const page = await ask(fixture.api, "GET", "/status");
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.headers["content-security-policy"]).toMatch(/style-src 'sha256-/);
    expect(page.text).toContain("&lt;img src=x");
    expect(page.text).not.toMatch(/<img|<script/);
    const chinese = await ask(fixture.api, "GET", "/status", undefined, { "accept-language": "zh-CN" });
    expect(chinese.text).toContain('<html lang="zh-CN">');
    const away = await ask(fixture.api, "GET", "/status?lang=en", undefined, {}, AWAY);
    expect(away.status).toBe(200);
    expect(away.text).not.toContain("&lt;img");
  });
});

describe("an address that is none", () => {
  it.each([
    ["/nope", 404, "not-found"],
    ["/api/v1/hosts/", 400, "invalid"],
    ["//evil.example/", 404, "not-found"],
    ["/api/v1/hosts/%ZZ", 400, "bad-request"],
    ["/api/v1/hosts/9007199254740993", 400, "invalid"],
    [`/api/v1/rules/${"x".repeat(301)}`, 414, "uri-too-long"],
  ])("such as %s is answered with a problem", async (url, status, id) => {
    const answer = await ask(fixture.api, "GET", url);
    expect([answer.status, problemIn(answer)]).toEqual([status, id]);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });

  it.each([
    ["PUT", "/hosts", "GET, HEAD, POST"],
    ["POST", "/hosts/7", "GET, HEAD, PUT, PATCH, DELETE"],
    ["DELETE", "/health", "GET, HEAD"],
  ] as const)("says which methods there are where %s %s is none", async (method, path, allow) => {
    const answer = await ask(fixture.api, method, `/api/v1${path}`);
    expect([answer.status, problemIn(answer)]).toEqual([405, "wrong-method"]);
    expect(String(answer.headers["allow"]).split(", ").toSorted()).toEqual(allow.split(", ").toSorted());
  });
});

describe("nothing of this", () => {
  it("was a fault of ours", () => {
    expect(fixture.bugs).toEqual([]);
  });
});
