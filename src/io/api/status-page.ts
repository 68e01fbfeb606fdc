import type { PublicStatusDocument } from "../../core/contract/index.ts";
import type { HostStatus } from "../../core/fleet/index.ts";
import { escapeMarkup } from "../../core/markup/index.ts";
import { fill, type Language, type Localized, printable, type TextValues } from "../../core/texts/index.ts";
import { type BadgeTone, toneOf } from "./badge.ts";
import type { StatusPageLook } from "./services.ts";
import { statusStyle } from "./status-style.ts";
import { SERVICE_WORDS, SEVERITY_NAMES, STATUS_NAMES, STATUS_WORDS as WORDS } from "./status-words.ts";
import { percentText, type Uptime } from "./uptime-days.ts";

/** What the page shows. Lists are null for somebody who may not read. */
export interface StatusPage {
  readonly nowMs: number;
  readonly version: string;
  readonly demo: boolean;
  readonly look: StatusPageLook;
  readonly service: PublicStatusDocument;
  readonly fleet: Uptime;
  /** Uptime of the last 30 days. */
  readonly share30: number | null;
  /** Sites that everybody may see. */
  readonly sites: readonly { readonly name: string; readonly uptime: Uptime }[];
  /** Comes again by itself every minute. */
  readonly follows: boolean;
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
      }[]
    | null;
}

const TONES: Readonly<Record<PublicStatusDocument["status"], BadgeTone>> = {
  good: "good",
  hindered: "warn",
  broken: "bad",
  unknown: "still",
};
/** A shape for each state: colour is never alone. */
const SIGNS: Readonly<Record<BadgeTone, string>> = {
  good: '<circle cx="12" cy="12" r="11" fill="currentColor"/><path d="m7 12.5 3.4 3.4L17 9" fill="none" stroke="var(--surface)" stroke-width="2.4"/>',
  warn: '<path d="M12 1.5 23.5 22H.5z" fill="currentColor"/><path d="M12 9v6m0 2v2.2" stroke="var(--surface)" stroke-width="2.4"/>',
  bad: '<path d="M1 1h22v22H1z" fill="currentColor"/><path d="m7 7 10 10M17 7 7 17" stroke="var(--surface)" stroke-width="2.6"/>',
  still: '<circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" stroke-width="2.4"/>',
};
/** Of a bar, of 40: what is worse is lower, too. */
const HEIGHTS: Readonly<Record<BadgeTone, number>> = { good: 40, warn: 28, bad: 16, still: 4 };
const STEP = 6;

/** The page as HTML without script. Whatever a host or a house calls itself is text here. */
export function statusPageHtml(page: StatusPage, language: Language): string {
  const { look, service, fleet, sites, share30 } = page;
  const say = (text: Localized, values: TextValues = {}): string =>
    escapeMarkup(fill(language, text[language], values));
  const own = (text: StatusPageLook["title"]): string | undefined =>
    text?.[language] ?? text?.[language === "en" ? "zh" : "en"];
  const title = escapeMarkup(own(look.title) ?? WORDS.title[language]);
  const text = own(look.text);
  const tone = TONES[service.status];
  const time = new Date(page.nowMs).toISOString().slice(0, 19).replace("T", " ");
  const kept = page.follows ? "&amp;follow=true" : "";
  const other =
    language === "en"
      ? `<a href="/status?lang=zh${kept}" lang="zh-CN" hreflang="zh-CN">中文</a>`
      : `<a href="/status?lang=en${kept}" lang="en" hreflang="en">English</a>`;
  const follow = page.follows
    ? `<span>${say(WORDS.follows)} <a href="/status?lang=${language}">${say(WORDS.stop)}</a></span>`
    : `<a href="/status?lang=${language}&amp;follow=true">${say(WORDS.follow)}</a>`;
  const stats = [
    [WORDS.reachable, say(WORDS.ofHosts, { up: String(service.up), hosts: String(service.hosts) })],
    [WORDS.openIncidents, String(service.openIncidents)],
    [WORDS.last30, share30 === null ? say(WORDS.noFigures) : percentText(share30)],
  ] as const;
  return `<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}: ${say(SERVICE_WORDS[service.status].sentence)}</title>
<style>${statusStyle(look)}</style>
</head>
<body>
<header><h1 dir="auto">${title}</h1>${other}</header>
<main>
<div class="state"><svg viewBox="0 0 24 24" class="${tone}" aria-hidden="true">${SIGNS[tone]}</svg><div>
<p class="${tone}">${say(SERVICE_WORDS[service.status].sentence)}</p>
${text === undefined ? "" : `<p dir="auto">${escapeMarkup(text)}</p>`}
${page.demo ? `<p class="muted">${say(WORDS.demo)}</p>` : ""}
</div></div>
<dl class="stats">${stats.map(([name, figure]) => `<div><dt>${say(name)}</dt><dd>${figure}</dd></div>`).join("")}</dl>
<section class="card"><h2>${say(WORDS.uptime)}</h2>
${uptimeGroup(WORDS.allHosts[language], fleet, language)}
${sites.map(({ name, uptime }) => uptimeGroup(printable(name, 64), uptime, language)).join("\n")}
${uptimeKey(language)}
</section>
${page.incidents === null ? "" : `<section class="card"><h2>${say(WORDS.incidents)}</h2><p class="muted">${say(WORDS.shownToYou)}</p>${incidentTable(page.incidents, language)}</section>`}
${page.hosts === null ? "" : `<section class="card"><h2>${say(WORDS.worst)}</h2>${hostTable(page.hosts, language)}</section>`}
</main>
<footer><span>${say(WORDS.refreshed, { time })}</span>${follow}<a href="/">${say(WORDS.dashboard)}</a>
<a href="/api/v1/openapi.json">${say(WORDS.description)}</a><span>RDPulse ${escapeMarkup(page.version)}</span></footer>
</body>
</html>
`;
}

