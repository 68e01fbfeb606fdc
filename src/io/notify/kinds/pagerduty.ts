import { HTTP_PATTERN } from "../channel-field.ts";
import type { Notifier } from "../notifier.ts";
import { postJson } from "../post.ts";
import { cut } from "../wording.ts";

const SEVERITIES = { critical: "critical", major: "error", minor: "warning", notice: "info" } as const;

export const pagerduty: Notifier = {
  title: { en: "PagerDuty", zh: "PagerDuty" },
  about: {
    en: "Events API v2. One incident is one dedup_key: triggered once, resolved when it ends.",
    zh: "Events API v2。一个事件对应一个 dedup_key：触发一次，结束时解除。",
  },
  triedLive: false,
  traits: { tracksState: true },
  fields: {
    routingKey: {
      type: "secret",
      required: true,
      label: { en: "Integration key", zh: "集成密钥" },
      help: { en: "Reference to the key of an Events API v2 integration.", zh: "Events API v2 集成密钥的引用。" },
    },
    baseUrl: {
      type: "text",
      pattern: HTTP_PATTERN,
      default: "https://events.pagerduty.com",
      label: { en: "Server", zh: "服务器" },
      help: {
        en: "https://events.eu.pagerduty.com in the EU region.",
        zh: "欧盟区域为 https://events.eu.pagerduty.com。",
      },
    },
  },
  async send({ event, id, tenant }, values, world) {
    const { lang } = values;
    const ended = event.kind === "closed";
    const custom = {
      id,
      kind: event.kind,
      hosts: event.hosts.map((host) => host.name),
      hostCount: event.hostCount,
      text: cut(event.text[lang], 4000),
    };
    await postJson(
      "PagerDuty",
      `${values.text("baseUrl").replace(/\/+$/, "")}/v2/enqueue`,
      {
        routing_key: values.secret("routingKey").reveal(),
        event_action: ended ? "resolve" : "trigger",
        dedup_key: cut(`rdpulse-${tenant}-${event.subject}`, 255),
        client: "RDPulse",
        ...(event.link === undefined ? {} : { client_url: event.link, links: [{ href: event.link, text: "RDPulse" }] }),
        payload: {
          summary: cut(event.title[lang], 1024),
          source: event.hosts[0]?.name ?? "rdpulse",
          severity: SEVERITIES[event.severity],
          timestamp: new Date(event.atMs).toISOString(),
          class: event.incident?.cause ?? event.kind,
          ...(event.incident === undefined
            ? {}
            : { group: `${event.incident.scope.kind}/${event.incident.scope.key}` }),
          custom_details: custom,
        },
      },
      world,
    );
  },
};
