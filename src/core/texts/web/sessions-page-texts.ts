import type { Localized } from "../localized.ts";

/** Who is on which host. */
const SESSIONS_PAGE = {
  title: { en: "Sessions", zh: "会话" },
  about: {
    en: "Who is on which host now, and was in the last 30 days, as the hosts' own events tell it.",
    zh: "当前及最近 30 天内谁登录了哪台主机，来自主机自身的事件。",
  },
  search: { en: "User, host or address", zh: "用户、主机或地址" },
  show: { en: "Show", zh: "显示" },
  "show.now": { en: "Now", zh: "当前" },
  "show.month": { en: "30 days", zh: "30 天" },
  "state.active": { en: "Active", zh: "活动" },
  "state.disconnected": { en: "Disconnected", zh: "已断开" },
  "state.ended": { en: "Ended", zh: "已结束" },
  "state.unknown": { en: "Not known", zh: "未知" },
  user: { en: "User", zh: "用户" },
  host: { en: "Host", zh: "主机" },
  from: { en: "From", zh: "来源" },
  state: { en: "State", zh: "状态" },
  began: { en: "Began", zh: "开始" },
  lasted: { en: "Lasted", zh: "时长" },
  told: { en: "Told", zh: "消息时间" },
  count: {
    en: "{users} {users:user|users} in {sessions} {sessions:session|sessions}",
    zh: "{users} 个用户，{sessions} 个会话",
  },
  timeline: { en: "Timeline", zh: "时间线" },
  "timeline-label": { en: "Sessions over time, a lane for each user", zh: "会话时间线，每个用户一行" },
  list: { en: "Sessions", zh: "会话列表" },
  none: { en: "No host has told its sessions yet", zh: "尚无主机上报会话" },
  "none-hint": {
    en: "A check from outside cannot see who is on. Send Windows events (LocalSessionManager, Security) or the log of xrdp-sesman to this server:",
    zh: "从外部检查无法得知谁在登录。请将 Windows 事件（LocalSessionManager、Security）或 xrdp-sesman 日志发送到本服务器：",
  },
  "none-found": { en: "No session is like this.", zh: "没有符合条件的会话。" },
  ages: {
    en: "What is shown is as old as what each host told last; see “Told”.",
    zh: "显示内容的时效取决于各主机最近一次上报，参见“消息时间”。",
  },
} as const;

export type SessionsPageKey = keyof typeof SESSIONS_PAGE;
export const sessionsPageTexts: Readonly<Record<SessionsPageKey, Localized>> = SESSIONS_PAGE;
