import type { CertificateLint } from "../certificate/index.ts";
import type { EvidenceReader } from "../diagnosis/index.ts";
import type { Judgement } from "./control.ts";
import { met, notMet, notTested } from "./judgement.ts";

/** Met when a certificate was seen and none of these remarks was made about it. */
export function judgeRemarks(reader: EvidenceReader, kinds: readonly CertificateLint["kind"][]): Judgement {
  const remarks = reader.value("tls.certificateLint");
  if (remarks === undefined) return notTested();
  const against = remarks.filter((remark) => kinds.includes(remark.kind));
  return against.length === 0
    ? met(reader.supports("tls.certificateSha256"))
    : notMet(reader.supportsWith("tls.certificateLint", against));
}
