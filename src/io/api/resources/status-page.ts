import { api } from "../../../core/contract/index.ts";
import type { TenantId } from "../../../core/fleet/index.ts";
import type { Language, Localized } from "../../../core/texts/index.ts";
import { fill, printable } from "../../../core/texts/index.ts";
import { mayDo } from "../authentication.ts";
import { badgeSvg, type BadgeTone, toneOf } from "../badge.ts";
import { type Answer, operation, type Resource } from "../operation.ts";
import { notFound } from "../problem.ts";
import type { ApiServices } from "../services.ts";
import { type StatusPage, statusPageHtml } from "../status-page.ts";
import { statusPolicy, statusStyle } from "../status-style.ts";
import { SERVICE_WORDS, STATUS_WORDS } from "../status-words.ts";
import { firstDayMs, percentText, type Uptime, uptimeOf } from "../uptime-days.ts";
import { causeTitle } from "./incidents.ts";
import { statusOf } from "./public-status.ts";

const SHOWN = 25;
const DAYS = 90;
const BADGE_DAYS = 30;
const FOLLOW_SECONDS = 60;

const lang = { type: "string", enum: ["en", "zh"] } as const;
const badgeQuery = api.parameters({ lang, days: { type: "integer", minimum: 1, maximum: 366 } });

interface BadgeQuery {
  readonly lang?: Language;
  readonly days?: number;
}

async function uptimes(
  { store }: ApiServices,
  tenant: TenantId,
  groups: readonly string[],
  days: number,
  nowMs: number,
): Promise<readonly Uptime[]> {
  const rollups = await store.results.groupRollups(tenant, groups, "day", firstDayMs(days, nowMs), nowMs + 1);
  return groups.map((group) => uptimeOf(rollups, group, days, nowMs));
}

async function listsFor(services: ApiServices, tenant: TenantId): Promise<Pick<StatusPage, "hosts" | "incidents">> {
  const { store } = services;
  const [open, worst] = await Promise.all([
    store.incidents.list(tenant, { state: ["open", "acknowledged"], sort: "severity", limit: SHOWN }),
    store.targets.list(tenant, { sort: "worst", limit: SHOWN }),
  ]);
  const hosts = worst.items.flatMap(({ target, state }) => {
    if (state === null || state.status === "up") return [];
    const [first] = state.causes;
    const cause = first === undefined ? null : causeTitle(first.id, first.variant);
    return [{ name: target.name, status: state.status, sinceMs: state.sinceMs, cause }];
  });
  const incidents = open.items.map((record) => ({
    id: record.id,
    severity: record.severity,
    openedMs: record.openedMs,
    title: causeTitle(record.cause, record.variant),
    hosts: record.members.length,
  }));
  return { hosts, incidents };
}

/** A badge as an answer that pages of other sites may show, kept for a minute. */
function badge(about: string, value: string, tone: BadgeTone, language: Language): Answer {
  return {
    text: { type: "image/svg+xml; charset=utf-8", content: badgeSvg(about, value, tone) },
    headers: {
      "cache-control": "public, max-age=60",
      "content-language": language,
      "cross-origin-resource-policy": "cross-origin",
    },
  };
}

function uptimeBadge(about: Localized | string, { share }: Uptime, days: number, language: Language): Answer {
  const name = typeof about === "string" ? about : about[language];
  const span = fill(language, STATUS_WORDS.days[language], { days });
  const value = share === null ? STATUS_WORDS.unknown[language] : percentText(share);
  return badge(`${name} ${span}`, value, toneOf(share), language);
}

const TONES = { good: "good", hindered: "warn", broken: "bad", unknown: "still" } as const;

