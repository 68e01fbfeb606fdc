import type { CorrectionRisk } from "./correction.ts";

const LESS_REDIRECTION: CorrectionRisk = {
  level: "medium",
  text: {
    en: "Users lose this redirection in their next session; ask first who works with it.",
    zh: "用户在下次会话中将失去此重定向；请先了解谁在使用。",
  },
};
const MORE_LOGGING: CorrectionRisk = {
  level: "low",
  text: {
    en: "Costs disk space and some writing; nobody notices otherwise.",
    zh: "占用一些磁盘空间和写入，用户无感知。",
  },
};
const LOCKOUT: CorrectionRisk = {
  level: "medium",
  text: {
    en: "An attacker can lock accounts out on purpose. In a domain the domain's own lockout policy counts for domain accounts.",
    zh: "攻击者可能故意锁定帐户。在域中，域帐户以域的锁定策略为准。",
  },
};
const OLD_TLS: CorrectionRisk = {
  level: "medium",
  text: {
    en: "Clients, brokers and database drivers that know no newer version fail; a restart is needed. Look at the TLS versions in use first (RdpCoreTS 153).",
    zh: "不支持更新版本的客户端、代理和数据库驱动会失败；需要重启。请先查看正在使用的 TLS 版本（RdpCoreTS 153）。",
  },
};
const ASSISTANCE: CorrectionRisk = {
  level: "low",
  text: {
    en: "The help desk loses Remote Assistance; other tools stay.",
    zh: "服务台将无法使用远程协助，其他工具不受影响。",
  },
};
const SESSION_END: CorrectionRisk = {
  level: "medium",
  text: {
    en: "Sessions end with unsaved work in them. Tell the users first, and mind applications that compute overnight.",
    zh: "会话会连同未保存的工作一起结束。请先通知用户，并注意夜间运算的程序。",
  },
};

/** What the correction of a control risks, by its id. */
const RISKS: Readonly<Record<string, CorrectionRisk>> = {
  "RDP-NLA": {
    level: "high",
    text: {
      en: "Users with an expired password, and clients without CredSSP, can no longer log on; without a reachable domain controller nobody from the domain can. Keep another way to the host.",
      zh: "密码过期的用户和不支持 CredSSP 的客户端将无法登录；域控制器不可达时域用户都无法登录。请保留访问主机的其他途径。",
    },
  },
  "RDP-SECLAYER": {
    level: "medium",
    text: {
      en: "The listener needs a working certificate, and clients without TLS cannot connect.",
      zh: "侦听器需要可用的证书，不支持 TLS 的客户端无法连接。",
    },
  },
  "RDP-ENCLEVEL": {
    level: "low",
    text: {
      en: "Counts only for standard RDP security; clients with 40 or 56 bits fail.",
      zh: "仅影响标准 RDP 安全层；只支持 40 或 56 位的客户端会失败。",
    },
  },
  "RDP-RPC": {
    level: "low",
    text: {
      en: "Old management tools that use RPC without encryption fail.",
      zh: "使用未加密 RPC 的旧管理工具会失败。",
    },
  },
  "RDP-PROMPTPW": {
    level: "medium",
    text: {
      en: "Users type their password again on every connection; single sign-on stops working.",
      zh: "用户每次连接都需重新输入密码；单一登录将失效。",
    },
  },
  "RDP-CREDSSP": {
    level: "medium",
    text: {
      en: "Clients and hosts without the update of May 2018 cannot connect.",
      zh: "未安装 2018 年 5 月更新的客户端和主机无法连接。",
    },
  },
  "RDP-RCG-HOST": {
    level: "low",
    text: {
      en: "The host accepts more kinds of logon; Restricted Admin allows a logon with a hash alone for administrators.",
      zh: "主机会接受更多登录方式；受限管理模式允许管理员仅凭哈希登录。",
    },
  },
  "RDP-RCG-CLIENT": {
    level: "medium",
    text: {
      en: "Connections from this machine to hosts that do not support it fail.",
      zh: "从本机连接不支持此功能的主机会失败。",
    },
  },
  "RDP-IDLE": SESSION_END,
  "RDP-DISC": SESSION_END,
  "RDP-SHADOW": {
    level: "low",
    text: { en: "The help desk must ask the user before it sees a session.", zh: "服务台查看会话前必须征得用户同意。" },
  },
  "RA-SOLICITED": ASSISTANCE,
  "RA-OFFER": ASSISTANCE,
  "NTLM-LEVEL": {
    level: "medium",
    text: {
      en: "Devices that speak only LM or NTLMv1 (old scanners, storage) fail.",
      zh: "只支持 LM 或 NTLMv1 的设备（旧扫描仪、存储）会失败。",
    },
  },
  "TLS-SSL20": OLD_TLS,
  "TLS-SSL30": OLD_TLS,
  "TLS-TLS10": OLD_TLS,
  "TLS-TLS11": OLD_TLS,
  "RIGHT-ALLOW": {
    level: "high",
    text: {
      en: "Accounts and groups beyond the two lose their access at once. Put their users into Remote Desktop Users first.",
      zh: "这两个组以外的帐户和组会立即失去访问权限。请先把其用户加入 Remote Desktop Users。",
    },
  },
  "RIGHT-DENY": {
    level: "high",
    text: {
      en: "Local accounts can no longer log on over Remote Desktop, the emergency account among them; on a host outside a domain that is everybody.",
      zh: "本地帐户（包括应急帐户）将无法通过远程桌面登录；在未加入域的主机上即所有人。",
    },
  },
  "FW-RDP": {
    level: "high",
    text: {
      en: "Whoever connects from an address that is not named is shut out, you among them.",
      zh: "从未列出的地址连接的任何人都会被拒之门外，包括您自己。",
    },
  },
};

const BY_CATEGORY: Readonly<Record<string, CorrectionRisk>> = {
  redirection: LESS_REDIRECTION,
  audit: MORE_LOGGING,
  lockout: LOCKOUT,
};

const SMALL: CorrectionRisk = {
  level: "low",
  text: { en: "No loss is known for users who work as usual.", zh: "对正常使用的用户没有已知影响。" },
};

/** What a correction risks: of the control itself, else of its category. */
export function riskOf(controlId: string, category: string): CorrectionRisk {
  if (Object.hasOwn(RISKS, controlId)) return RISKS[controlId] ?? SMALL;
  return (Object.hasOwn(BY_CATEGORY, category) ? BY_CATEGORY[category] : undefined) ?? SMALL;
}
