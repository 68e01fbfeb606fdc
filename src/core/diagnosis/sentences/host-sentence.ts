import { findEvents } from "../../knowledge/index.ts";
import type { Localized } from "../../texts/index.ts";
import { both, shown, shownList } from "./phrases.ts";

type Values = Readonly<Record<string, unknown>>;

function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  if (typeof value === "string") return shown(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value === null || value === undefined ? "" : shown(JSON.stringify(value) ?? "");
}

function texts(value: unknown): string {
  return Array.isArray(value) ? shownList(value.filter((item) => typeof item === "string")) : text(value);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

const DAY_MS = 86_400_000;

/** `2026-11-22 23:04 UTC`, computed without a clock: civil date of days since 1970. */
export function moment(epochMs: number): string {
  if (!Number.isFinite(epochMs) || Math.abs(epochMs) > 8.64e15) return "?";
  const days = Math.floor(epochMs / DAY_MS);
  const minutes = Math.floor((epochMs - days * DAY_MS) / 60_000);
  // Howard Hinnant's civil_from_days: years begin in March, so that the leap day is a year's last.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1;
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)} UTC`;
}

function meaningOf(source: string): Localized | undefined {
  const split = source.lastIndexOf(" ");
  const id = Number(source.slice(split + 1));
  if (!Number.isInteger(id)) return undefined;
  return findEvents(id, source.slice(0, split))[0]?.meaning;
}

/** Meanings of events that the catalogue does not hold. */
const OWN_MEANINGS: Readonly<Record<string, Localized>> = {
  "EventLog 6005": both("The event log service started.", "事件日志服务已启动。"),
  "EventLog 6006": both("The event log service stopped: the machine was shut down.", "事件日志服务已停止：系统关机。"),
  "EventLog 6008": both("The last shutdown was unexpected.", "上次关机是意外的。"),
  "Kernel-General 12": both("The operating system started.", "操作系统已启动。"),
  "Kernel-General 13": both("The operating system was shut down.", "操作系统已关闭。"),
  "Kernel-Power 41": both("The machine restarted without having been shut down.", "系统未正常关机即重新启动。"),
  "WindowsUpdateClient 19": both("An update was installed.", "已安装更新。"),
  "NETLOGON 3210": both("The machine could not prove itself to the domain.", "计算机无法通过域的身份验证。"),
  "NETLOGON 5783": both("The session with the domain controller is gone.", "与域控制器的会话已断开。"),
  "GroupPolicy 1054": both("No domain controller name for Group Policy.", "组策略无法获得域控制器名称。"),
  "Kernel-General 1": both("The clock was set.", "系统时钟被调整。"),
  "Security 4616": both("The clock was set.", "系统时钟被调整。"),
  "Time-Service 34": both(
    "The clock is further off than the time service may correct.",
    "时钟偏差超过时间服务允许校正的范围。",
  ),
  "Security-Kerberos 5": both(
    "A Kerberos ticket is not yet valid: clocks differ.",
    "Kerberos 票证尚未生效：时钟不一致。",
  ),
};

function eventSentence(source: string, value: Values): Localized {
  const meaning = OWN_MEANINGS[source] ?? meaningOf(source);
  const count = typeof value["count"] === "number" ? value["count"] : 1;
  const first = typeof value["firstMs"] === "number" ? moment(value["firstMs"]) : "";
  const last = typeof value["lastMs"] === "number" ? moment(value["lastMs"]) : "";
  const detail = typeof value["detail"] === "string" && value["detail"] !== "" ? ` (${shown(value["detail"])})` : "";
  const what = (language: "en" | "zh"): string => {
    const words = meaning?.[language].replace(/[.。]$/u, "") ?? "";
    const colon = language === "en" ? ": " : "：";
    return `${shown(source)}${detail}${words === "" ? "" : colon + words}`;
  };
  if (count === 1) return both(`${what("en")}, ${last}`, `${what("zh")}，${last}`);
  return both(
    first === last ? `${what("en")}, ${count} times, ${last}` : `${what("en")}, ${count} times, ${first} to ${last}`,
    first === last ? `${what("zh")}，共 ${count} 次，${last}` : `${what("zh")}，共 ${count} 次，${first} 至 ${last}`,
  );
}

function dated(ms: unknown): string {
  return typeof ms === "number" ? moment(ms) : "?";
}

type Say = (value: Values) => Localized;

function certificate(en: string, zh: string): Say {
  return ({ thumbprintSha1, store }) => {
    const which = `${text(thumbprintSha1)} (${text(store)})`;
    return both(`certificate ${which}: ${en}`, `证书 ${which}：${zh}`);
  };
}

/** Sentences of settings and states that were collected; a value of the registry has the last one. */
const SETTINGS: Readonly<Record<string, Say>> = {
  service: ({ name, state, startMode }) =>
    both(
      `service ${text(name)} is ${text(state)}, start mode ${text(startMode)}`,
      `服务 ${text(name)} 状态为 ${text(state)}，启动类型 ${text(startMode)}`,
    ),
  handles: ({ name, handles }) =>
    both(`service ${text(name)} holds ${text(handles)} handles`, `服务 ${text(name)} 占用 ${text(handles)} 个句柄`),
  "port-owner": ({ port, process, processId }) =>
    both(
      `port ${text(port)} belongs to ${text(process)} (process ${text(processId)})`,
      `端口 ${text(port)} 由 ${text(process)}（进程 ${text(processId)}）占用`,
    ),
  "firewall-no-rule": ({ port }) =>
    both(
      `the host's firewall is on and no enabled rule lets TCP ${text(port)} in`,
      `主机防火墙已启用，且没有启用的规则放行 TCP ${text(port)}`,
    ),
  "firewall-block": ({ rule, port }) =>
    both(`the firewall rule ${text(rule)} blocks TCP ${text(port)}`, `防火墙规则“${text(rule)}”阻止 TCP ${text(port)}`),
  product: ({ name, version }) =>
    both(`installed: ${text(name)} ${text(version)}`.trim(), `已安装：${text(name)} ${text(version)}`.trim()),
  "certificate-without-key": certificate("its private key is not on the host", "主机上没有其私钥"),
  "certificate-key-unreadable": certificate("NETWORK SERVICE may not read its key", "NETWORK SERVICE 无权读取其私钥"),
  "certificate-key-readable": certificate("NETWORK SERVICE may read its key", "NETWORK SERVICE 可以读取其私钥"),
  "certificate-purpose": certificate("its purposes do not include server authentication", "其用途不包含服务器身份验证"),
  "certificate-expired": ({ thumbprintSha1, notAfterMs }) =>
    both(
      `certificate ${text(thumbprintSha1)} is not valid at that time, ends ${dated(notAfterMs)}`,
      `证书 ${text(thumbprintSha1)} 当时不在有效期内，到期时间 ${dated(notAfterMs)}`,
    ),
  "certificate-valid": ({ thumbprintSha1, notAfterMs }) =>
    both(
      `certificate ${text(thumbprintSha1)} is valid until ${dated(notAfterMs)}`,
      `证书 ${text(thumbprintSha1)} 有效期至 ${dated(notAfterMs)}`,
    ),
  "certificate-missing": ({ thumbprintSha1 }) =>
    both(
      `the listener is bound to ${text(thumbprintSha1)}, and no certificate has that thumbprint`,
      `侦听器绑定到 ${text(thumbprintSha1)}，但没有证书具有该指纹`,
    ),
  "certificate-bound": ({ thumbprintSha1, subject, notAfterMs }) =>
    both(
      `the listener is bound to ${text(thumbprintSha1)} ${text(subject)}, until ${dated(notAfterMs)}`,
      `侦听器绑定到 ${text(thumbprintSha1)} ${text(subject)}，有效期至 ${dated(notAfterMs)}`,
    ),
  "secure-channel": ({ domain, error }) =>
    both(
      `the secure channel to ${text(domain)} is broken ${text(error)}`.trim(),
      `与 ${text(domain)} 的安全通道已损坏 ${text(error)}`.trim(),
    ),
  "secure-channel-ok": ({ domain }) =>
    both(`the secure channel to ${text(domain)} is sound`, `与 ${text(domain)} 的安全通道正常`),
  "domain-name": ({ domain }) =>
    both(
      `the name of the domain ${text(domain)}, or its controllers' record, does not resolve`,
      `域 ${text(domain)} 的名称或其域控制器记录无法解析`,
    ),
  "domain-not-joined": () => both("the host is not in a domain", "主机未加入域"),
  "clock-offset": ({ offsetMs }) =>
    both(`the host measures its own clock off by ${text(offsetMs)} ms`, `主机测得自身时钟偏差 ${text(offsetMs)} 毫秒`),
  "logon-right": ({ right }) => both(`nobody holds ${text(right)}`, `没有帐户拥有 ${text(right)}`),
  "logon-denied": ({ right, accounts }) =>
    both(`${text(right)} names ${texts(accounts)}`, `${text(right)} 包含 ${texts(accounts)}`),
  logons: ({ logons }) =>
    logons === "allowed"
      ? both("new logons are allowed", "允许新的登录")
      : both(`new logons are turned away (${text(logons)})`, `拒绝新的登录（${text(logons)}）`),
  "session-limit": ({ limit, used }) =>
    both(`${text(used)} sessions, and the limit is ${text(limit)}`, `已有 ${text(used)} 个会话，上限为 ${text(limit)}`),
  grace: ({ graceDaysLeft, mode, licenseServers }) =>
    both(
      `grace period: ${text(graceDaysLeft)} days left, mode ${text(mode)}, licence servers: ${texts(licenseServers) || "none"}`,
      `宽限期剩余 ${text(graceDaysLeft)} 天，授权模式 ${text(mode)}，授权服务器：${texts(licenseServers) || "无"}`,
    ),
  "grace-left": ({ graceDaysLeft }) =>
    both(`the grace period has ${text(graceDaysLeft)} days left`, `授权宽限期还剩 ${text(graceDaysLeft)} 天`),
  "no-licensing-role": () =>
    both(
      "the Session Host role is not in use: two administrative sessions need no licence",
      "未使用会话主机角色：两个管理会话不需要许可证",
    ),
  memory: ({ totalBytes, availableBytes, committedBytes, commitLimitBytes }) =>
    both(
      `memory: ${gigabytes(availableBytes)} of ${gigabytes(totalBytes)} available, ${gigabytes(committedBytes)} of ${gigabytes(commitLimitBytes)} committed`,
      `内存：可用 ${gigabytes(availableBytes)}（共 ${gigabytes(totalBytes)}），已提交 ${gigabytes(committedBytes)}（上限 ${gigabytes(commitLimitBytes)}）`,
    ),
};

