import type { AlertEvent, Delivery } from "../../../core/alerting/index.ts";
import { HTTP_PATTERN } from "../channel-field.ts";
import type { Notifier } from "../notifier.ts";
import { postJson } from "../post.ts";

const REFRESH_MS = 2 * 60_000;
/** Without another word from us an alert ends by itself then: three refreshes may be lost. */
const STANDS_MS = 4 * REFRESH_MS;
const SEVERITIES: readonly AlertEvent["severity"][] = ["critical", "major", "minor", "notice"];

/** Labels name an alert: only what stays the same while it is open, and the severity, which routes are made by. */
function labelsOf({ tenant, event }: Delivery, severity: AlertEvent["severity"]): Readonly<Record<string, string>> {
  return {
    alertname: event.subject.startsWith("incident-") ? "RDPulseIncident" : "RDPulseNotice",
    subject: event.subject,
    tenant: `${tenant}`,
    severity,
  };
}

function alertsOf(delivery: Delivery, lang: "en" | "zh"): readonly object[] {
  const { event, id } = delivery;
  const ended = event.kind === "closed";
  const startedMs = event.incident?.openedMs ?? event.atMs;
  const annotations = {
    summary: event.title[lang],
    description: event.text[lang],
    id,
    cause: event.incident?.cause ?? "",
    scope: event.incident === undefined ? "" : `${event.incident.scope.kind}/${event.incident.scope.key}`,
    hosts: event.hosts.map((host) => host.name).join(", "),
    hostCount: `${event.hostCount}`,
  };
  const alert = (severity: AlertEvent["severity"], over: boolean): object => ({
    labels: labelsOf(delivery, severity),
    annotations,
    startsAt: new Date(Math.min(startedMs, event.atMs)).toISOString(),
    endsAt: new Date(over ? event.atMs : event.atMs + STANDS_MS).toISOString(),
    ...(event.link === undefined ? {} : { generatorURL: event.link }),
  });
  // A change of severity is another alert there: the one under the old label ends with the same request.
  const others = ended || event.kind === "widened" ? SEVERITIES.filter((one) => one !== event.severity) : [];
  return [alert(event.severity, ended), ...others.map((one) => alert(one, true))];
}

export const alertmanager: Notifier = {
  title: { en: "Alertmanager", zh: "Alertmanager" },
  about: {
    en: "API v2. Labels: alertname, subject, tenant, severity. Sent again every two minutes while it is open.",
    zh: "API v2。标签：alertname、subject、tenant、severity。未恢复期间每两分钟重发一次。",
  },
  triedLive: true,
  traits: { tracksState: true, refreshMs: REFRESH_MS },
  fields: {
    url: {
      type: "text",
      required: true,
      pattern: HTTP_PATTERN,
      label: { en: "Address", zh: "地址" },
      help: { en: "Such as http://alertmanager.example:9093.", zh: "例如 http://alertmanager.example:9093。" },
    },
    user: {
      type: "text",
      label: { en: "User", zh: "用户名" },
      help: { en: "For basic authentication.", zh: "用于 Basic 认证。" },
    },
    password: {
      type: "secret",
      label: { en: "Password or token", zh: "密码或令牌" },
      help: { en: "With a user a password, without one a bearer token.", zh: "有用户名时为密码，否则为 Bearer 令牌。" },
    },
  },
  async send(delivery, values, world) {
    const user = values.textIfAny("user");
    const password = values.secretIfAny("password")?.reveal();
    const headers: Record<string, string> = {};
    if (password !== undefined)
      headers["Authorization"] =
        user === undefined ? `Bearer ${password}` : `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    const url = `${values.text("url").replace(/\/+$/, "")}/api/v2/alerts`;
    await postJson("Alertmanager", url, alertsOf(delivery, values.lang), world, headers);
  },
};
