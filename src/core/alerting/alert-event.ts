import { causes, type Cause } from "../knowledge/index.ts";
import type { IncidentRecord } from "../incident/index.ts";
import type { TargetId } from "../fleet/index.ts";
import { printable, type Localized } from "../texts/index.ts";
import type { AlertEvent, AlertKind } from "./alert.ts";
import { clockText } from "./local-time.ts";

/** What makes a message readable and cannot be seen from an incident alone. */
export interface AlertNaming {
  readonly nameOf: (target: TargetId) => string;
  /** Minutes that the readers' clock is ahead of UTC at a moment. */
  readonly offsetMinutes: (atMs: number) => number;
  /** Address of the page about an incident, where the public address is known. */
  readonly link?: (incident: IncidentRecord) => string;
}

/** Most host names in a message; the count says how many there are. */
export const MOST_NAMES = 20;
const NAMES_IN_TEXT = 5;
const MOST_EVIDENCE = 10;

const KIND_TITLES: Readonly<Partial<Record<AlertKind, (title: Localized) => Localized>>> = {
  widened: ({ en, zh }) => ({ en: `Spreading: ${en}`, zh: `影响扩大：${zh}` }),
  reminder: ({ en, zh }) => ({ en: `Still open: ${en}`, zh: `仍未恢复：${zh}` }),
  escalated: ({ en, zh }) => ({ en: `Nobody has acknowledged: ${en}`, zh: `无人确认：${zh}` }),
  reopened: ({ en, zh }) => ({ en: `Back again: ${en}`, zh: `再次发生：${zh}` }),
  closed: ({ en, zh }) => ({ en: `Resolved: ${en}`, zh: `已恢复：${zh}` }),
};

const SEVERITIES: Readonly<Record<AlertEvent["severity"], Localized>> = {
  critical: { en: "critical", zh: "严重" },
  major: { en: "major", zh: "重要" },
  minor: { en: "minor", zh: "次要" },
  notice: { en: "notice", zh: "通知" },
};

const SCOPES: Readonly<Record<IncidentRecord["scope"]["kind"], Localized>> = {
  target: { en: "host", zh: "主机" },
  site: { en: "site", zh: "站点" },
  gateway: { en: "gateway", zh: "网关" },
  balancer: { en: "load balancer", zh: "负载均衡器" },
  pool: { en: "pool", zh: "主机池" },
  vantage: { en: "vantage", zh: "探测点" },
  fleet: { en: "the whole fleet", zh: "全部主机" },
};

/** "pool office", "主机池 office"; of the fleet only its name. */
export function scopeName({ kind, key }: IncidentRecord["scope"]): Localized {
  const { en, zh } = SCOPES[kind];
  return kind === "fleet" ? SCOPES.fleet : { en: `${en} ${name(key)}`, zh: `${zh} ${name(key)}` };
}

/** "12 min", "3 h 5 min", "2 d 4 h". */
export function lastedText(ms: number): Localized {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 1) return { en: "less than a minute", zh: "不到 1 分钟" };
  if (minutes < 60) return { en: `${minutes} min`, zh: `${minutes} 分钟` };
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return { en: `${hours} h ${minutes % 60} min`, zh: `${hours} 小时 ${minutes % 60} 分钟` };
  return { en: `${Math.floor(hours / 24)} d ${hours % 24} h`, zh: `${Math.floor(hours / 24)} 天 ${hours % 24} 小时` };
}

const name = (text: string): string => printable(text, 64);

function whereText(incident: IncidentRecord, naming: AlertNaming, count: number): Localized {
  const { kind, key } = incident.scope;
  const hosts = { en: count === 1 ? "1 host" : `${count} hosts`, zh: `${count} 台主机` };
  if (kind === "target") {
    const first = name(naming.nameOf(Number(key)));
    return count <= 1
      ? { en: first, zh: first }
      : { en: `${first} and ${count - 1} more`, zh: `${first} 等 ${count} 台主机` };
  }
  if (kind === "fleet") return { en: `${SCOPES.fleet.en} (${hosts.en})`, zh: `${SCOPES.fleet.zh}（${hosts.zh}）` };
  return {
    en: `${SCOPES[kind].en} ${name(key)} (${hosts.en})`,
    zh: `${SCOPES[kind].zh} ${name(key)}（${hosts.zh}）`,
  };
}

