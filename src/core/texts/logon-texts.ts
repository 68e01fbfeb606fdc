import type { Localized } from "./localized.ts";

/** What stands on the page of a logon. */
const LOGON = {
  "logon.accepted-nla": {
    en: "{account} can log on: NLA accepted the password; no session was made.",
    zh: "{account} 可以登录：NLA 已接受密码；没有建立会话。",
  },
  "logon.accepted-authorized": {
    en: "{account} can log on: NLA accepted the password, and the account may log on here; no session was made.",
    zh: "{account} 可以登录：NLA 已接受密码，该帐户也允许在此登录；没有建立会话。",
  },
  "logon.accepted-authorization-unknown": {
    en: "The password of {account} is right; whether the account may log on here this server does not tell without a session (add --desktop).",
    zh: "{account} 的密码正确；该帐户是否允许在此登录，此服务器不建立会话就不会告知（请加 --desktop）。",
  },
  "logon.accepted-session": {
    en: "{account} can work: logged on, and the picture is {picture} ({time}).",
    zh: "{account} 可以工作：已登录，画面为{picture}（用时 {time}）。",
  },
  "logon.accepted-slow": {
    en: "{account} can work, but not well: logged on, and the picture is {picture} ({time}).",
    zh: "{account} 可以工作，但不顺畅：已登录，画面为{picture}（用时 {time}）。",
  },
  "logon.accepted-broken": {
    en: "{account} was let in, but cannot work: {why} ({time}).",
    zh: "{account} 已获准登录，但无法工作：{why}（用时 {time}）。",
  },
  "logon.accepted-unasked": {
    en: "A desktop is shown, but nobody checked who {account} is: this server asks for no password ({time}).",
    zh: "显示了桌面，但没有验证 {account} 的身份：此服务器不要求密码（用时 {time}）。",
  },
  "logon.refused": { en: "{account} cannot log on: {why}.", zh: "{account} 无法登录：{why}。" },
  "logon.denied": {
    en: "Password right, but {account} may not log on here.",
    zh: "密码正确，但 {account} 不允许在此登录。",
  },
  "logon.not-verifiable": {
    en: "Whether {account} can log on is not verifiable without a session (add --desktop): without NLA, nothing else checks the password.",
    zh: "不建立会话就无法验证 {account} 能否登录（请加 --desktop）：没有 NLA 时，只有会话才会验证密码。",
  },
  "logon.not-verifiable-session": {
    en: "Whether {account} can log on stays open: nothing proves that the session is that of the account.",
    zh: "无法确定 {account} 能否登录：没有证据表明该会话属于此帐户。",
  },
  "logon.withheld": {
    en: "{account} was not logged on: {why}.",
    zh: "没有让 {account} 登录：{why}。",
  },
  "logon.not-tested": {
    en: "Whether {account} can log on was not tested: {why}.",
    zh: "未测试 {account} 能否登录：{why}。",
  },
  "logon.why-stage": { en: "it went no further than {stage}", zh: "只进行到 {stage} 阶段" },
  "logon.why-written": { en: "the host's own window says “{text}”", zh: "主机自己的窗口显示“{text}”" },
  "logon.why-picture": { en: "the picture is {picture}", zh: "画面为{picture}" },

  "picture.heading": { en: "The picture", zh: "画面" },
  "picture.measure": {
    en: "{kind}, {width}x{height}: {colours} {colours:colour|colours}, {colour} on {share} % of it, edges on {edges} %, {drawn} % painted",
    zh: "{kind}，{width}x{height}：{colours} 种颜色，{colour} 占 {share}%，边缘占 {edges}%，已绘制 {drawn}%",
  },
  "picture.text": { en: "It reads: {text}", zh: "其中的文字：{text}" },
  "picture.saved": {
    en: "Saved as {file} (readable by you alone: a desktop may show secrets)",
    zh: "已保存为 {file}（仅您可读：桌面上可能有机密内容）",
  },
  "picture.times": {
    en: "First picture after {first}, stable after {stable}",
    zh: "{first}后出现第一幅画面，{stable}后稳定",
  },
  "picture.unstable": {
    en: "First picture after {first}; still changing when the time was over",
    zh: "{first}后出现第一幅画面；到时限时仍在变化",
  },

  "session.heading": { en: "The session", zh: "会话" },
  "session.unconfirmed": { en: "the host did not confirm the logon", zh: "主机没有确认登录" },
  "session.hop": { en: "sent on: {from} → {to}", zh: "重定向：{from} → {to}" },
  "session.hop-nowhere": { en: "no address", zh: "没有地址" },
  "session.hop-session": { en: "session {id}", zh: "会话 {id}" },
  "session.hop-token": { en: "routing token {token}", zh: "路由令牌 {token}" },
  "session.hop-name": { en: "named {name}", zh: "名称 {name}" },

  "stays.heading": { en: "What stays behind", zh: "留下了什么" },
  "stays.nothing": {
    en: "No session of {account} is left by this logon; the host's log may tell of it.",
    zh: "本次登录没有留下 {account} 的会话；主机日志中可能有记录。",
  },
  "stays.session": {
    en: "A disconnected session of {account} stays on the host; --end logoff signs it off.",
    zh: "主机上留有 {account} 的一个已断开的会话；用 --end logoff 可将其注销。",
  },
  "stays.session-kept": {
    en: "A disconnected session of {account} stays on the host.",
    zh: "主机上留有 {account} 的一个已断开的会话。",
  },
  "stays.unknown": {
    en: "A session of {account} may stay on the host: it did not say that it ended.",
    zh: "主机上可能留有 {account} 的会话：主机没有告知会话已结束。",
  },
  "stays.other-keys": {
    en: "Without --logoff-keys only Windows is signed off; name the keys of another desktop with it.",
    zh: "未给出 --logoff-keys 时只会注销 Windows；其他桌面请用它给出相应的按键。",
  },
  "stays.sent": {
    en: "{connections} TCP {connections:connection|connections}, with the mark “{mark}”.",
    zh: "{connections} 个 TCP 连接，所带标记为“{mark}”。",
  },

  "series.run": { en: "run {number} of {total}: {words}", zh: "第 {number}/{total} 次：{words}" },
  "series.heading": { en: "Times of {count} {count:logon|logons}", zh: "{count} 次登录的用时" },
  "series.column-what": { en: "WHAT", zh: "项目" },
  "series.column-runs": { en: "RUNS", zh: "次数" },
  "series.column-middle": { en: "P50", zh: "P50" },
  "series.column-most": { en: "P95", zh: "P95" },
  "series.column-max": { en: "MAX", zh: "最大" },
  "series.first-picture": { en: "first picture", zh: "第一幅画面" },
  "series.stable": { en: "stable desktop", zh: "桌面稳定" },
  "series.round-trip": { en: "round trip", zh: "往返时间" },
  "series.total": { en: "whole logon", zh: "整个登录" },
  "series.stopped": {
    en: "Stopped at the first refusal: another one would help to lock {account} out.",
    zh: "在第一次被拒绝时停止：再次尝试可能导致 {account} 被锁定。",
  },

  "prompt.password": { en: "Password of {account} (not shown): ", zh: "{account} 的密码（不显示）：" },
  "progress.logon": {
    en: "{target}: logging on as {account}, {seconds} s …",
    zh: "{target}：正在以 {account} 登录，{seconds} 秒 …",
  },
  "progress.stage": {
    en: "{target}: {stage} done, {seconds} s …",
    zh: "{target}：{stage} 已完成，{seconds} 秒 …",
  },
} as const;

export type LogonKey = keyof typeof LOGON;
export const logonTexts: Readonly<Record<LogonKey, Localized>> = LOGON;
