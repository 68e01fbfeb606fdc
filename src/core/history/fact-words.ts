import { moment } from "../diagnosis/index.ts";
import type { WatchedFactName, WatchedFactValue } from "../fleet/index.ts";
import { type Localized, printable } from "../texts/index.ts";

const VALUE_LIMIT = 120;

/** What a person calls the facts of a host. */
export const FACT_WORDS: Readonly<Record<WatchedFactName, Localized>> = {
  certificate: { en: "certificate", zh: "证书" },
  certificateNotBeforeMs: { en: "start of the certificate's validity", zh: "证书生效时间" },
  certificateNotAfterMs: { en: "end of the certificate's validity", zh: "证书到期时间" },
  certificateIssuer: { en: "issuer of the certificate", zh: "证书颁发者" },
  certificateSubject: { en: "subject of the certificate", zh: "证书使用者" },
  certificateSelfSigned: { en: "self-signed certificate", zh: "证书自签名" },
  certificateKeyType: { en: "key of the certificate", zh: "证书密钥" },
  certificateTrust: { en: "trust in the certificate", zh: "证书信任状态" },
  certificateNameMatches: { en: "certificate carries the name", zh: "证书名称匹配" },
  osBuild: { en: "operating system build", zh: "操作系统版本号" },
  netbiosName: { en: "NetBIOS name", zh: "NetBIOS 名称" },
  netbiosDomain: { en: "NetBIOS domain", zh: "NetBIOS 域" },
  dnsName: { en: "DNS name", zh: "DNS 名称" },
  dnsDomain: { en: "DNS domain", zh: "DNS 域" },
  nla: { en: "Network Level Authentication", zh: "网络级别身份验证（NLA）" },
  selectedProtocol: { en: "selected security protocol", zh: "协商的安全协议" },
  tlsVersion: { en: "TLS version", zh: "TLS 版本" },
  tlsCipher: { en: "TLS cipher suite", zh: "TLS 密码套件" },
  tlsGroup: { en: "TLS key exchange group", zh: "TLS 密钥交换组" },
  postQuantum: { en: "post-quantum key exchange", zh: "后量子密钥交换" },
  clockSkewMinutes: { en: "clock skew in minutes", zh: "时钟偏差（分钟）" },
  stack: { en: "RDP server software", zh: "RDP 服务端软件" },
  address: { en: "address", zh: "IP 地址" },
  auditGrade: { en: "audit grade", zh: "审计等级" },
  controlsNotMet: { en: "controls not met", zh: "未满足的控制项" },
  controlsNotTested: { en: "controls not tested", zh: "未检测的控制项" },
};

const YES: Localized = { en: "yes", zh: "是" };
const NO: Localized = { en: "no", zh: "否" };

/** Values that are words of ours; what is not here is a name or a number, which is the same in every language. */
const VALUE_WORDS: Readonly<Partial<Record<WatchedFactName, Readonly<Record<string, Localized>>>>> = {
  nla: {
    required: { en: "required", zh: "必需" },
    optional: { en: "optional", zh: "可选" },
    absent: { en: "not offered", zh: "不提供" },
  },
  // [MS-RDPBCGR] 2.2.1.2.1, selectedProtocol.
  selectedProtocol: {
    "0": { en: "Standard RDP Security", zh: "标准 RDP 安全" },
    "1": { en: "TLS", zh: "TLS" },
    "2": { en: "CredSSP (NLA)", zh: "CredSSP（NLA）" },
    "4": { en: "RDSTLS", zh: "RDSTLS" },
    "8": { en: "CredSSP (NLA) + Early User Authorization", zh: "CredSSP（NLA）+ 早期用户授权" },
    "16": { en: "RDSAAD", zh: "RDSAAD" },
  },
  postQuantum: {
    preferred: { en: "preferred", zh: "优先使用" },
    supported: { en: "supported", zh: "支持" },
    "not-supported": { en: "not supported", zh: "不支持" },
  },
  certificateTrust: { trusted: { en: "trusted", zh: "受信任" } },
  stack: { windows: { en: "Windows", zh: "Windows" }, weston: { en: "Weston", zh: "Weston" } },
};

/** The value of a fact, safe to show: peers' texts escaped and cut, times in UTC. */
export function factValueText(fact: WatchedFactName, value: WatchedFactValue | null): Localized {
  if (value === null) return same("-");
  if (typeof value === "boolean") return value ? YES : NO;
  if (typeof value === "number" && fact.endsWith("Ms")) return same(moment(value));
  const word = VALUE_WORDS[fact]?.[String(value)];
  if (word !== undefined) return word;
  const text = printable(String(value), VALUE_LIMIT);
  return same(fact === "certificate" ? text.slice(0, 16) : text);
}

function same(text: string): Localized {
  return { en: text, zh: text };
}