function gigabytes(value: unknown): string {
  return typeof value === "number" ? `${(value / 2 ** 30).toFixed(1)} GB` : "?";
}

function settingSentence(name: string, value: Values): Localized {
  const say = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
  if (say !== undefined) return say(value);
  const set = `${shown(name)} = ${text(value["value"])}`;
  return value["isPolicy"] === true ? both(`policy sets ${set}`, `策略设置 ${set}`) : both(set, set);
}

const PROBE: Readonly<Record<string, Say>> = {
  "tcp-open": ({ target }) => both(`${text(target)}: TCP connection made`, `${text(target)}：TCP 连接成功`),
  "tcp-failed": ({ target, fault }) =>
    both(`${text(target)}: no TCP connection (${text(fault)})`, `${text(target)}：TCP 连接失败（${text(fault)}）`),
  "stage-ok": ({ target, stage }) =>
    both(`${text(target)} completed the stage ${text(stage)}`, `${text(target)} 已完成 ${text(stage)} 阶段`),
  "rdp-answered": ({ target }) => both(`${text(target)} gave an RDP answer`, `${text(target)} 给出了 RDP 应答`),
  certificate: ({ subject, notAfterMs }) =>
    both(
      `shown: ${text(subject)}, until ${dated(notAfterMs)}`,
      `出示的证书：${text(subject)}，有效期至 ${dated(notAfterMs)}`,
    ),
  "host-name": ({ names }) => both(`it calls itself ${texts(names)}`, `自称 ${texts(names)}`),
  nla: ({ nla }) => both(`NLA: ${text(nla)}`, `NLA：${text(nla)}`),
  clock: ({ skewMs }) =>
    both(`its clock is off by ${text(skewMs)} ms from ours`, `其时钟与本机相差 ${text(skewMs)} 毫秒`),
};

