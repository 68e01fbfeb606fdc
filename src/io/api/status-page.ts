import { createHash } from "node:crypto";
import type { HostStatus } from "../../core/fleet/index.ts";
import { escapeMarkup } from "../../core/markup/index.ts";
import { type Language, type Localized, printable } from "../../core/texts/index.ts";

/** What the plain page shows. Lists are null for somebody who is not signed in. */
export interface StatusPage {
  readonly nowMs: number;
  readonly version: string;
  readonly demo: boolean;
  readonly statuses: Readonly<Partial<Record<HostStatus, number>>>;
  readonly openIncidents: number;
  readonly hosts:
    | readonly {
        readonly name: string;
        readonly status: HostStatus;
        readonly sinceMs: number;
        readonly cause: Localized | null;
      }[]
    | null;
  readonly incidents:
    | readonly {
        readonly id: number;
        readonly title: Localized;
        readonly severity: string;
        readonly hosts: number;
        readonly openedMs: number;
        readonly state: string;
      }[]
    | null;
}

const WORDS = {
  title: { en: "RDPulse: state of the fleet", zh: "RDPulse：主机状态" },
  demo: {
    en: "Demo: recordings of our lab, and servers that were started for it.",
    zh: "演示：以下主机为实验室录制的会话，以及为演示启动的服务器。",
  },
  hosts: { en: "Hosts", zh: "主机" },
  worst: { en: "Worst hosts", zh: "状态最差的主机" },
  incidents: { en: "Open incidents", zh: "未关闭的事件" },
  none: { en: "None.", zh: "无。" },
  noHosts: {
    en: "No host is watched yet. Add one: rdpulse hosts add HOST",
    zh: "尚未监控任何主机。添加主机：rdpulse hosts add 主机",
  },
  name: { en: "Name", zh: "名称" },
  status: { en: "State", zh: "状态" },
  since: { en: "Since", zh: "开始时间" },
  cause: { en: "Cause", zh: "原因" },
  incident: { en: "Incident", zh: "事件" },
  affected: { en: "Hosts hit", zh: "受影响主机" },
  opened: { en: "Opened", zh: "发生时间" },
  signIn: {
    en: "Names and incidents are shown to those who are signed in.",
    zh: "登录后可查看主机名称和事件。",
  },
  api: { en: "The API", zh: "API" },
  description: { en: "OpenAPI description", zh: "OpenAPI 描述" },
  refreshed: { en: "Drawn {time} UTC; drawn anew every 15 seconds.", zh: "生成于 {time} UTC；每 15 秒自动刷新。" },
} satisfies Record<string, Localized>;

const STATUSES: Readonly<Record<HostStatus, Localized>> = {
  down: { en: "down", zh: "不可用" },
  flapping: { en: "flapping", zh: "反复波动" },
  suspect: { en: "suspect", zh: "疑似故障" },
  suppressed: { en: "behind another fault", zh: "受其他故障影响" },
  degraded: { en: "degraded", zh: "降级" },
  unknown: { en: "unknown", zh: "未知" },
  up: { en: "up", zh: "正常" },
};

