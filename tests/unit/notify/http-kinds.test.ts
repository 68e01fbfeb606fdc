import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { delivery, NOON_MS, receiver, sendThrough, type Got, type Receiver } from "./bench.ts";

let server: Receiver;
/** What the vendor's server would say to a message that it took. */
let says = "{}";

beforeEach(async () => {
  says = "{}";
  server = await receiver((response) => response.end(says));
});
afterEach(() => server.stop());

const only = (): Got => {
  const [first, ...rest] = server.got;
  if (first === undefined || rest.length > 0) throw new Error(`${server.got.length} requests`);
  return first;
};
const HOSTILE = 'ts"01</b>\n<!channel> <at id=all></at> [x](http://evil.example) @all';

describe("webhook", () => {
  it("is signed as Standard Webhooks describes, with the delivery's id", async () => {
    const message = delivery("hook");
    const channel = { name: "hook", kind: "webhook", url: `${server.url}/in?x=1`, secret: "env:HOOK" };
    await sendThrough(channel, { "env:HOOK": "hook secret" }, message);
    const { headers, body, path } = only();
    expect(path).toBe("/in?x=1");
    expect(headers["webhook-id"]).toBe(message.id);
    const timestamp = headers["webhook-timestamp"];
    expect(timestamp).toBe(`${NOON_MS / 1000}`);
    const expected = createHmac("sha256", "hook secret").update(`${message.id}.${String(timestamp)}.${body}`);
    expect(headers["webhook-signature"]).toBe(`v1,${expected.digest("base64")}`);
    expect(JSON.parse(body)).toMatchObject({ schema: "rdpulse.alert/1", id: message.id, status: "firing" });
  });

  it("fills a template so that no name changes its structure", async () => {
    const template = '{"t":"{{title}}","n":{{hostCount}},"h":["{{hosts}}"],"s":"{{status}}","id":"{{ id }}"}';
    const channel = { name: "hook", kind: "webhook", url: server.url, template, lang: "zh" } as const;
    const message = delivery("hook", {
      kind: "closed",
      title: { en: "", zh: HOSTILE },
      hosts: [{ target: 1, name: HOSTILE }],
    });
    await sendThrough(channel, {}, message);
    expect(JSON.parse(only().body)).toEqual({ t: HOSTILE, n: 1, h: [HOSTILE], s: "resolved", id: message.id });
  });

  it("refuses a template with an unknown field, and says which", async () => {
    const channel = { name: "hook", kind: "webhook", url: server.url, template: "{{titel}}" };
    await expect(sendThrough(channel, {}, delivery("hook"))).rejects.toThrow("{{titel}}");
    expect(server.got).toEqual([]);
  });

  it("takes a secret of the form whsec_ as base64", async () => {
    const key = Buffer.from("0123456789abcdef0123456789abcdef");
    const channel = { name: "hook", kind: "webhook", url: server.url, secret: "env:HOOK", authorization: "env:AUTH" };
    const message = delivery("hook");
    await sendThrough(channel, { "env:HOOK": `whsec_${key.toString("base64")}`, "env:AUTH": "Bearer abcdef" }, message);
    const { headers, body } = only();
    const signed = createHmac("sha256", key).update(`${message.id}.${String(headers["webhook-timestamp"])}.${body}`);
    expect(headers["webhook-signature"]).toBe(`v1,${signed.digest("base64")}`);
    expect(headers.authorization).toBe("Bearer abcdef");
  });
});

describe("Slack", () => {
  it("gets blocks in which nothing of a name is markup", async () => {
    says = "ok";
    const message = delivery("s", { title: { en: HOSTILE, zh: "" }, link: "https://rdpulse.example/i/12?a=1&b=2" });
    await sendThrough({ name: "s", kind: "slack", url: "env:U" }, { "env:U": `${server.url}/services/T/B/x` }, message);
    const body = JSON.parse(only().body);
    expect(body.text).toContain("&lt;!channel&gt;");
    expect(body.blocks[0]).toMatchObject({ type: "header", text: { type: "plain_text" } });
    expect(body.blocks[2].text.text).toBe("<https://rdpulse.example/i/12?a=1&amp;b=2>");
  });
});

describe("Teams", () => {
  it("gets an Adaptive Card in a message", async () => {
    const message = delivery("t", { title: { en: HOSTILE, zh: "" }, link: "https://rdpulse.example/i/12" });
    await sendThrough({ name: "t", kind: "teams", url: "env:U" }, { "env:U": `${server.url}/workflows/x` }, message);
    const body = JSON.parse(only().body);
    expect(body.type).toBe("message");
    const [attachment] = body.attachments;
    expect(attachment.contentType).toBe("application/vnd.microsoft.card.adaptive");
    expect(attachment.content).toMatchObject({ type: "AdaptiveCard", version: "1.4" });
    expect(attachment.content.body[0].text).toContain(String.raw`\[x\]\(http`);
    expect(attachment.content.actions).toHaveLength(1);
  });
});

