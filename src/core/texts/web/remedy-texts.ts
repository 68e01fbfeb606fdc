import type { Localized } from "../localized.ts";

/** How a remedy is shown: its steps in order, where each is done, and its risk. */
const REMEDY = {
  windows: { en: "On Windows", zh: "Windows 主机" },
  xrdp: { en: "On xrdp (Linux)", zh: "xrdp（Linux）主机" },
  confirm: { en: "Confirm first", zh: "先确认" },
  backup: { en: "Keep a way back", zh: "先备份" },
  fix: { en: "Mend it", zh: "修复" },
  rollback: { en: "Take it back", zh: "回滚" },
  risk: { en: "Risk: {level}", zh: "风险：{level}" },
  "risk.none": { en: "none", zh: "无" },
  "risk.low": { en: "low", zh: "低" },
  "risk.medium": { en: "medium", zh: "中" },
  "risk.high": { en: "high", zh: "高" },
  "where.host": { en: "on the host", zh: "在主机上" },
  "where.client": { en: "on the client", zh: "在客户端上" },
  "where.dc": { en: "on the domain controller", zh: "在域控制器上" },
  "where.gateway": { en: "on the gateway", zh: "在网关上" },
  "where.broker": { en: "on the broker", zh: "在连接代理上" },
  "where.licence-server": { en: "on the licence server", zh: "在许可服务器上" },
  "where.network": { en: "in the network", zh: "在网络设备上" },
  "where.hypervisor": { en: "on the hypervisor", zh: "在虚拟化平台上" },
  "where.anywhere": { en: "anywhere", zh: "任意位置" },
} as const;

export type RemedyKey = keyof typeof REMEDY;
export const remedyTexts: Readonly<Record<RemedyKey, Localized>> = REMEDY;