export const statusPage: Resource = {
  name: "page",
  about: "A page of status without script, and badges.",
  operations: [
    operation<{ query: { readonly lang?: Language; readonly follow?: boolean } }>({
      id: "getPage",
      method: "GET",
      path: "/status",
      outside: true,
      summary: "State of the service and its uptime; names only for those who may read, or as the configuration allows",
      scope: "public",
      query: api.parameters({ lang, follow: { type: "boolean" } }),
      answers: { 200: "text/html" },
      run: async ({ services, tenant, caller, query, language: accepted, nowMs }) => {
        const language = query.lang ?? accepted;
        const look = services.statusPage();
        const names = look.sites ?? [];
        const [service, [fleet, ...sites], lists] = await Promise.all([
          statusOf(services, tenant, nowMs),
          uptimes(services, tenant, ["fleet", ...names.map((name) => `site/${name}`)], DAYS, nowMs),
          mayDo(caller, "read") ? listsFor(services, tenant) : { hosts: null, incidents: null },
        ]);
        const [month] = await uptimes(services, tenant, ["fleet"], BADGE_DAYS, nowMs);
        const follows = query.follow === true;
        const content = statusPageHtml(
          {
            nowMs,
            version: services.version,
            demo: services.monitor.status().demo,
            look,
            service,
            fleet: fleet ?? { days: [], share: null },
            share30: month?.share ?? null,
            sites: sites.map((uptime, index) => ({ name: names[index] ?? "", uptime })),
            follows,
            ...lists,
          },
          language,
        );
        return {
          text: { type: "text/html; charset=utf-8", content },
          headers: {
            "content-security-policy": statusPolicy(statusStyle(look)),
            "content-language": language,
            ...(follows ? { refresh: String(FOLLOW_SECONDS) } : {}),
          },
        };
      },
    }),
    operation<{ query: BadgeQuery }>({
      id: "getStatusBadge",
      method: "GET",
      path: "/badge/status.svg",
      outside: true,
      embeddable: true,
      summary: "State of the service as a badge",
      scope: "public",
      query: api.parameters({ lang }),
      answers: { 200: "image/svg+xml" },
      run: async ({ services, tenant, query, language: accepted, nowMs }) => {
        const language = query.lang ?? accepted;
        const { status } = await statusOf(services, tenant, nowMs);
        return badge(STATUS_WORDS.service[language], SERVICE_WORDS[status].word[language], TONES[status], language);
      },
    }),
    operation<{ query: BadgeQuery }>({
      id: "getUptimeBadge",
      method: "GET",
      path: "/badge/uptime.svg",
      outside: true,
      embeddable: true,
      summary: "Uptime of the fleet as a badge; 30 days when nothing is asked",
      scope: "public",
      query: badgeQuery,
      answers: { 200: "image/svg+xml" },
      run: async ({ services, tenant, query, language: accepted, nowMs }) => {
        const { lang: language = accepted, days = BADGE_DAYS } = query;
        const [uptime] = await uptimes(services, tenant, ["fleet"], days, nowMs);
        return uptimeBadge(STATUS_WORDS.uptime, uptime ?? { days: [], share: null }, days, language);
      },
    }),
    operation<{ params: { readonly file: string }; query: BadgeQuery }>({
      id: "getSiteBadge",
      method: "GET",
      path: "/badge/group/:file",
      outside: true,
      embeddable: true,
      summary: "Uptime of a site (SITE.svg) as a badge; only of sites that the configuration shows to everybody",
      scope: "public",
      params: api.parameters({ file: { type: "string", minLength: 5, maxLength: 68, pattern: "\\.svg$" } }, ["file"]),
      query: badgeQuery,
      answers: { 200: "image/svg+xml" },
      run: async ({ services, tenant, params, query, language: accepted, nowMs }) => {
        const { lang: language = accepted, days = BADGE_DAYS } = query;
        const site = params.file.slice(0, -".svg".length);
        if (services.statusPage().sites?.includes(site) !== true) {
          throw notFound({ en: "No site of this name is shown to everybody", zh: "没有公开显示的此名称站点" });
        }
        const [uptime] = await uptimes(services, tenant, [`site/${site}`], days, nowMs);
        return uptimeBadge(printable(site, 64), uptime ?? { days: [], share: null }, days, language);
      },
    }),
  ],
};