const SEVERITIES: Readonly<Record<string, Localized>> = {
  critical: { en: "critical", zh: "严重" },
  major: { en: "major", zh: "重要" },
  minor: { en: "minor", zh: "次要" },
};

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin-top: 1.6rem; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; list-style: none; }
.counts li { border: 1px solid; border-radius: .4rem; padding: .2rem .7rem; }
.counts b { font-size: 1.2rem; margin-right: .3rem; }
.down, .critical { color: #b3261e; } .flapping, .suspect, .major { color: #9a5b00; } .up { color: #17692f; }
@media (prefers-color-scheme: dark) {
  .down, .critical { color: #ff8f86; } .flapping, .suspect, .major { color: #ffc46b; } .up { color: #7ddb97; }
}
table { border-collapse: collapse; width: 100%; } th, td { padding: .25rem .5rem; text-align: left; vertical-align: top; }
th { border-bottom: 1px solid; font-weight: 600; } td { overflow-wrap: anywhere; }
`;

/** For the page's Content-Security-Policy: its own style by its hash, and nothing else. */
export const STATUS_PAGE_POLICY: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The page as HTML without script. Whatever a host calls itself is text here. */
export function statusPageHtml(page: StatusPage, language: Language): string {
  const say = (text: Localized): string => escapeMarkup(text[language]);
  const other =
    language === "en"
      ? `<a href="/status?lang=zh" lang="zh">中文</a>`
      : `<a href="/status?lang=en" lang="en">English</a>`;
  const count = Object.values(page.statuses).reduce((sum, hosts) => sum + hosts, 0);
  const time = new Date(page.nowMs).toISOString().slice(0, 19).replace("T", " ");
  return `<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="15">
<title>${say(WORDS.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<p>${other}</p>
<main>
<h1>${say(WORDS.title)}</h1>
${page.demo ? `<p><strong>${say(WORDS.demo)}</strong></p>` : ""}
<h2>${say(WORDS.hosts)}</h2>
${count === 0 ? `<p>${say(WORDS.noHosts)}</p>` : counts(page, language)}
<h2>${say(WORDS.incidents)}: ${page.openIncidents}</h2>
${page.incidents === null ? `<p>${say(WORDS.signIn)}</p>` : incidentTable(page.incidents, language)}
${page.hosts === null ? "" : `<h2>${say(WORDS.worst)}</h2>\n${hostTable(page.hosts, language)}`}
<h2>${say(WORDS.api)}</h2>
<p><a href="/api/v1/openapi.json">${say(WORDS.description)}</a> · <a href="/api/v1/overview">overview</a> ·
<a href="/api/v1/hosts">hosts</a> · <a href="/api/v1/incidents">incidents</a> · <a href="/api/v1/health">health</a></p>
</main>
<footer><p>${say(WORDS.refreshed).replace("{time}", time)} RDPulse ${escapeMarkup(page.version)}</p></footer>
</body>
</html>
`;
}

function counts({ statuses }: StatusPage, language: Language): string {
  const items = statusOrder().flatMap((status) => {
    const hosts = statuses[status] ?? 0;
    return hosts === 0 ? [] : [`<li class="${status}"><b>${hosts}</b>${escapeMarkup(STATUSES[status][language])}</li>`];
  });
  return `<ul class="counts">${items.join("")}</ul>`;
}

function statusOrder(): readonly HostStatus[] {
  return ["down", "flapping", "suspect", "suppressed", "degraded", "unknown", "up"];
}

function hostTable(hosts: NonNullable<StatusPage["hosts"]>, language: Language): string {
  const rows = hosts.map(({ name, status, sinceMs, cause }) => [
    escapeMarkup(printable(name, 128)),
    `<span class="${status}">${escapeMarkup(STATUSES[status][language])}</span>`,
    timeCell(sinceMs),
    cause === null ? "" : escapeMarkup(cause[language]),
  ]);
  return table([WORDS.name, WORDS.status, WORDS.since, WORDS.cause], rows, language);
}

function incidentTable(incidents: NonNullable<StatusPage["incidents"]>, language: Language): string {
  const rows = incidents.map(({ id, title, severity, hosts, openedMs }) => [
    `<a href="/api/v1/incidents/${id}">INC-${id}</a> <span class="${Object.hasOwn(SEVERITIES, severity) ? severity : ""}">${escapeMarkup(
      SEVERITIES[severity]?.[language] ?? severity,
    )}</span>`,
    escapeMarkup(title[language]),
    String(hosts),
    timeCell(openedMs),
  ]);
  return table([WORDS.incident, WORDS.cause, WORDS.affected, WORDS.opened], rows, language);
}

function timeCell(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")}</time>`;
}

function table(heads: readonly Localized[], rows: readonly (readonly string[])[], language: Language): string {
  if (rows.length === 0) return `<p>${escapeMarkup(WORDS.none[language])}</p>`;
  const head = heads.map((text) => `<th scope="col">${escapeMarkup(text[language])}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("\n");
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}
