export { arbitraryEvidence, arbitraryLogonEvidence } from "./arbitrary-evidence.ts";
export { NLA_FACTS, XRDP_FACTS, certificateOf, evidenceOf } from "./evidence-of.ts";
export type { EvidenceWish } from "./evidence-of.ts";
