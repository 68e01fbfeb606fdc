import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OutboundPolicy } from "../../../src/io/notify/index.ts";
import { delivery, desk, MemoryOutbox, NOON_MS, receiver, type Receiver } from "./bench.ts";

let server: Receiver;
/** Statuses that the server gives, one a request; 200 after them. */
let statuses: number[] = [];
let headers: Record<string, string> = {};

beforeEach(async () => {
  statuses = [];
  headers = {};
  server = await receiver((response) => {
    response.writeHead(statuses.shift() ?? 200, headers).end("no");
  });
});
afterEach(() => server.stop());

const hook = (name = "hook"): { name: string; kind: string; url: string } => ({
  name,
  kind: "webhook",
  url: server.url,
});
const kinds = (): readonly string[] => server.got.map((got) => JSON.parse(got.body).kind);

describe("a dispatcher", () => {
  it("sends each message once", async () => {
    const { outbox, dispatcher } = desk([hook()]);
    for (let id = 0; id < 50; id++) outbox.add(delivery("hook", { subject: `incident-${id}` }));
    expect(await dispatcher.pump()).toBe(50);
    expect(await dispatcher.pump()).toBe(0);
    expect(new Set(server.got.map((got) => got.headers["webhook-id"])).size).toBe(50);
    expect(server.got).toHaveLength(50);
  });

  it("keeps the order of one subject through failures, and lets others pass", async () => {
    const bench = desk([hook(), hook("other")]);
    const { outbox, dispatcher, pass } = bench;
    statuses = [503];
    outbox.add(delivery("hook"));
    await dispatcher.pump();
    outbox.add(delivery("hook", { kind: "closed" }, NOON_MS + 1));
    outbox.add(delivery("other", { kind: "reopened" }, NOON_MS + 2));
    pass(10);
    await dispatcher.pump();
    expect(kinds()).toEqual(["opened", "reopened"]);
    for (let second = 0; second < 20; second++) {
      pass(1000);
      await dispatcher.pump();
    }
    expect(kinds()).toEqual(["opened", "reopened", "opened", "closed"]);
    expect(outbox.states()).toEqual(["delivered", "delivered", "delivered"]);
  });

  it("keeps that order over a restart", async () => {
    const { outbox, dispatcher } = desk([hook()]);
    statuses = [503];
    outbox.add(delivery("hook"));
    await dispatcher.pump();
    const second = desk([hook()], {}, { outbox });
    outbox.add(delivery("hook", { kind: "closed" }, NOON_MS + 1));
    await second.dispatcher.pump();
    expect(kinds()).toEqual(["opened"]);
    second.pass(60_000);
    await second.dispatcher.pump();
    await second.dispatcher.pump();
    expect(kinds()).toEqual(["opened", "opened", "closed"]);
  });

  it("waits longer after each failure, and gives up with the reason", async () => {
    const { outbox, dispatcher, pass, attempts } = desk([hook()], {}, { mostAttempts: 4 });
    statuses = [500, 502, 503, 504];
    outbox.add(delivery("hook"));
    const seconds: number[] = [];
    for (let second = 0; second <= 60; second++) {
      const before = server.got.length;
      await dispatcher.pump();
      if (server.got.length > before) seconds.push(second);
      pass(1000);
    }
    expect(seconds).toEqual([0, 5, 15, 35]);
    expect(outbox.states()).toEqual(["dead"]);
    expect(attempts.at(-1)).toMatchObject({ outcome: "dead", error: "the webhook answered 504: no" });
  });

  it("does not repeat what would be refused again, until somebody asks for it", async () => {
    const { outbox, dispatcher } = desk([hook()]);
    statuses = [410];
    const message = delivery("hook");
    outbox.add(message);
    await dispatcher.pump();
    expect([...outbox.all.values()][0]).toMatchObject({ state: "dead", lastError: "the webhook answered 410: no" });
    await outbox.settle(message.id, { state: "waiting", attempts: 0, nextAttemptMs: NOON_MS });
    expect(await dispatcher.pump()).toBe(1);
  });

  it("waits as long as it is asked to, with everything for that channel", async () => {
    const { outbox, dispatcher, pass } = desk([hook()]);
    statuses = [429];
    headers = { "Retry-After": "120" };
    outbox.add(delivery("hook"));
    await dispatcher.pump();
    headers = {};
    outbox.add(delivery("hook", { subject: "incident-13" }, NOON_MS + 1));
    pass(119_000);
    await dispatcher.pump();
    expect(server.got).toHaveLength(1);
    pass(2000);
    expect(await dispatcher.pump()).toBe(2);
  });

  it("spares a channel that is down, however much waits for it", async () => {
    await server.stop();
    const { outbox, dispatcher, attempts, pass } = desk([hook()]);
    for (let id = 0; id < 300; id++) outbox.add(delivery("hook", { subject: `incident-${id}` }, NOON_MS + id));
    await dispatcher.pump();
    await dispatcher.pump();
    expect(attempts.length).toBeLessThanOrEqual(8);
    pass(3_600_000);
    await dispatcher.pump();
    expect(attempts.length).toBeLessThanOrEqual(16);
    expect(new Set(outbox.states())).toEqual(new Set(["waiting"]));
  });

  it("does not send again what it could not settle", async () => {
    const outbox = new MemoryOutbox();
    const { dispatcher } = desk([hook()], {}, { outbox });
    outbox.add(delivery("hook"));
    outbox.failing = true;
    await dispatcher.pump();
    await expect(dispatcher.pump()).rejects.toThrow("away");
    outbox.failing = false;
    await dispatcher.pump();
    expect(server.got).toHaveLength(1);
    expect(outbox.states()).toEqual(["delivered"]);
  });

  it("sends nothing twice when several calls overlap, and a slow channel holds up no other", async () => {
    const held: (() => void)[] = [];
    const slow = await receiver((response) => {
      held.push(() => response.end());
    });
    const { outbox, dispatcher } = desk([{ name: "slow", kind: "webhook", url: slow.url }, hook()]);
    for (let id = 0; id < 20; id++) {
      outbox.add(delivery("slow", { subject: `incident-${id}` }));
      outbox.add(delivery("slow", { subject: `incident-${id}`, kind: "closed" }));
    }
    const first = dispatcher.pump();
    while (slow.got.length === 0) await sleep(1);
    outbox.add(delivery("hook"));
    const second = dispatcher.pump();
    expect(await second).toBe(1);
    expect(kinds()).toEqual(["opened"]);
    const more = [dispatcher.pump(), dispatcher.pump()];
    const release = setInterval(() => held.splice(0).forEach((end) => end()), 1);
    await Promise.all([first, ...more]);
    await dispatcher.pump();
    clearInterval(release);
    const ids = slow.got.map((got) => got.headers["webhook-id"]);
    expect(new Set(ids).size).toBe(40);
    expect(ids).toHaveLength(40);
    await slow.stop();
  });

  it("looks by itself until it is stopped", async () => {
    const { outbox, dispatcher } = desk([hook()]);
    outbox.add(delivery("hook"));
    dispatcher.start();
    await dispatcher.stop();
    expect(outbox.states()).toEqual(["delivered"]);
  });

  it("buries messages of channels that are gone or of a kind that nobody knows", async () => {
    const { outbox, dispatcher, attempts } = desk([
      { name: "off", kind: "webhook", enabled: false },
      { name: "x", kind: "fax" },
    ]);
    outbox.add(delivery("off"), delivery("gone"), delivery("x"));
    await dispatcher.pump();
    expect(outbox.states()).toEqual(["dead", "dead", "dead"]);
    expect(attempts.map((attempt) => attempt.error)).toContain('nobody knows channels of kind "fax"');
  });

  it("ends a request that is never answered", async () => {
    const silent = await receiver(() => {});
    const { dispatcher } = desk([{ name: "hook", kind: "webhook", url: silent.url }], {}, { timeoutMs: 100 });
    expect(await dispatcher.sendTest(1, "hook")).toEqual({ ok: false, error: "127.0.0.1 did not answer within 0.1 s" });
    await silent.stop();
  });

  it("takes no more of an answer than it needs", async () => {
    const endless = await receiver((response) => {
      const chunk = Buffer.alloc(16_384, 97);
      const more = (): void => {
        while (response.write(chunk));
      };
      response.on("drain", more);
      response.on("error", () => {});
      more();
    });
    const { dispatcher } = desk([{ name: "hook", kind: "webhook", url: endless.url }]);
    expect(await dispatcher.sendTest(1, "hook")).toEqual({ ok: true });
    await endless.stop();
  });

  it("does not follow redirects", async () => {
    statuses = [302];
    headers = { Location: "http://169.254.169.254/" };
    const { dispatcher } = desk([hook()]);
    expect((await dispatcher.sendTest(1, "hook")).error).toContain("redirects are not followed");
    expect(server.got).toHaveLength(1);
  });

  it("has a test button that says what is wrong", async () => {
    const { dispatcher, outbox } = desk([hook()]);
    expect(await dispatcher.sendTest(1, "hook")).toEqual({ ok: true });
    expect(JSON.parse(server.got[0]?.body ?? "")).toMatchObject({ kind: "test", title: { zh: "RDPulse 测试消息" } });
    expect(await dispatcher.sendTest(1, "nobody")).toEqual({ ok: false, error: 'there is no channel "nobody"' });
    expect(outbox.states()).toEqual([]);
  });

  it("leaves no open alert behind when it tests", async () => {
    const pager = { name: "p", kind: "pagerduty", routingKey: "env:K", baseUrl: server.url };
    const { dispatcher } = desk([pager], { "env:K": "0123456789abcdef" });
    expect(await dispatcher.sendTest(1, "p")).toEqual({ ok: true });
    const sent = server.got.map((got) => JSON.parse(got.body));
    expect(sent.map((one) => one.event_action)).toEqual(["trigger", "resolve"]);
    expect(sent[0]?.dedup_key).toBe(sent[1]?.dedup_key);
  });

  it("forbids addresses of this machine unless they are allowed", async () => {
    const { dispatcher } = desk(
      [hook(), { ...hook("name"), url: server.url.replace("127.0.0.1", "localhost") }],
      {},
      {
        policy: new OutboundPolicy(),
      },
    );
    for (const name of ["hook", "name"]) expect((await dispatcher.sendTest(1, name)).error).toContain("outbound.allow");
    expect(server.got).toEqual([]);
  });
});

