import type { CertificateFacts, CertificateLint } from "../../certificate/index.ts";
import type { Localized } from "../../texts/index.ts";
import { both, days, shown, shownList } from "./phrases.ts";

/** One sentence for a remark about a certificate. The compiler demands one for every kind. */
function remarkSentence(remark: CertificateLint): Localized {
  switch (remark.kind) {
    case "expired":
      return ago(remark.days);
    case "not-yet-valid":
      return remark.days === 0
        ? both("the certificate becomes valid only later today", "证书今天稍后才生效")
        : both(`the certificate becomes valid only in ${days(remark.days).en}`, `证书 ${days(remark.days).zh}后才生效`);
    case "expires-soon":
      return remark.daysLeft === 0
        ? both("the certificate ends within a day", "证书将在一天内过期")
        : both(`the certificate ends in ${days(remark.daysLeft).en}`, `证书将在 ${days(remark.daysLeft).zh}后过期`);
    case "weak-key":
      return both(
        `its key is weak: ${shown(remark.keyAlgorithm)} with ${remark.keyBits} bits`,
        `证书密钥过弱：${shown(remark.keyAlgorithm)} ${remark.keyBits} 位`,
      );
    case "weak-signature":
      return both(
        `its signature is weak: ${shown(remark.signatureAlgorithm)}`,
        `证书签名算法过弱：${shown(remark.signatureAlgorithm)}`,
      );
    case "no-server-auth-eku":
      return both(
        `the certificate is not for servers; it lists ${shownList(remark.purposes)}`,
        `证书不能用于服务器身份验证，所列用途为 ${shownList(remark.purposes)}`,
      );
    case "name-mismatch":
      return both(`the certificate does not carry ${shown(remark.name)}`, `证书中没有 ${shown(remark.name)}`);
    case "no-san":
      return both("the certificate has no subject alternative name", "证书没有使用者可选名称（SAN）");
    case "self-issued":
      return both("the certificate is signed by itself", "证书是自签名的");
    case "unusual-key-type":
      return both(
        `Windows clients cannot use a ${shown(remark.keyAlgorithm)} key in TLS`,
        `Windows 客户端无法在 TLS 中使用 ${shown(remark.keyAlgorithm)} 密钥`,
      );
    case "lifetime-long":
      return both(`the certificate is valid for ${days(remark.days).en}`, `证书有效期长达 ${days(remark.days).zh}`);
    case "windows-self-signed":
      return both(
        `it is the certificate that Windows made for itself (${shown(remark.commonName)})`,
        `这是 Windows 自动生成的证书（${shown(remark.commonName)}）`,
      );
  }
}

/** Several remarks as one sentence. */
export function remarksSentence(remarks: readonly CertificateLint[]): Localized {
  if (remarks.length === 0) return both("nothing is remarkable about the certificate", "证书没有异常");
  const sentences = remarks.map(remarkSentence);
  return both(sentences.map(({ en }) => en).join("; "), sentences.map(({ zh }) => zh).join("；"));
}

/** Who the certificate is for, who issued it, and its dates. */
export function chainSentence(chain: readonly CertificateFacts[]): Localized {
  const [leaf] = chain;
  if (leaf === undefined) return both("no certificate could be read", "没有可读取的证书");
  const subject = shown(leaf.subjectCommonName ?? leaf.subject);
  const issuer = shown(leaf.issuerCommonName ?? leaf.issuer);
  const from = dayOf(leaf.notBefore);
  const to = dayOf(leaf.notAfter);
  return both(
    `certificate for ${subject}, issued by ${issuer}, valid from ${from} to ${to}`,
    `证书颁发给 ${subject}，颁发者 ${issuer}，有效期 ${from} 至 ${to}`,
  );
}

function ago(count: number): Localized {
  return count === 0
    ? both("the certificate ended less than a day ago", "证书在一天之内刚刚过期")
    : both(`the certificate ended ${days(count).en} ago`, `证书已过期 ${days(count).zh}`);
}

/** Date part of an ISO 8601 time. */
function dayOf(isoTime: string): string {
  return shown(isoTime.slice(0, 10));
}
