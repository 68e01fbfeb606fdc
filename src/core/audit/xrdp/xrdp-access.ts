import type { IniSections } from "../../inventory/index.ts";
import { isTrue, type XrdpControl } from "./xrdp-control.ts";

const RETRIES_MOST = 5;
const IDLE_MOST_S = 900;
const LOUD_LEVELS = /^(?:info|debug|trace|3|4|5)$/i;

/** Who may log on to an xrdp host, for how long, what leaves the session, and what is logged. */
export const ACCESS_CONTROLS: readonly XrdpControl[] = [
  {
    id: "XRDP-ROOT",
    file: "sesman.ini",
    section: "Security",
    key: "AllowRootLogin",
    severity: "high",
    category: "rights",
    title: { en: "root may not log on over RDP", zh: "禁止 root 通过 RDP 登录" },
    why: {
      en: "Guessing aims at root first, and a success needs no further step.",
      zh: "密码猜测首先针对 root，一旦成功便无需其他步骤。",
    },
    wanted: { en: "false", zh: "false" },
    judge: (text) => !isTrue(text),
    corrected: "false",
    risk: {
      en: "Whoever uses root over RDP today must use another account.",
      zh: "目前使用 root 登录的人必须改用其他帐户。",
    },
    sameAs: "RIGHT-DENY",
  },
  {
    id: "XRDP-RETRY",
    file: "sesman.ini",
    section: "Security",
    key: "MaxLoginRetry",
    severity: "medium",
    category: "lockout",
    title: { en: "A connection may try few passwords", zh: "每个连接可尝试的密码次数有限" },
    why: {
      en: "0 allows any number of guesses in one connection. Locking of accounts is the work of PAM (pam_faillock) and not seen here.",
      zh: "0 表示一个连接内可无限次猜测。帐户锁定由 PAM（pam_faillock）负责，此处不检查。",
    },
    wanted: { en: "1 to 5", zh: "1 至 5" },
    defaultText: "3",
    judge: (text) => {
      const count = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : undefined;
      return count === undefined ? undefined : count >= 1 && count <= RETRIES_MOST;
    },
    corrected: "3",
    sameAs: "LOCK-THRESH",
  },
  {
    id: "XRDP-GROUP",
    file: "sesman.ini",
    section: "Security",
    key: "AlwaysGroupCheck",
    severity: "high",
    category: "rights",
    title: { en: "Only a named group may log on", zh: "只有指定组可以登录" },
    why: {
      en: "Without it a group that does not exist (TerminalServerUsers) lets every account in.",
      zh: "未设置时，若 TerminalServerUsers 指定的组不存在，则所有帐户都能登录。",
    },
    wanted: { en: "true, with TerminalServerUsers naming a group", zh: "true，并由 TerminalServerUsers 指定组" },
    judge: (text, all) => isTrue(text) && (iniValue(all, "Security", "TerminalServerUsers") ?? "").trim() !== "",
    corrected: "true",
    risk: {
      en: "The group of TerminalServerUsers must exist and hold the users first, else nobody gets in.",
      zh: "TerminalServerUsers 指定的组必须先存在并包含用户，否则无人能登录。",
    },
    sameAs: "RIGHT-ALLOW",
  },
  {
    id: "XRDP-CLIP-OUT",
    file: "sesman.ini",
    section: "Security",
    key: "RestrictOutboundClipboard",
    severity: "medium",
    category: "redirection",
    title: { en: "Nothing leaves the session through the clipboard", zh: "会话内容不能经剪贴板外传" },
    why: { en: "Stops copying data out of the session host.", zh: "阻止把数据从会话主机复制出去。" },
    wanted: { en: "all", zh: "all" },
    defaultText: "none",
    judge: (text) => /^\s*(?:all|true|yes)\s*$/i.test(text),
    corrected: "all",
    risk: {
      en: "Users can no longer copy from the session to their own machine.",
      zh: "用户无法再从会话复制到自己的计算机。",
    },
    sameAs: "RDP-CLIP-S2C",
  },
  {
    id: "XRDP-DRIVE",
    file: "xrdp.ini",
    section: "Channels",
    key: "rdpdr",
    severity: "medium",
    category: "redirection",
    title: { en: "Drive redirection is off", zh: "关闭驱动器重定向" },
    why: {
      en: "Redirected drives carry data out and malware in.",
      zh: "重定向的驱动器会把数据带出、把恶意软件带入。",
    },
    wanted: { en: "false", zh: "false" },
    judge: (text) => !isTrue(text),
    corrected: "false",
    risk: { en: "Redirected drives and printers of clients disappear.", zh: "客户端的重定向驱动器和打印机将不可用。" },
    sameAs: "RDP-DRIVE",
  },
  {
    id: "XRDP-DISC",
    file: "sesman.ini",
    section: "Sessions",
    key: "KillDisconnected",
    severity: "low",
    category: "session",
    title: { en: "Disconnected sessions end", zh: "已断开的会话会结束" },
    why: {
      en: "Disconnected sessions stay open for whoever gets the account, and hold memory.",
      zh: "已断开的会话会留给获得该帐户的人，并占用内存。",
    },
    wanted: { en: "true", zh: "true" },
    judge: isTrue,
    corrected: "true",
    risk: {
      en: "Unsaved work in a session that lost its connection is gone after DisconnectedTimeLimit seconds.",
      zh: "会话断开后超过 DisconnectedTimeLimit 秒，未保存的工作将丢失。",
    },
    sameAs: "RDP-DISC",
  },
  {
    id: "XRDP-IDLE",
    file: "sesman.ini",
    section: "Sessions",
    key: "IdleTimeLimit",
    severity: "medium",
    category: "session",
    title: { en: "Idle sessions are disconnected within 15 minutes", zh: "空闲会话在 15 分钟内断开" },
    why: { en: "Unattended sessions are hijack targets.", zh: "无人值守的会话容易被劫持。" },
    wanted: { en: "1 to 900 seconds", zh: "1 至 900 秒" },
    judge: (text) => {
      const seconds = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined;
      return seconds === undefined ? undefined : seconds >= 1 && seconds <= IDLE_MOST_S;
    },
    corrected: "900",
    risk: { en: "Works with xorgxrdp sessions only.", zh: "仅对 xorgxrdp 会话有效。" },
    sameAs: "RDP-IDLE",
  },
  {
    id: "XRDP-LOG",
    file: "sesman.ini",
    section: "Logging",
    key: "LogLevel",
    severity: "medium",
    category: "audit",
    title: { en: "Logons are logged", zh: "记录登录" },
    why: {
      en: "Below INFO neither who logged on nor from where is written; detection then sees nothing.",
      zh: "低于 INFO 时不会写入谁从何处登录，检测也就无从谈起。",
    },
    wanted: { en: "INFO or more", zh: "INFO 或更详细" },
    judge: (text) => LOUD_LEVELS.test(text.trim()),
    corrected: "INFO",
    sameAs: "LOG-LOCALSESSIONMANAGER",
  },
];

/** A value of an .ini file; names are compared without regard to case, as xrdp does. */
export function iniValue(all: IniSections, section: string, key: string): string | undefined {
  const found = Object.entries(all).find(([name]) => name.toLowerCase() === section.toLowerCase())?.[1];
  if (found === undefined) return undefined;
  return Object.entries(found).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}