describe("secrets", () => {
  const PLAIN = "s3cr3t-T0ken/+=with space";

  it("are in no error, no attempt and no stored outcome, whatever the other side echoes", async () => {
    const echo = await receiver((response) => {
      const request = response.req;
      response
        .writeHead(400)
        .end(`${request.url} ${PLAIN} ${encodeURIComponent(PLAIN)} ${String(request.headers.authorization)}`);
    });
    const secret = {
      "env:S": PLAIN,
      "env:U": `${echo.url}/hooks/${encodeURIComponent(PLAIN)}?key=${encodeURIComponent(PLAIN)}`,
    };
    const channels = [
      { name: "hook", kind: "webhook", url: echo.url, authorization: "env:S", secret: "env:S" },
      { name: "slack", kind: "slack", url: "env:U" },
      { name: "teams", kind: "teams", url: "env:U" },
      { name: "dingtalk", kind: "dingtalk", url: "env:U", secret: "env:S" },
      { name: "wecom", kind: "wecom", url: "env:U" },
      { name: "feishu", kind: "feishu", url: "env:U", secret: "env:S" },
      { name: "telegram", kind: "telegram", token: "env:S", chat: "1", baseUrl: echo.url },
      { name: "ntfy", kind: "ntfy", topic: "t", token: "env:S", baseUrl: echo.url },
      { name: "pagerduty", kind: "pagerduty", routingKey: "env:S", baseUrl: echo.url },
      { name: "alertmanager", kind: "alertmanager", url: echo.url, password: "env:S" },
      { name: "plain", kind: "slack", url: `https://hooks.slack.com/services/${PLAIN}` },
      { name: "unreadable", kind: "slack", url: "file:/nowhere" },
    ];
    const { outbox, dispatcher, attempts } = desk(channels, secret);
    for (const { name } of channels) outbox.add(delivery(name));
    await dispatcher.pump();
    const tests = await Promise.all(channels.map(({ name }) => dispatcher.sendTest(1, name)));
    expect(attempts).toHaveLength(channels.length);
    const written = JSON.stringify([[...outbox.all.values()], attempts, tests]);
    for (const form of [PLAIN, encodeURIComponent(PLAIN), Buffer.from(PLAIN).toString("base64"), "s3cr3t"])
      expect(written).not.toContain(form);
    expect(written).toContain("env:, file: or secret:");
    await echo.stop();
  });
});