function shareText(share: number | null, none: Localized, language: Language): string {
  return share === null ? none[language] : percentText(share);
}

/** One bar a day, the same as a table below. */
function uptimeGroup(name: string, { days, share }: Uptime, language: Language): string {
  const say = (text: Localized, values: TextValues): string => escapeMarkup(fill(language, text[language], values));
  const total = shareText(share, WORDS.noFigures, language);
  const count = days.length;
  const bars = days.map((day, index) => {
    const tone = toneOf(day.share);
    const tip = say(WORDS.barDay, { day: dayText(day.dayMs), share: shareText(day.share, WORDS.noChecks, language) });
    const height = HEIGHTS[tone];
    return `<rect class="b-${tone}" x="${index * STEP}" y="${40 - height}" width="${STEP - 2}" height="${height}" rx="1"><title>${tip}</title></rect>`;
  });
  const rows = days
    .toReversed()
    .map((day) => [dayText(day.dayMs), escapeMarkup(shareText(day.share, WORDS.noChecks, language))]);
  return `<div class="group"><div class="row"><h3 dir="auto">${escapeMarkup(name)}</h3><span>${escapeMarkup(total)}</span></div>
<svg class="bars" viewBox="0 0 ${days.length * STEP - 2} 40" preserveAspectRatio="none" role="img" aria-label="${say(WORDS.barsAbout, { name, share: total, days: count })}">${bars.join("")}</svg>
<div class="row ends"><span>${say(WORDS.ago, { days: String(days.length - 1) })}</span><span>${escapeMarkup(WORDS.today[language])}</span></div>
<details><summary>${escapeMarkup(WORDS.asTable[language])}</summary>${table([WORDS.day, WORDS.uptime], rows, language)}</details></div>`;
}

function uptimeKey(language: Language): string {
  const items = [
    ["good", WORDS.high],
    ["warn", WORDS.middle],
    ["bad", WORDS.low],
    ["still", WORDS.noChecks],
  ] as const;
  const entries = items.map(([tone, text]) => {
    const height = HEIGHTS[tone];
    const bar = `<svg class="bars" viewBox="0 0 10 40" preserveAspectRatio="none" aria-hidden="true"><rect class="b-${tone}" y="${40 - height}" width="10" height="${height}"/></svg>`;
    return `<li>${bar}${escapeMarkup(text[language])}</li>`;
  });
  return `<ul class="key">${entries.join("")}</ul>`;
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function hostTable(hosts: NonNullable<StatusPage["hosts"]>, language: Language): string {
  const rows = hosts.map(({ name, status, sinceMs, cause }) => [
    `<bdi>${escapeMarkup(printable(name, 128))}</bdi>`,
    `<span class="${status}">${escapeMarkup(STATUS_NAMES[status][language])}</span>`,
    timeCell(sinceMs),
    cause === null ? "" : escapeMarkup(cause[language]),
  ]);
  return table([WORDS.name, WORDS.status, WORDS.since, WORDS.cause], rows, language, "worst");
}

function incidentTable(incidents: NonNullable<StatusPage["incidents"]>, language: Language): string {
  const rows = incidents.map(({ id, title, severity, hosts, openedMs }) => [
    `<a href="/incidents/${id}">INC-${id}</a> <span class="${Object.hasOwn(SEVERITY_NAMES, severity) ? severity : ""}">${escapeMarkup(
      SEVERITY_NAMES[severity]?.[language] ?? severity,
    )}</span>`,
    escapeMarkup(title[language]),
    String(hosts),
    timeCell(openedMs),
  ]);
  return table([WORDS.incident, WORDS.cause, WORDS.affected, WORDS.opened], rows, language, "minor");
}

function timeCell(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")}</time>`;
}

function table(
  heads: readonly Localized[],
  rows: readonly (readonly string[])[],
  language: Language,
  kind = "days",
): string {
  if (rows.length === 0) return `<p>${escapeMarkup(WORDS.none[language])}</p>`;
  const head = heads.map((text) => `<th scope="col">${escapeMarkup(text[language])}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("\n");
  return `<table class="${kind}">\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}
