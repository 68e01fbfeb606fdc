import type { AlertEvent } from "./alert.ts";
import { lines, MOST_NAMES } from "./alert-event.ts";

const MOST_LINES = 40;
const RANK = { notice: 0, minor: 1, major: 2, critical: 3 } as const;

/** Why several messages became one. */
export type SummaryReason = "daily" | "quiet" | "limit";

const HEADS: Readonly<Record<SummaryReason, (count: number) => AlertEvent["title"]>> = {
  daily: (count) => ({ en: `Daily summary: ${count} messages`, zh: `每日汇总：${count} 条消息` }),
  quiet: (count) => ({ en: `${count} messages of the quiet hours`, zh: `免打扰时段内的 ${count} 条消息` }),
  limit: (count) => ({ en: `${count} further messages in one`, zh: `另有 ${count} 条消息（已合并）` }),
};

/** One message for several. `ids` are those of the deliveries that it stands for: same ids, same message. */
export function summaryOf(
  events: readonly AlertEvent[],
  ids: readonly string[],
  reason: SummaryReason,
  nowMs: number,
): AlertEvent {
  const worst = events.reduce<AlertEvent["severity"]>(
    (top, event) => (RANK[event.severity] > RANK[top] ? event.severity : top),
    "notice",
  );
  const hosts = new Map(events.flatMap((event) => event.hosts).map((host) => [host.target, host]));
  const more = events.length - MOST_LINES;
  return {
    tenant: events[0]?.tenant ?? 1,
    kind: "summary",
    atMs: nowMs,
    subject: "summary",
    ordinal: ids.toSorted().join(),
    severity: worst,
    title: HEADS[reason](events.length),
    text: lines([
      ...events.slice(0, MOST_LINES).map((event) => ({
        en: `- ${event.incidentId === undefined ? "" : `INC-${event.incidentId} `}${event.title.en}`,
        zh: `- ${event.incidentId === undefined ? "" : `INC-${event.incidentId} `}${event.title.zh}`,
      })),
      more > 0 ? { en: `and ${more} more.`, zh: `还有 ${more} 条。` } : null,
    ]),
    hosts: [...hosts.values()].slice(0, MOST_NAMES),
    hostCount: Math.max(hosts.size, ...events.map((event) => event.hostCount)),
    covers: ids,
  };
}
