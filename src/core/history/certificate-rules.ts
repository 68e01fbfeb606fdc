import type { ChangeJudgement, WatchedFacts } from "../fleet/index.ts";
import type { Localized } from "../texts/index.ts";
import { keyStrength } from "./key-strength.ts";

const DAY_MS = 86_400_000;

/** Renewed with less than this left is renewed in time, however short or long the certificate lives. */
const NEAR_MS = 30 * DAY_MS;
/** ACME clients renew when a third of the validity is left, automatic enrolment of a Windows CA when a fifth is. */
const NEAR_SHARE = 1 / 3;

/** The certificate of a host before and after, and when the new one was seen. */
export interface CertificateSwap {
  readonly before: WatchedFacts;
  readonly after: WatchedFacts;
  readonly atMs: number;
}

/** One way in which a certificate is exchanged, and what is to be thought of it. */
export interface CertificateRule {
  readonly id: string;
  readonly verdict: ChangeJudgement["verdict"];
  /** What was seen, and why it is judged so. */
  readonly text: Localized;
  readonly holds: (swap: CertificateSwap) => boolean;
}

/** The first one that holds decides; the last one always does. What a check did not reach makes no rule hold. */
export const CERTIFICATE_RULES: readonly CertificateRule[] = [
  {
    id: "self-signed-after-authority",
    verdict: "suspicious",
    text: {
      en: "An authority had signed the old certificate, the new one signs itself: the host lost its certificate, or something else answers in its place.",
      zh: "旧证书由 CA 签发，新证书为自签名：主机丢失了证书，或者应答的已不是这台主机。",
    },
    holds: ({ before, after }) => before.certificateSelfSigned === false && after.certificateSelfSigned === true,
  },
  {
    id: "weaker-key",
    verdict: "suspicious",
    text: {
      en: "The key of the new certificate is weaker than that of the old one.",
      zh: "新证书的密钥强度低于旧证书。",
    },
    holds: ({ before, after }) => {
      const old = keyStrength(before.certificateKeyType);
      const now = keyStrength(after.certificateKeyType);
      return old !== null && now !== null && now < old;
    },
  },
  {
    id: "name-lost",
    verdict: "suspicious",
    text: {
      en: "The old certificate carried the name that clients ask for, the new one does not.",
      zh: "旧证书包含客户端使用的名称，新证书不包含。",
    },
    holds: ({ before, after }) => before.certificateNameMatches === true && after.certificateNameMatches === false,
  },
  {
    id: "trust-lost",
    verdict: "suspicious",
    text: {
      en: "The old certificate was trusted here, the new one is not.",
      zh: "旧证书在本机受信任，新证书不受信任。",
    },
    holds: ({ before, after }) =>
      before.certificateTrust === "trusted" &&
      after.certificateTrust !== undefined &&
      after.certificateTrust !== "trusted",
  },
  {
    id: "expired-on-arrival",
    verdict: "suspicious",
    text: { en: "The new certificate had already ended when it was first seen.", zh: "新证书首次出现时就已过期。" },
    holds: ({ after, atMs }) => after.certificateNotAfterMs !== undefined && after.certificateNotAfterMs <= atMs,
  },
  {
    id: "back-to-older",
    verdict: "suspicious",
    text: {
      en: "The new certificate was issued before the old one: a restored backup or snapshot, or another machine behind the same name.",
      zh: "新证书的签发时间早于旧证书：恢复了备份或快照，或者同一名称后面换了另一台机器。",
    },
    holds: ({ before, after }) =>
      before.certificateNotBeforeMs !== undefined &&
      after.certificateNotBeforeMs !== undefined &&
      after.certificateNotBeforeMs < before.certificateNotBeforeMs,
  },
  {
    id: "authority-after-self-signed",
    verdict: "expected",
    text: {
      en: "An authority that is trusted here signed the new certificate; the old one signed itself.",
      zh: "新证书由本机信任的 CA 签发，旧证书为自签名。",
    },
    holds: ({ before, after }) =>
      before.certificateSelfSigned === true &&
      after.certificateSelfSigned === false &&
      after.certificateTrust === "trusted",
  },
  {
    id: "other-issuer",
    verdict: "suspicious",
    text: {
      en: "Somebody else issued the new certificate. Where several hosts get the same new issuer on one day, it is a roll-out.",
      zh: "新证书由另一个颁发者签发。若同一天有多台主机换成同一个新颁发者，则属于批量更换。",
    },
    holds: ({ before, after }) =>
      before.certificateIssuer !== undefined &&
      after.certificateIssuer !== undefined &&
      before.certificateIssuer !== after.certificateIssuer,
  },
  {
    id: "renewed-near-expiry",
    verdict: "expected",
    text: {
      en: "The same issuer renewed it when 30 days or a third of its validity, whichever is longer, or less were left.",
      zh: "由同一颁发者在到期前续期：剩余时间不超过 30 天或有效期的三分之一（取较长者）。",
    },
    holds: ({ before, after, atMs }) => isSameIssuer({ before, after, atMs }) && leftShare(before, atMs) === "little",
  },
  {
    id: "renewed-early",
    verdict: "early",
    text: {
      en: "The same issuer exchanged it long before it ended: a new key after an incident, a re-installation, or an order of somebody.",
      zh: "由同一颁发者在到期前很久就更换：可能是安全事件后换密钥、重装系统或人为申请。",
    },
    holds: ({ before, after, atMs }) => isSameIssuer({ before, after, atMs }) && leftShare(before, atMs) === "much",
  },
  {
    id: "facts-missing",
    verdict: "unjudged",
    text: {
      en: "Issuer or validity of the old or the new certificate were not seen.",
      zh: "未能读到旧证书或新证书的颁发者或有效期。",
    },
    holds: () => true,
  },
];

/** Was it to be expected that this certificate became that one? undefined when there was none before, or it is the same. */
export function judgeCertificate(swap: CertificateSwap): ChangeJudgement | undefined {
  const { before, after } = swap;
  if (before.certificate === undefined || after.certificate === undefined) return undefined;
  if (before.certificate === after.certificate) return undefined;
  const rule = CERTIFICATE_RULES.find(({ holds }) => holds(swap));
  return rule && { verdict: rule.verdict, rule: rule.id };
}

/** What a rule says; undefined for an id that this version does not know. */
export function certificateRule(id: string): CertificateRule | undefined {
  return CERTIFICATE_RULES.find((rule) => rule.id === id);
}

function isSameIssuer({ before, after }: CertificateSwap): boolean {
  return before.certificateIssuer !== undefined && before.certificateIssuer === after.certificateIssuer;
}

/** How much of its validity a certificate had left; where only its end is known, the share counts for nothing. */
function leftShare(facts: WatchedFacts, atMs: number): "little" | "much" | "unknown" {
  const { certificateNotBeforeMs: fromMs, certificateNotAfterMs: untilMs } = facts;
  if (untilMs === undefined) return "unknown";
  const nearMs = Math.max(NEAR_MS, fromMs === undefined ? 0 : (untilMs - fromMs) * NEAR_SHARE);
  return untilMs - atMs <= nearMs ? "little" : "much";
}
