import type { Because, EvidenceReader } from "../diagnosis/index.ts";
import type { Localized } from "../texts/index.ts";

/** Ids without "X" are those of the hardening catalogue; RDP-X- ids are ours, where the catalogue has none that fits. */
export type AuditControlId =
  | "RDP-NLA"
  | "RDP-SECLAYER"
  | "RDP-ENCLEVEL"
  | "RDP-CERT"
  | "TLS-TLS10"
  | "TLS-TLS11"
  | "RDP-X-CLEAR-TEXT"
  | "RDP-X-TLS-MODERN"
  | "RDP-X-CERT-VALID"
  | "RDP-X-CERT-STRENGTH"
  | "RDP-X-CERT-NAME"
  | "RDP-X-CREDSSP-VERSION"
  | "RDP-X-EXPOSURE"
  | "RDP-X-PRE-AUTH"
  | "RDP-X-PQ";

export type Severity = "critical" | "high" | "medium" | "low";

export interface Judgement {
  /** not-tested: the check did not see it. That is never "met". */
  readonly outcome: "met" | "not-met" | "not-tested";
  readonly because: readonly Because[];
}

/** One thing that a hardened host has, judged from outside. */
export interface AuditControl {
  readonly id: AuditControlId;
  readonly severity: Severity;
  readonly title: Localized;
  judge(reader: EvidenceReader): Judgement;
}
