import type { PublicStatusDocument } from "../../core/contract/index.ts";
import type { HostStatus } from "../../core/fleet/index.ts";
import type { Localized } from "../../core/texts/index.ts";

const WORDS = {
  title: { en: "Remote desktops", zh: "远程桌面服务" },
  demo: {
    en: "Demo: recordings of our lab, and servers that were started for it.",
    zh: "演示：以下主机为实验室录制的会话，以及为演示启动的服务器。",
  },
  reachable: { en: "Hosts that let people in", zh: "可正常登录的主机" },
  openIncidents: { en: "Open incidents", zh: "未关闭的事件" },
  last30: { en: "Last 30 days", zh: "最近 30 天" },
  ofHosts: { en: "{up} of {hosts}", zh: "{up} / {hosts}" },
  uptime: { en: "Uptime", zh: "可用率" },
  allHosts: { en: "All hosts", zh: "全部主机" },
  days: { en: "{days} {days:day|days}", zh: "{days} 天" },
  ago: { en: "{days} days ago", zh: "{days} 天前" },
  today: { en: "today", zh: "今天" },
  noChecks: { en: "no checks", zh: "无检查" },
  noFigures: { en: "no figures yet", zh: "暂无数据" },
  barsAbout: { en: "{name}: {share} over {days} {days:day|days}", zh: "{name}：{days} 天内 {share}" },
  barDay: { en: "{day}: {share}", zh: "{day}：{share}" },
  asTable: { en: "As a table", zh: "以表格显示" },
  day: { en: "Day (UTC)", zh: "日期（UTC）" },
  high: { en: "99.9 % or more", zh: "不低于 99.9 %" },
  middle: { en: "99 % or more", zh: "不低于 99 %" },
  low: { en: "less", zh: "低于 99 %" },
  shownToYou: { en: "Shown to you because you may read", zh: "以下内容仅对有权限的用户显示" },
  worst: { en: "Worst hosts", zh: "状态最差的主机" },
  incidents: { en: "Incidents", zh: "事件" },
  none: { en: "None.", zh: "无。" },
  name: { en: "Name", zh: "名称" },
  status: { en: "State", zh: "状态" },
  since: { en: "Since", zh: "开始时间" },
  cause: { en: "Cause", zh: "原因" },
  incident: { en: "Incident", zh: "事件" },
  affected: { en: "Hosts hit", zh: "受影响主机" },
  opened: { en: "Opened", zh: "发生时间" },
  refreshed: { en: "As of {time} UTC.", zh: "数据时间：{time} UTC。" },
  follow: { en: "Refresh every minute", zh: "每分钟自动刷新" },
  follows: { en: "Refreshed every minute.", zh: "每分钟自动刷新。" },
  stop: { en: "Stop", zh: "停止" },
  dashboard: { en: "Sign in", zh: "登录" },
  description: { en: "OpenAPI description", zh: "OpenAPI 描述" },
  service: { en: "service", zh: "服务" },
  unknown: { en: "unknown", zh: "未知" },
} as const;

/** What the page of status says. */
export const STATUS_WORDS: Readonly<Record<keyof typeof WORDS, Localized>> = WORDS;

/** The state of the service in a sentence, and in a word for its badge. */
export const SERVICE_WORDS: Readonly<
  Record<PublicStatusDocument["status"], { readonly sentence: Localized; readonly word: Localized }>
> = {
  good: {
    sentence: { en: "Everything works", zh: "一切正常" },
    word: { en: "working", zh: "正常" },
  },
  hindered: {
    sentence: { en: "Some of it is hindered", zh: "部分服务受影响" },
    word: { en: "hindered", zh: "受影响" },
  },
  broken: {
    sentence: { en: "There is an outage", zh: "服务出现故障" },
    word: { en: "outage", zh: "故障" },
  },
  unknown: {
    sentence: { en: "Nothing is known yet", zh: "暂无状态数据" },
    word: { en: "unknown", zh: "未知" },
  },
};

export const STATUS_NAMES: Readonly<Record<HostStatus, Localized>> = {
  down: { en: "down", zh: "不可用" },
  flapping: { en: "flapping", zh: "反复波动" },
  suspect: { en: "suspect", zh: "疑似故障" },
  suppressed: { en: "behind another fault", zh: "受其他故障影响" },
  degraded: { en: "degraded", zh: "降级" },
  unknown: { en: "unknown", zh: "未知" },
  up: { en: "up", zh: "正常" },
};

export const SEVERITY_NAMES: Readonly<Record<string, Localized>> = {
  critical: { en: "critical", zh: "严重" },
  major: { en: "major", zh: "重要" },
  minor: { en: "minor", zh: "次要" },
};