function firstStep(cause: Cause, variant: string | undefined): Localized | null {
  const ofVariant = variant === undefined ? undefined : cause.variants?.[variant];
  const remedies = ofVariant?.remedies ?? cause.remedies;
  const remedy = remedies.windows ?? remedies.xrdp;
  return (remedy?.confirm[0] ?? remedy?.fix[0])?.text ?? null;
}

/** Names of hosts as a sentence shows them: the first five, and how many more. */
export function hostList(hosts: AlertEvent["hosts"], hostCount: number): Localized {
  const shown = hosts.slice(0, NAMES_IN_TEXT).map((host) => host.name);
  const more = hostCount - shown.length;
  return {
    en: `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    zh: `${shown.join("、")}${more > 0 ? ` 等 ${hostCount} 台` : ""}`,
  };
}

/** Joins sentences that may be missing, one a line. */
export function lines(parts: readonly (Localized | null)[]): Localized {
  const present = parts.filter((part) => part !== null);
  return { en: present.map((part) => part.en).join("\n"), zh: present.map((part) => part.zh).join("\n") };
}

/**
 * What somebody is told of an incident, complete in both languages. Names that came from outside are made safe to show and
 * bounded; whoever sends it escapes for the format that it sends.
 */
export function alertEventOf(
  incident: IncidentRecord,
  kind: AlertKind,
  ordinal: string,
  naming: AlertNaming,
  nowMs: number,
): AlertEvent {
  const cause = causes[incident.cause];
  const entry = (incident.variant === undefined ? undefined : cause.variants?.[incident.variant]) ?? cause;
  const ended = kind === "closed";
  const members = incident.members.filter((member) => ended || member.leftMs === undefined);
  const targets = [...new Set(members.map((member) => member.target))];
  const hosts = targets.slice(0, MOST_NAMES).map((target) => ({ target, name: name(naming.nameOf(target)) }));
  const where = whereText(incident, naming, targets.length);
  const title = { en: `${entry.title.en}: ${where.en}`, zh: `${where.zh}：${entry.title.zh}` };
  const since = clockText(incident.firstFailureMs, naming.offsetMinutes(incident.firstFailureMs));
  const endMs = incident.goodSinceMs ?? incident.closedMs ?? nowMs;
  const lasted = lastedText(endMs - incident.firstFailureMs);
  const severity = SEVERITIES[incident.severity];
  const list = hostList(hosts, targets.length);
  const step = firstStep(cause, incident.variant);
  const percent = Math.round(incident.confidence * 100);
  const text = lines([
    {
      en: `INC-${incident.id}, ${severity.en}, since ${since}${ended ? `, lasted ${lasted.en}` : ""}.`,
      zh: `INC-${incident.id}，${severity.zh}，始于 ${since}${ended ? `，持续 ${lasted.zh}` : ""}。`,
    },
    targets.length === 0 ? null : { en: `Affected: ${list.en}.`, zh: `受影响：${list.zh}。` },
    ended && incident.told !== undefined
      ? { en: "The logs tell nothing more of it.", zh: "日志中不再出现相关记录。" }
      : ended
        ? { en: "All of them pass their checks again.", zh: "检查已全部恢复正常。" }
        : { en: `${entry.explanation.en} (${percent} % sure)`, zh: `${entry.explanation.zh}（把握 ${percent}%）` },
    ended || step === null ? null : { en: `First: ${step.en}`, zh: `先做：${step.zh}` },
  ]);
  return {
    tenant: incident.tenant,
    kind,
    atMs: nowMs,
    subject: `incident-${incident.id}`,
    ordinal,
    severity: incident.severity,
    title: KIND_TITLES[kind]?.(title) ?? title,
    text,
    // Of thousands of members the first are enough here: a message is stored once a channel.
    incident: {
      ...incident,
      members: members.slice(0, MOST_NAMES),
      because: incident.because.slice(0, MOST_EVIDENCE),
    },
    incidentId: incident.id,
    hosts,
    hostCount: targets.length,
    ...(naming.link === undefined ? {} : { link: naming.link(incident) }),
  };
}
