import type { Localized } from "../localized.ts";

/** Certificates of the fleet: when they end, who shows them, how they changed. */
const CERTIFICATES_PAGE = {
  title: { en: "Certificates", zh: "证书" },
  about: {
    en: "What hosts show in the RDP handshake, read through the real negotiation.",
    zh: "主机在 RDP 握手中出示的证书，通过真实协商读取。",
  },
  calendar: { en: "When they end", zh: "到期日历" },
  ended: { en: "Ended", zh: "已到期" },
  later: { en: "Later", zh: "更晚" },
  certificates: { en: "{count} {count:certificate|certificates}", zh: "{count} 张证书" },
  hosts: { en: "{count} {count:host|hosts}", zh: "{count} 台主机" },
  none: { en: "No certificate was seen yet", zh: "尚未发现证书" },
  "none-hint": {
    en: "Certificates appear with the first check of a host that speaks TLS.",
    zh: "首次检查支持 TLS 的主机后即会显示证书。",
  },
  "none-here": { en: "None ends then.", zh: "该时段没有证书到期。" },
  "show-all": { en: "Show all", zh: "显示全部" },
  list: { en: "Certificates", zh: "证书列表" },
  search: { en: "Subject, issuer, host, fingerprint", zh: "使用者、颁发者、主机、指纹" },
  subject: { en: "Subject", zh: "使用者" },
  issuer: { en: "Issuer", zh: "颁发者" },
  ends: { en: "Ends", zh: "到期" },
  begins: { en: "Begins", zh: "生效" },
  "self-signed": { en: "self-signed", zh: "自签名" },
  "shown-by": { en: "Shown by", zh: "出示主机" },
  fingerprint: { en: "SHA-256", zh: "SHA-256 指纹" },
  "days-left": { en: "{days} {days:day|days} left", zh: "剩余 {days} 天" },
  "days-over": { en: "ended {days} {days:day|days} ago", zh: "已过期 {days} 天" },
  "not-known": { en: "not known", zh: "未知" },
  one: { en: "One certificate", zh: "证书详情" },
  "one-missing": { en: "No host shows this certificate any more.", zh: "已没有主机出示此证书。" },
  close: { en: "Back to all", zh: "返回列表" },
  changes: { en: "Changes", zh: "变更记录" },
  "no-changes": { en: "No certificate was changed in the last 30 days.", zh: "最近 30 天没有证书变更。" },
  "verdict.expected": { en: "expected", zh: "符合预期" },
  "verdict.early": { en: "early", zh: "提前更换" },
  "verdict.suspicious": { en: "suspicious", zh: "可疑" },
  "verdict.unjudged": { en: "not judged", zh: "未评判" },
  "first-seen": { en: "first seen: {after}", zh: "首次发现：{after}" },
  changed: { en: "{before} → {after}", zh: "{before} → {after}" },
  judged: { en: "Judged", zh: "评判" },
  when: { en: "When", zh: "时间" },
  why: { en: "Rule", zh: "规则" },
} as const;

export type CertificatesPageKey = keyof typeof CERTIFICATES_PAGE;
export const certificatesPageTexts: Readonly<Record<CertificatesPageKey, Localized>> = CERTIFICATES_PAGE;
