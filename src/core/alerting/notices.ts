import type { Scope, TargetId, TenantId, WatchedFacts } from "../fleet/index.ts";
import { type Localized, printable } from "../texts/index.ts";
import type { AlertEvent } from "./alert.ts";
import { hostList, lines, MOST_NAMES, scopeName } from "./alert-event.ts";
import { clockText } from "./local-time.ts";

const DAY_MS = 86_400_000;
/** Days before the end of a certificate at which it is told. */
export const CERTIFICATE_NOTICE_DAYS: readonly number[] = [30, 14, 7, 1];
/** Most certificates of one message. */
const MOST_TOGETHER = 500;

/** A certificate as a target showed it. */
export interface CertificateSeen {
  readonly target: TargetId;
  readonly name: string;
  readonly facts: Pick<WatchedFacts, "certificate" | "certificateNotAfterMs">;
}

/** Names one notice: a new certificate on the same target, or a nearer threshold, is another one. */
function noticeKey(seen: CertificateSeen, days: number): string {
  return `${seen.target}:${(seen.facts.certificate ?? "").slice(0, 16)}:${days}`;
}

/** Keys of the notices that these messages told: what `certificateNotices` must not tell again. */
export function noticesTold(events: readonly Pick<AlertEvent, "kind" | "covers">[]): ReadonlySet<string> {
  return new Set(events.filter((event) => event.kind === "certificate").flatMap((event) => event.covers ?? []));
}

/**
 * Certificates that came nearer to their end than a threshold and were not told for it: one message a threshold, however many
 * hosts. One that jumps over several thresholds is told for the nearest alone. What has ended is an incident, not a notice.
 */
export function certificateNotices(
  tenant: TenantId,
  certificates: readonly CertificateSeen[],
  told: ReadonlySet<string>,
  nowMs: number,
  thresholds: readonly number[] = CERTIFICATE_NOTICE_DAYS,
): readonly AlertEvent[] {
  const ascending = thresholds.toSorted((a, b) => a - b);
  const due = new Map<number, CertificateSeen[]>();
  for (const seen of certificates) {
    const endMs = seen.facts.certificateNotAfterMs;
    if (endMs === undefined || endMs <= nowMs) continue;
    const days = ascending.find((threshold) => endMs - nowMs <= threshold * DAY_MS);
    if (days !== undefined && !told.has(noticeKey(seen, days))) due.set(days, [...(due.get(days) ?? []), seen]);
  }
  return ascending.flatMap((days) => {
    const together = (due.get(days) ?? []).toSorted((a, b) => a.target - b.target);
    const events: AlertEvent[] = [];
    for (let at = 0; at < together.length; at += MOST_TOGETHER)
      events.push(certificateEvent(tenant, together.slice(at, at + MOST_TOGETHER), days, nowMs));
    return events;
  });
}

function certificateEvent(
  tenant: TenantId,
  together: readonly CertificateSeen[],
  days: number,
  nowMs: number,
): AlertEvent {
  const covers = together.map((seen) => noticeKey(seen, days));
  const hosts = together.slice(0, MOST_NAMES).map((seen) => ({ target: seen.target, name: printable(seen.name, 64) }));
  const list = hostList(hosts, together.length);
  const firstMs = Math.min(...together.map((seen) => seen.facts.certificateNotAfterMs ?? Infinity));
  const first = clockText(firstMs, 0);
  const count = together.length;
  const within = days === 1 ? "24 hours" : `${days} days`;
  return {
    tenant,
    kind: "certificate",
    atMs: nowMs,
    subject: `certificates-${days}`,
    ordinal: covers.join(),
    severity: days <= 1 ? "major" : "notice",
    title: {
      en: `${count === 1 ? "A certificate ends" : `${count} certificates end`} within ${within}`,
      zh: `${count} 个证书将在 ${days === 1 ? "24 小时" : `${days} 天`}内到期`,
    },
    text: lines([
      { en: `On ${list.en}.`, zh: `主机：${list.zh}。` },
      { en: `The first ends on ${first}.`, zh: `最早到期时间：${first}。` },
      {
        en: "Renew it, and bind the new one to the RDP listener: a certificate that was renewed in the store alone is not used.",
        zh: "请续期并把新证书绑定到 RDP 侦听器：只在证书存储中续期是不会生效的。",
      },
    ]),
    hosts,
    hostCount: count,
    covers,
  };
}

/** A budget that is being used up too fast, as the caller judged it. */
export interface BudgetBurn {
  readonly tenant: TenantId;
  /** Id of the objective: part of the subject. */
  readonly objective: string;
  readonly title: Localized;
  readonly scope: Scope;
  /** When it began: tells one burn of an objective from the next. */
  readonly startedMs: number;
  /** *page*: somebody must look now. *ticket*: within days. */
  readonly urgency: "page" | "ticket";
  /** How many times faster than allowed, over the window that it was seen in. */
  readonly rate: number;
  readonly windowMinutes: number;
  /** Share of the budget that is left, 0 to 1. */
  readonly left: number;
  /** It is over since then. */
  readonly endedMs?: number;
}

/** An error budget that burns, or no longer does. */
export function budgetBurnEvent(burn: BudgetBurn, nowMs: number): AlertEvent {
  const scope = scopeName(burn.scope);
  const where = {
    en: `${printable(burn.title.en, 64)} (${scope.en})`,
    zh: `${printable(burn.title.zh, 64)}（${scope.zh}）`,
  };
  const ended = burn.endedMs !== undefined;
  const rate = burn.rate.toFixed(1);
  const left = `${Math.max(0, Math.round(burn.left * 100))}`;
  const inHours = burn.windowMinutes % 60 === 0;
  const amount = inHours ? burn.windowMinutes / 60 : burn.windowMinutes;
  return {
    tenant: burn.tenant,
    kind: ended ? "closed" : "slo-burn",
    atMs: nowMs,
    subject: `slo-${burn.scope.kind}-${burn.scope.key}-${burn.objective}`.slice(0, 200),
    ordinal: `${burn.startedMs}/${burn.urgency}`,
    severity: burn.urgency === "page" ? "critical" : "minor",
    title: ended
      ? { en: `Error budget no longer burns: ${where.en}`, zh: `错误预算消耗已恢复正常：${where.zh}` }
      : { en: `Error budget burns too fast: ${where.en}`, zh: `错误预算消耗过快：${where.zh}` },
    text: lines([
      ended
        ? null
        : {
            en: `Over ${amount} ${inHours ? "h" : "min"} it is used up ${rate} times faster than the objective allows.`,
            zh: `最近 ${amount} ${inHours ? "小时" : "分钟"}内，消耗速度是目标允许值的 ${rate} 倍。`,
          },
      { en: `${left} % of the budget is left.`, zh: `剩余预算 ${left}%。` },
    ]),
    hosts: [],
    hostCount: 0,
  };
}