function silenceSentence(value: Values): Localized {
  const channel = text(value["channel"]);
  const stretch = `${dated(value["fromMs"])} – ${dated(value["untilMs"])}`;
  const sources = value["sources"];
  if (sources === undefined) {
    return both(`${channel}: no connection arrived, ${stretch}`, `${channel}：${stretch} 没有连接到达`);
  }
  return both(
    `${channel} holds none of ${texts(sources)}, ${stretch}`,
    `${channel} 在 ${stretch} 没有 ${texts(sources)}`,
  );
}

function detectionSentence(value: Values): Localized {
  const title = isValues(value["title"]) ? value["title"] : {};
  const from = texts(value["addresses"]);
  const count = text(value["count"]);
  return both(
    `${text(title["en"])}: ${count} ${from === "" ? "" : `from ${from}`}`.trim(),
    `${text(title["zh"])}：${count} 次${from === "" ? "" : `，来自 ${from}`}`,
  );
}

/** A sentence for evidence of a host's own story; undefined for facts of a check. */
export function hostSentence(fact: string, raw: unknown): Localized | undefined {
  const value = isValues(raw) ? raw : {};
  const split = fact.indexOf(".");
  const name = fact.slice(split + 1);
  switch (fact.slice(0, split)) {
    case "event":
      return eventSentence(name, value);
    case "setting":
      return settingSentence(name, value);
    case "silence":
      return silenceSentence(value);
    case "detection":
      return detectionSentence(value);
    case "log":
      return both(`the logs are of ${text(value["host"])}`, `日志属于 ${text(value["host"])}`);
    case "probe":
      return Object.hasOwn(PROBE, name) ? PROBE[name]?.(value) : undefined;
    default:
      return undefined;
  }
}