describe("DingTalk", () => {
  it("is signed in its address, and the text is plain", async () => {
    says = '{"errcode":0,"errmsg":"ok"}';
    const channel = { name: "d", kind: "dingtalk", url: "env:U", secret: "env:S", lang: "zh" } as const;
    const secrets = { "env:U": `${server.url}/robot/send?access_token=tok`, "env:S": "SECabc" };
    await sendThrough(channel, secrets, delivery("d"));
    const { path, body } = only();
    const query = new URL(path, server.url).searchParams;
    const sign = createHmac("sha256", "SECabc").update(`${NOON_MS}\nSECabc`).digest("base64");
    expect([query.get("access_token"), query.get("timestamp"), query.get("sign")]).toEqual(["tok", `${NOON_MS}`, sign]);
    expect(JSON.parse(body)).toEqual({
      msgtype: "text",
      text: { content: "🔴 ts01：RDP 证书已过期\nINC-12，严重。\n先做：查看。" },
    });
  });

  it("a refusal inside of a 200 is a refusal", async () => {
    says = '{"errcode":310000,"errmsg":"sign not match"}';
    const send = sendThrough({ name: "d", kind: "dingtalk", url: "env:U" }, { "env:U": server.url }, delivery("d"));
    await expect(send).rejects.toThrow("errcode 310000");
  });
});

describe("WeCom", () => {
  it("gets a text of at most 2048 bytes", async () => {
    says = '{"errcode":0}';
    const message = delivery("w", { text: { en: "", zh: "很长的文字".repeat(500) } });
    const channel = { name: "w", kind: "wecom", url: "env:U", lang: "zh" } as const;
    await sendThrough(channel, { "env:U": `${server.url}/cgi-bin/webhook/send?key=k` }, message);
    const body = JSON.parse(only().body);
    expect(body.msgtype).toBe("text");
    expect(Buffer.byteLength(body.text.content)).toBeLessThanOrEqual(2048);
    expect(body.text.content.endsWith("…")).toBe(true);
  });
});

describe("Feishu", () => {
  it("is signed with an empty text under timestamp and secret, and is a card of plain text", async () => {
    says = '{"code":0,"msg":"success"}';
    const channel = { name: "f", kind: "feishu", url: "env:U", secret: "env:S" };
    const message = delivery("f", { title: { en: HOSTILE, zh: "" } });
    await sendThrough(channel, { "env:U": `${server.url}/open-apis/bot/v2/hook/x`, "env:S": "lark" }, message);
    const body = JSON.parse(only().body);
    const sign = createHmac("sha256", `${NOON_MS / 1000}\nlark`)
      .update("")
      .digest("base64");
    expect([body.timestamp, body.sign]).toEqual([`${NOON_MS / 1000}`, sign]);
    expect(body.card.header.title.tag).toBe("plain_text");
    expect(body.card.elements[0].text.tag).toBe("plain_text");
  });
});

describe("Telegram", () => {
  it("gets HTML in which names are escaped, under the bot's path", async () => {
    const channel = { name: "t", kind: "telegram", token: "env:T", chat: "-100", baseUrl: server.url };
    await sendThrough(channel, { "env:T": "123:abc" }, delivery("t", { title: { en: HOSTILE, zh: "" } }));
    const { path, body } = only();
    expect(path).toBe("/bot123:abc/sendMessage");
    const sent = JSON.parse(body);
    expect(sent).toMatchObject({ chat_id: "-100", parse_mode: "HTML" });
    expect(sent.text).toContain("ts&quot;01&lt;/b&gt;");
  });
});

describe("ntfy", () => {
  it("gets JSON with a priority, signed in", async () => {
    const channel = { name: "n", kind: "ntfy", topic: "rdp", token: "env:T", baseUrl: server.url };
    await sendThrough(channel, { "env:T": "tk_abc" }, delivery("n"));
    const { headers, body } = only();
    expect(headers.authorization).toBe("Bearer tk_abc");
    expect(JSON.parse(body)).toMatchObject({ topic: "rdp", priority: 5, tags: ["rotating_light", "critical"] });
  });
});

describe("PagerDuty", () => {
  it("triggers and resolves under one dedup_key", async () => {
    const channel = { name: "p", kind: "pagerduty", routingKey: "env:K", baseUrl: server.url };
    const secrets = { "env:K": "0123456789abcdef" };
    await sendThrough(channel, secrets, delivery("p"));
    await sendThrough(channel, secrets, delivery("p", { kind: "closed" }));
    const [first, second] = server.got.map((got) => JSON.parse(got.body));
    expect(server.got[0]?.path).toBe("/v2/enqueue");
    expect(first).toMatchObject({
      routing_key: "0123456789abcdef",
      event_action: "trigger",
      payload: { severity: "critical", source: "ts01" },
    });
    expect(second.event_action).toBe("resolve");
    expect(second.dedup_key).toBe(first.dedup_key);
  });
});

describe("Alertmanager", () => {
  it("gets stable labels, an end in the future while it is open, and one now when it is over", async () => {
    const channel = { name: "a", kind: "alertmanager", url: `${server.url}/`, user: "u", password: "env:P" };
    await sendThrough(channel, { "env:P": "geheim" }, delivery("a"));
    await sendThrough(channel, { "env:P": "geheim" }, delivery("a", { kind: "closed", atMs: NOON_MS + 1000 }));
    const [open, closed] = server.got.map((got) => JSON.parse(got.body));
    expect(server.got[0]?.path).toBe("/api/v2/alerts");
    expect(server.got[0]?.headers.authorization).toBe(`Basic ${Buffer.from("u:geheim").toString("base64")}`);
    expect(open).toHaveLength(1);
    expect(open[0].labels).toEqual({
      alertname: "RDPulseIncident",
      subject: "incident-12",
      tenant: "1",
      severity: "critical",
    });
    expect(closed[0].labels).toEqual(open[0].labels);
    expect(Date.parse(open[0].endsAt)).toBeGreaterThan(NOON_MS + 300_000);
    expect(Date.parse(closed[0].endsAt)).toBe(NOON_MS + 1000);
  });
});
