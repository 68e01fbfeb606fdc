import type { Fault } from "../../evidence/index.ts";
import type { Candidate, Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { withAccountVariant } from "./account-status.ts";
import { WITHOUT_A_WORD } from "./logon-refused.ts";
import { explainNtStatus } from "./nt-status.ts";
import { isUnreadable } from "./stage-faults.ts";

/** Patched clients refuse servers below this version of CredSSP (CVE-2018-0886). */
const FIRST_CORRECTED_VERSION = 5;
const NTLM_MECHANISM = /ntlm|1\.3\.6\.1\.4\.1\.311\.2\.2\.10/iu;

/** What CredSSP tells before anybody has sent a password. */
export const credssp: Symptom = (reader) => {
  const fault = reader.fault("credssp");
  return [...failure(reader, fault), ...oldVersion(reader), ...withoutNtlm(reader, fault)];
};

function failure(reader: EvidenceReader, fault: Fault | undefined): readonly Group[] {
  const errorCode = fault?.kind === "credssp-error" ? fault.ntStatus : reader.value("credssp.errorCode");
  const candidates =
    errorCode !== undefined && errorCode !== 0
      ? explainStatus(reader, errorCode)
      : fault === undefined
        ? []
        : explain(reader, fault);
  if (candidates.length === 0) return [];
  return [
    {
      group: "credssp-failure",
      stage: "credssp",
      effect: "blocks",
      certainty: errorCode !== undefined && explainNtStatus(errorCode) !== undefined ? 0.95 : 0.75,
      because: [...reader.faultOf("credssp"), ...reader.supports("credssp.errorCode")],
      candidates,
    },
  ];
}

function explainStatus(reader: EvidenceReader, errorCode: number): readonly Candidate[] {
  const candidates = explainNtStatus(errorCode);
  if (candidates === undefined) return UNKNOWN_STATUS;
  return reader.evidence.logon === undefined ? candidates : withAccountVariant(errorCode, candidates);
}

function explain(reader: EvidenceReader, fault: Fault): readonly Candidate[] {
  if (fault.kind === "disconnect" && reader.evidence.logon !== undefined) return WITHOUT_A_WORD;
  if (fault.kind === "closed") return CLOSED;
  if (fault.kind === "silence") return SILENT;
  return isUnreadable(fault) ? MALFORMED : [];
}

function oldVersion(reader: EvidenceReader): readonly Group[] {
  const version = reader.value("credssp.version");
  if (version === undefined || version >= FIRST_CORRECTED_VERSION) return [];
  return [
    {
      group: "credssp-version",
      stage: "credssp",
      effect: "blocks",
      certainty: 0.93,
      because: reader.supports("credssp.version"),
      candidates: [{ id: "credssp-oracle-remediation", weight: 1 }],
    },
  ];
}

/** Kerberos alone: whoever connects by address, or without a domain controller in sight, cannot sign in. */
function withoutNtlm(reader: EvidenceReader, fault: Fault | undefined): readonly Group[] {
  // A logon that stopped here has said it already.
  if (reader.value("credssp.ntlm") !== undefined || fault?.kind === "credential-withheld") return [];
  const mechanisms = reader.value("credssp.mechanisms") ?? [];
  if (mechanisms.length === 0 || mechanisms.some((mechanism) => NTLM_MECHANISM.test(mechanism))) return [];
  return [
    {
      group: "no-ntlm",
      stage: "credssp",
      effect: fault === undefined ? "hinders" : "blocks",
      certainty: 0.8,
      because: reader.supports("credssp.mechanisms"),
      candidates: [{ id: "kerberos-spn-or-ntlm-blocked", weight: 1 }],
    },
  ];
}

const CLOSED: readonly Candidate[] = [
  { id: "kerberos-spn-or-ntlm-blocked", weight: 32 },
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 28 },
  { id: "third-party-security-hook", weight: 15 },
  { id: "nla-dc-unreachable", weight: 15 },
  { id: "credssp-oracle-remediation", weight: 10 },
];

const SILENT: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "accepts-but-silent", weight: 34 },
  { id: "nla-dc-unreachable", weight: 24 },
  { id: "memory-or-session-leak", weight: 22 },
  { id: "lossy-or-high-latency-path", weight: 20 },
];

const MALFORMED: readonly Candidate[] = [
  { id: "protocol-stream-error", variant: "malformed", weight: 70 },
  { id: "third-party-security-hook", weight: 30 },
];

const UNKNOWN_STATUS: readonly Candidate[] = [
  { id: "nla-dc-unreachable", weight: 35 },
  { id: "kerberos-spn-or-ntlm-blocked", weight: 35 },
  { id: "protocol-stream-error", weight: 30 },
];
