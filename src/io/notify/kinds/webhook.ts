import { createHmac } from "node:crypto";
import type { AlertEvent, Delivery } from "../../../core/alerting/index.ts";
import type { Secret } from "../../../core/sequence/index.ts";
import { HTTP_PATTERN } from "../channel-field.ts";
import type { Notifier } from "../notifier.ts";
import { NotifyFailure } from "../notify-failure.ts";
import { post, requireOk } from "../post.ts";

/** Fields of a template. */
const TEMPLATE_FIELDS: Readonly<Record<string, (delivery: Delivery, lang: "en" | "zh") => string>> = {
  id: ({ id }) => id,
  channel: ({ channel }) => channel,
  kind: ({ event }) => event.kind,
  status: ({ event }) => (event.kind === "closed" ? "resolved" : "firing"),
  subject: ({ event }) => event.subject,
  severity: ({ event }) => event.severity,
  title: ({ event }, lang) => event.title[lang],
  text: ({ event }, lang) => event.text[lang],
  time: ({ event }) => new Date(event.atMs).toISOString(),
  hosts: ({ event }) => event.hosts.map((host) => host.name).join(", "),
  hostCount: ({ event }) => `${event.hostCount}`,
  cause: ({ event }) => event.incident?.cause ?? "",
  incident: ({ event }) => `${event.incidentId ?? ""}`,
  link: ({ event }) => event.link ?? "",
};

const FIELD = /\{\{\s*([A-Za-z]+)\s*\}\}/g;

/** Names in a template that are no fields. */
function unknownFields(template: string): readonly string[] {
  const names = [...template.matchAll(FIELD)].map(([, name = ""]) => name);
  return names.filter((name) => !Object.hasOwn(TEMPLATE_FIELDS, name));
}

/** Fills a template; each value is escaped for what the body is, so that no host name can change its structure. */
function fillTemplate(template: string, contentType: string, delivery: Delivery, lang: "en" | "zh"): string {
  const escape = contentType.includes("json")
    ? (text: string): string => JSON.stringify(text).slice(1, -1)
    : contentType.includes("urlencoded")
      ? encodeURIComponent
      : (text: string): string => text;
  return template.replaceAll(FIELD, (whole, name: string) => {
    const field = Object.hasOwn(TEMPLATE_FIELDS, name) ? TEMPLATE_FIELDS[name] : undefined;
    return field === undefined ? whole : escape(field(delivery, lang));
  });
}

/** The body without a template: everything that a script may want, fields only ever added. */
function defaultBody(delivery: Delivery): string {
  const { event, id, channel } = delivery;
  const { incident, document, ...rest } = event;
  return JSON.stringify({
    schema: "rdpulse.alert/1",
    id,
    channel,
    status: statusOf(event),
    time: new Date(event.atMs).toISOString(),
    ...rest,
    ...(incident === undefined ? {} : { incident: { ...incident, because: undefined } }),
    ...(document === undefined ? {} : { markdown: document.markdown }),
  });
}

function statusOf(event: AlertEvent): string {
  return event.kind === "closed" ? "resolved" : "firing";
}

/**
 * The signature of Standard Webhooks: HMAC-SHA256 over "id.timestamp.body", base64, after "v1,". A secret that begins with
 * "whsec_" is base64 behind it, any other is taken as it is.
 */
function signature(secret: Secret, id: string, timestamp: number, body: string): string {
  const text = secret.reveal();
  const key = text.startsWith("whsec_")
    ? Buffer.from(text.slice("whsec_".length), "base64")
    : Buffer.from(text, "utf8");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

export const webhook: Notifier = {
  title: { en: "Webhook", zh: "Webhook" },
  about: {
    en: "A request to any address, signed as Standard Webhooks describes: webhook-id, webhook-timestamp, webhook-signature.",
    zh: "向任意地址发送请求，并按 Standard Webhooks 约定签名：webhook-id、webhook-timestamp、webhook-signature。",
  },
  triedLive: true,
  traits: { tracksState: false },
  fields: {
    url: {
      type: "text",
      required: true,
      pattern: HTTP_PATTERN,
      label: { en: "Address", zh: "地址" },
      help: { en: "http:// or https://; redirects are not followed.", zh: "http:// 或 https://；不跟随重定向。" },
    },
    secret: {
      type: "secret",
      label: { en: "Signing secret", zh: "签名密钥" },
      help: { en: "Without one the request is not signed.", zh: "留空则不签名。" },
    },
    authorization: {
      type: "secret",
      label: { en: "Authorization", zh: "Authorization" },
      help: { en: "Value of that header, such as Bearer ….", zh: "该请求头的值，例如 Bearer …。" },
    },
    method: {
      type: "choice",
      choices: ["POST", "PUT"],
      default: "POST",
      label: { en: "Method", zh: "方法" },
      help: { en: "POST or PUT.", zh: "POST 或 PUT。" },
    },
    contentType: {
      type: "text",
      default: "application/json",
      label: { en: "Content type", zh: "内容类型" },
      help: { en: "It decides how fields are escaped.", zh: "决定字段的转义方式。" },
    },
    headers: {
      type: "map",
      label: { en: "Headers", zh: "请求头" },
      help: { en: "Further headers; no secrets here.", zh: "附加请求头；请勿在此填写机密。" },
    },
    template: {
      type: "long-text",
      // Text in which every {{ opens one of the fields.
      pattern: String.raw`^(?:(?!\{\{)[\s\S]|\{\{\s*(?:${Object.keys(TEMPLATE_FIELDS).join("|")})\s*\}\})*$`,
      label: { en: "Template", zh: "模板" },
      help: {
        en: `Body with {{fields}}: ${Object.keys(TEMPLATE_FIELDS).join(", ")}. Without one: rdpulse.alert/1.`,
        zh: `带 {{字段}} 的正文：${Object.keys(TEMPLATE_FIELDS).join("、")}。留空则为 rdpulse.alert/1。`,
      },
    },
  },
  async send(delivery, values, world) {
    const template = values.textIfAny("template");
    const contentType = values.text("contentType");
    const body =
      template === undefined ? defaultBody(delivery) : fillTemplate(template, contentType, delivery, values.lang);
    const [unknown] = template === undefined ? [] : unknownFields(template);
    if (unknown !== undefined) throw new NotifyFailure(`the template has an unknown field {{${unknown}}}`, true);
    const timestamp = Math.floor(world.nowMs() / 1000);
    const secret = values.secretIfAny("secret");
    const authorization = values.secretIfAny("authorization");
    const answer = await post(
      {
        url: values.text("url"),
        body,
        method: values.text("method") === "PUT" ? "PUT" : "POST",
        contentType,
        headers: {
          ...values.map("headers"),
          ...(authorization === undefined ? {} : { Authorization: authorization.reveal() }),
          "webhook-id": delivery.id,
          "webhook-timestamp": `${timestamp}`,
          ...(secret === undefined ? {} : { "webhook-signature": signature(secret, delivery.id, timestamp, body) }),
        },
      },
      world,
    );
    requireOk(answer, "the webhook");
  },
};
