import type { Localized } from "../localized.ts";

/** Hardening across the fleet, as it looks from outside. */
const AUDIT_PAGE = {
  title: { en: "Audit", zh: "审计" },
  about: {
    en: "How hardened the hosts look from outside, by the last full check of each. What lies inside a host is audited with “rdpulse audit”.",
    zh: "从外部评估主机的加固情况，依据每台主机最近一次完整检查。主机内部的设置请使用 “rdpulse audit” 审计。",
  },
  grades: { en: "Hosts by grade", zh: "各等级主机数" },
  "grades-label": { en: "Grade {grade}: {count} {count:host|hosts}", zh: "等级 {grade}：{count} 台主机" },
  none: { en: "No host was audited yet", zh: "尚无审计结果" },
  "none-hint": {
    en: "A full check is made at first sight of a host and once a day; the audit is part of it.",
    zh: "首次发现主机时及之后每天会进行一次完整检查，其中包含审计。",
  },
  controls: { en: "Controls", zh: "控制项" },
  control: { en: "Control", zh: "控制项" },
  severity: { en: "Severity", zh: "级别" },
  "severity.critical": { en: "critical", zh: "严重" },
  "severity.high": { en: "high", zh: "高" },
  "severity.medium": { en: "medium", zh: "中" },
  "severity.low": { en: "low", zh: "低" },
  missing: { en: "Not met", zh: "未满足" },
  met: { en: "Met", zh: "满足" },
  "not-tested": { en: "Not tested", zh: "未检测" },
  hosts: { en: "{count} {count:host misses|hosts miss} it", zh: "{count} 台主机未满足" },
  "all-met": { en: "Every host that could be tested meets it.", zh: "所有可检测的主机均已满足。" },
  more: { en: "and {count} more", zh: "及另外 {count} 台" },
  drift: { en: "Drift", zh: "等级变化" },
  "drift-about": { en: "Grades that changed in the last 30 days", zh: "最近 30 天的等级变化" },
  "no-drift": { en: "No grade changed in the last 30 days.", zh: "最近 30 天没有等级变化。" },
  host: { en: "Host", zh: "主机" },
  change: { en: "Change", zh: "变化" },
  when: { en: "When", zh: "时间" },
} as const;

export type AuditPageKey = keyof typeof AUDIT_PAGE;
export const auditPageTexts: Readonly<Record<AuditPageKey, Localized>> = AUDIT_PAGE;
