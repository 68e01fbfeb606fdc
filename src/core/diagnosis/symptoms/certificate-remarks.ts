import type { CertificateLint } from "../../certificate/index.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import type { Because } from "../finding.ts";

export type LintKind = CertificateLint["kind"];

/** Is this remark among those about the host's certificate? */
export function hasRemark(reader: EvidenceReader, kind: LintKind): boolean {
  return (reader.value("tls.certificateLint") ?? []).some((remark) => remark.kind === kind);
}

/** The remarks of these kinds as evidence; empty when there are none. */
export function citeRemarks(reader: EvidenceReader, ...kinds: readonly LintKind[]): readonly Because[] {
  const remarks = (reader.value("tls.certificateLint") ?? []).filter((remark) => kinds.includes(remark.kind));
  return remarks.length === 0 ? [] : reader.supportsWith("tls.certificateLint", remarks);
}

/** The host's own certificate, without the rest of its chain, as evidence. */
export function citeLeaf(reader: EvidenceReader): readonly Because[] {
  const [leaf] = reader.value("tls.chain") ?? [];
  return leaf === undefined ? [] : reader.supportsWith("tls.chain", [leaf]);
}
