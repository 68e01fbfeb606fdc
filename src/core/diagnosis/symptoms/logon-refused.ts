import type { Fault } from "../../evidence/index.ts";
import type { Candidate, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { ANY_REASON, explainNotice } from "../logon-notices.ts";
import { readServerMessage } from "../server-messages.ts";
import { faultStageOf } from "./stage-faults.ts";

/** The credential was turned down without an NTSTATUS: by hanging up, by a notice, or in the server's own window. */
export const logonRefused: Symptom = (reader) => {
  const stage = faultStageOf(reader, "logon-refused");
  const fault = stage === undefined ? undefined : reader.fault(stage);
  const telling = (reader.value("session.logonNotices") ?? []).filter((notice) => explainNotice(notice) !== undefined);
  const confirmed = reader.value("session.logonConfirmed") !== undefined;
  if (fault === undefined && (telling.length === 0 || confirmed || reader.evidence.logon === undefined)) return [];
  const [notice] = telling;
  const explained = notice === undefined ? undefined : explainNotice(notice)?.candidates;
  return [
    {
      group: "logon-refused",
      stage: stage ?? "desktop",
      effect: "blocks",
      certainty: 0.9,
      because: [
        ...(stage === undefined ? [] : reader.faultOf(stage)),
        ...(telling.length === 0 ? [] : reader.supportsWith("session.logonNotices", telling)),
        ...reader.supports("credssp.credential", "desktop.picture", "session.fingerprint"),
      ],
      candidates: explained ?? (fault === undefined ? ANY_REASON : unsaid(reader, fault)),
    },
  ];
};

function unsaid(reader: EvidenceReader, fault: Fault): readonly Candidate[] {
  if (fault.kind !== "logon-refused") return ANY_REASON;
  switch (fault.how) {
    case "shown":
      return readServerMessage(reader.value("desktop.picture")?.text ?? [])?.candidates ?? ANY_REASON;
    case "closed":
    case "deactivated":
      return WITHOUT_A_WORD;
    case "notified":
      return ANY_REASON;
  }
}

/** Servers built on libfreerdp hang up on a wrong password, and on anything else that goes wrong with it. */
export const WITHOUT_A_WORD: readonly Candidate[] = [
  { id: "bad-credentials", weight: 66 },
  { id: "account-disabled-or-restricted", weight: 10 },
  { id: "account-locked-out", weight: 9 },
  { id: "password-expired-or-must-change", weight: 8 },
  { id: "kerberos-spn-or-ntlm-blocked", weight: 7 },
];
