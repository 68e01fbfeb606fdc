// Servers that hold a message against what their vendor's documentation asks of it, and answer as it says they do: what they
// take, what they refuse for good, and when they ask to wait. E-mail, syslog and webhooks have tests of their own, Alertmanager
// a real one in tests/lab.
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import type { ChannelSettings } from "../../../src/core/alerting/index.ts";
import { delivery, desk, NOON_MS, portOf } from "./bench.ts";

interface Asked {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- the vendors' servers look into JSON of any shape
  readonly json: any;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Vendor {
  readonly kind: string;
  /** Of a channel for this server; `right` is false where the credential is to be a wrong one. */
  readonly channel: (url: string, right: boolean) => Omit<ChannelSettings, "name" | "kind">;
  readonly secrets: (url: string, right: boolean) => Readonly<Record<string, string>>;
  /** What it says to a message: as its documentation has it. */
  readonly judge: (asked: Asked) => Answer;
  /** What it says when too much comes, and after how long it is asked again at the earliest. */
  readonly tooFast: Answer;
  readonly waitsMs: number;
}

const json = (status: number, value: object, headers: Answer["headers"] = {}): Answer => ({
  status,
  body: JSON.stringify(value),
  headers: { "content-type": "application/json", ...headers },
});
const text = (status: number, body: string, headers: Answer["headers"] = {}): Answer => ({ status, body, headers });
const isText = (value: unknown, most: number): boolean =>
  typeof value === "string" && value.length > 0 && value.length <= most;

/** Names of tags that Telegram's HTML mode knows, opened and closed in order. */
function isTelegramHtml(markup: string): boolean {
  const open: string[] = [];
  for (const [, slash, name = ""] of markup.matchAll(/<(\/?)([^>]*)>/gu)) {
    if (!["b", "i", "u", "s", "code", "pre"].includes(name)) return false;
    if (slash === "") open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0 && !/&(?!lt;|gt;|amp;|quot;|#\d+;)/u.test(markup);
}

const VENDORS: readonly Vendor[] = [
  {
    // Incoming webhooks; Block Kit: header 150, section 3000, 50 blocks.
    kind: "slack",
    channel: () => ({ url: "env:U" }),
    secrets: (url, right) => ({ "env:U": `${url}/services/T0/B0/${right ? "right" : "wrong"}` }),
    judge: ({ url, json: body }) => {
      if (!url.pathname.endsWith("/right")) return text(404, "no_service");
      const blocks: { type: string; text?: { type: string; text: string }; elements?: unknown[] }[] =
        body?.blocks ?? [];
      const isRight = blocks.every((block) =>
        block.type === "header"
          ? block.text?.type === "plain_text" && isText(block.text.text, 150)
          : block.type === "section"
            ? isText(block.text?.text, 3000)
            : block.type === "context" && (block.elements?.length ?? 0) <= 10,
      );
      return isRight && blocks.length > 0 && blocks.length <= 50 && isText(body.text, 40_000)
        ? text(200, "ok")
        : text(400, "invalid_blocks");
    },
    tooFast: text(429, "rate_limited", { "retry-after": "30" }),
    waitsMs: 30_000,
  },
  {
    // Workflows of Teams ("when a webhook request is received"): 202, 28 KB.
    kind: "teams",
    channel: () => ({ url: "env:U" }),
    secrets: (url, right) => ({ "env:U": `${url}/workflows/x/triggers/manual/paths/invoke?sig=${right ? "s" : "x"}` }),
    judge: ({ url, json: body, bytes }) => {
      if (url.searchParams.get("sig") !== "s") return json(401, { error: { code: "DirectApiAuthorizationRequired" } });
      if (bytes > 28 * 1024) return json(413, { error: { code: "RequestEntityTooLarge" } });
      const [attachment, ...more] = body?.attachments ?? [];
      const isRight =
        body?.type === "message" &&
        more.length === 0 &&
        attachment.contentType === "application/vnd.microsoft.card.adaptive" &&
        attachment.content.type === "AdaptiveCard" &&
        attachment.content.body.every((part: { type: string; text: unknown }) => part.type === "TextBlock");
      return isRight ? text(202, "") : json(400, { error: { code: "TriggerInputSchemaMismatch" } });
    },
    tooFast: json(429, { error: { code: "WorkflowTriggerIsThrottled" } }, { "retry-after": "20" }),
    waitsMs: 20_000,
  },
  {
    // Custom robots: signed address, at most an hour old, 20,000 bytes; refusals inside of a 200.
    kind: "dingtalk",
    channel: () => ({ url: "env:U", secret: "env:S", lang: "zh" }),
    secrets: (url, right) => ({
      "env:U": `${url}/robot/send?access_token=t`,
      "env:S": right ? "SECright" : "SECwrong",
    }),
    judge: ({ url, json: body, bytes }) => {
      const stamp = url.searchParams.get("timestamp");
      const sign = createHmac("sha256", "SECright").update(`${stamp}\nSECright`).digest("base64");
      if (url.searchParams.get("sign") !== sign || Math.abs(Number(stamp) - NOON_MS) > 3_600_000)
        return json(200, { errcode: 310_000, errmsg: "sign not match" });
      if (bytes > 20_000) return json(200, { errcode: 460_101, errmsg: "message too long" });
      return body?.msgtype === "text" && isText(body.text.content, 20_000)
        ? json(200, { errcode: 0, errmsg: "ok" })
        : json(200, { errcode: 40_035, errmsg: "invalid parameter" });
    },
    tooFast: json(200, { errcode: 130_101, errmsg: "send too fast" }),
    waitsMs: 600_000,
  },
  {
    // Group robots: 2048 bytes of text, 20 messages a minute.
    kind: "wecom",
    channel: () => ({ url: "env:U", lang: "zh" }),
    secrets: (url, right) => ({ "env:U": `${url}/cgi-bin/webhook/send?key=${right ? "right" : "wrong"}` }),
    judge: ({ url, json: body }) => {
      if (url.searchParams.get("key") !== "right") return json(200, { errcode: 93_000, errmsg: "invalid webhook url" });
      const content: unknown = body?.text?.content;
      if (body?.msgtype !== "text" || typeof content !== "string")
        return json(200, { errcode: 40_008, errmsg: "type" });
      return Buffer.byteLength(content) <= 2048
        ? json(200, { errcode: 0, errmsg: "ok" })
        : json(200, { errcode: 40_058, errmsg: "content exceed max length 2048" });
    },
    tooFast: json(200, { errcode: 45_009, errmsg: "api freq out of limit" }),
    waitsMs: 60_000,
  },
  {
    // Custom bots: sign over nothing with "timestamp\nsecret" as the key, 20 KB.
    kind: "feishu",
    channel: () => ({ url: "env:U", secret: "env:S", lang: "zh" }),
    secrets: (url, right) => ({ "env:U": `${url}/open-apis/bot/v2/hook/x`, "env:S": right ? "right" : "wrong" }),
    judge: ({ json: body, bytes }) => {
      const sign = createHmac("sha256", `${body?.timestamp}\nright`).update("").digest("base64");
      if (body?.sign !== sign || Math.abs(Number(body.timestamp) - NOON_MS / 1000) > 3600)
        return json(200, {
          code: 19_021,
          msg: "sign match fail or timestamp is not within one hour from current time",
        });
      if (bytes > 20 * 1024) return json(200, { code: 9499, msg: "Bad Request: too large" });
      return body.msg_type === "interactive" && Array.isArray(body.card.elements)
        ? json(200, { code: 0, msg: "success", data: {} })
        : json(200, { code: 9499, msg: "Bad Request" });
    },
    tooFast: json(200, { code: 11_232, msg: "frequency limited" }),
    waitsMs: 60_000,
  },
  {
    // Bot API: 4096 characters after the entities are parsed.
    kind: "telegram",
    channel: (url) => ({ token: "env:T", chat: "-100123", baseUrl: url }),
    secrets: (_url, right) => ({ "env:T": right ? "123:right" : "123:wrong" }),
    judge: ({ url, json: body }) => {
      if (url.pathname !== "/bot123:right/sendMessage")
        return json(401, { ok: false, error_code: 401, description: "Unauthorized" });
      const bad = (description: string): Answer => json(400, { ok: false, error_code: 400, description });
      if (body?.chat_id !== "-100123") return bad("Bad Request: chat not found");
      if (body.parse_mode !== "HTML" || !isTelegramHtml(body.text)) return bad("Bad Request: can't parse entities");
      const shown = body.text.replaceAll(/<[^>]*>/gu, "").replaceAll(/&[a-z#0-9]+;/gu, "x");
      return isText(shown, 4096) ? json(200, { ok: true, result: {} }) : bad("Bad Request: message is too long");
    },
    tooFast: json(429, {
      ok: false,
      error_code: 429,
      description: "Too Many Requests",
      parameters: { retry_after: 35 },
    }),
    waitsMs: 35_000,
  },
  {
    // Publish as JSON: 4096 bytes of message, priorities 1 to 5.
    kind: "ntfy",
    channel: (url) => ({ topic: "rdp", token: "env:T", baseUrl: url }),
    secrets: (_url, right) => ({ "env:T": right ? "tk_right" : "tk_wrong" }),
    judge: ({ headers, json: body }) => {
      if (headers.authorization !== "Bearer tk_right")
        return json(403, { code: 40_301, http: 403, error: "forbidden" });
      const isRight =
        body?.topic === "rdp" &&
        Number.isInteger(body.priority) &&
        body.priority >= 1 &&
        body.priority <= 5 &&
        Array.isArray(body.tags) &&
        Buffer.byteLength(body.message) <= 4096;
      return isRight
        ? json(200, { id: "x", event: "message" })
        : json(400, { code: 40_024, http: 400, error: "invalid" });
    },
    tooFast: json(429, { code: 42_901, http: 429, error: "limit reached" }, { "retry-after": "15" }),
    waitsMs: 15_000,
  },
  {
    // Events API v2: 202, key of 32 characters, summary 1024, dedup_key 255, 512 KB.
    kind: "pagerduty",
    channel: (url) => ({ routingKey: "env:K", baseUrl: url }),
    secrets: (_url, right) => ({ "env:K": right ? "0123456789abcdef0123456789abcdef" : "short" }),
    judge: ({ url, json: body, bytes }) => {
      const wrong = (error: string): Answer =>
        json(400, { status: "invalid event", message: "Event object is invalid", errors: [error] });
      if (url.pathname !== "/v2/enqueue") return text(404, "");
      if (body?.routing_key?.length !== 32)
        return wrong("Length of 'routing_key' is incorrect (should be 32 characters)");
      if (bytes > 512 * 1024) return text(413, "");
      if (!isText(body.dedup_key, 255)) return wrong("'dedup_key' is too long");
      if (!["trigger", "acknowledge", "resolve"].includes(body.event_action)) return wrong("'event_action' is invalid");
      if (!isText(body.payload?.summary, 1024) || !isText(body.payload?.source, 1024))
        return wrong("'payload' is invalid");
      if (!["critical", "error", "warning", "info"].includes(body.payload.severity))
        return wrong("'severity' is invalid");
      return json(202, { status: "success", message: "Event processed", dedup_key: body.dedup_key });
    },
    tooFast: json(429, { status: "throttle exceeded" }, { "retry-after": "25" }),
    waitsMs: 25_000,
  },
];

let close: (() => Promise<void>) | undefined;
afterEach(async () => close?.());

/** Its server, which first says `first`, where that is given. */
async function opened({ judge }: Vendor, first?: Answer): Promise<{ readonly url: string; readonly said: Answer[] }> {
  const said: Answer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const url = new URL(request.url ?? "/", "http://vendor.invalid");
      const isJson = request.headers["content-type"]?.startsWith("application/json") === true;
      const asked = {
        url,
        headers: request.headers,
        bytes: body.length,
        json: isJson ? JSON.parse(String(body)) : null,
      };
      const answer = said.length === 0 && first !== undefined ? first : judge(asked);
      said.push(answer);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  close = async () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${portOf(server.address())}`, said };
}

const HOSTILE = '<b>ts"01</i>&copy;\n<!channel> <at id=all></at> [x](http://evil.example) @all *_`';
const LONG = {
  title: { en: HOSTILE.repeat(40), zh: `${HOSTILE}证书已过期`.repeat(40) },
  text: { en: `${HOSTILE}\n`.repeat(2000), zh: `${HOSTILE}请先查看证书的有效期。\n`.repeat(2000) },
  link: "https://rdpulse.example/incidents/12?a=1&b=<2>",
};

describe.each(VENDORS)("the server of $kind", (vendor) => {
  const bench = (url: string, right = true): ReturnType<typeof desk> =>
    desk([{ name: "c", kind: vendor.kind, ...vendor.channel(url, right) }], vendor.secrets(url, right));

  it("takes a short message, a long and hostile one, and the end", async () => {
    const { url, said } = await opened(vendor);
    const { outbox, dispatcher, attempts } = bench(url);
    outbox.add(
      delivery("c"),
      delivery("c", { ...LONG, subject: "incident-13" }),
      delivery("c", { kind: "closed", subject: "incident-14" }),
    );
    await dispatcher.pump();
    expect(attempts.map(({ outcome, error }) => error ?? outcome)).toEqual(["delivered", "delivered", "delivered"]);
    expect(said).toHaveLength(3);
  });

  it("refuses a wrong credential, and is not asked again", async () => {
    const { url, said } = await opened(vendor);
    const { outbox, dispatcher, pass } = bench(url, false);
    outbox.add(delivery("c"));
    await dispatcher.pump();
    pass(3_600_000);
    await dispatcher.pump();
    expect(outbox.states()).toEqual(["dead"]);
    expect(said).toHaveLength(1);
  });

  it("is given the time that it asks for, and then takes the same message", async () => {
    const { url, said } = await opened(vendor, vendor.tooFast);
    const { outbox, dispatcher, pass } = bench(url);
    outbox.add(delivery("c"));
    await dispatcher.pump();
    expect(outbox.states()).toEqual(["waiting"]);
    pass(vendor.waitsMs - 1000);
    await dispatcher.pump();
    expect(said).toHaveLength(1);
    // The pause of a channel has its own jitter.
    pass(vendor.waitsMs + 60_000);
    await dispatcher.pump();
    expect(outbox.states()).toEqual(["delivered"]);
    expect(said).toHaveLength(2);
  });
});
