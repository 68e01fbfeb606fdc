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

/** The value of a fact, safe to show: peers' texts escaped and cut, times in UTC. */
export function factValueText(fact: WatchedFactName, value: WatchedFactValue | null): string {
  if (value === null) return "-";
  if (typeof value === "number" && fact.endsWith("Ms")) return moment(value);
  const text = printable(String(value), VALUE_LIMIT);
  return fact === "certificate" ? text.slice(0, 16) : text;
}
