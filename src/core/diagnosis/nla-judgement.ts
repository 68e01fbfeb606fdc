import type { LogonDepth } from "../evidence/index.ts";
import type { EvidenceReader } from "./evidence-reader.ts";
import type { Because } from "./finding.ts";
import type { LogonJudgement } from "./judged-logon.ts";
import { DENIED_STATUSES } from "./logon-notices.ts";
import { explainNtStatus } from "./symptoms/nt-status.ts";
import { faultStageOf } from "./symptoms/stage-faults.ts";

/** What CredSSP said against the credential, or could not say. */
export function turnedAwayByNla(reader: EvidenceReader): LogonJudgement | undefined {
  const fault = reader.fault("credssp");
  const because = [...reader.faultOf("credssp"), ...reader.supports("credssp.credential", "credssp.errorCode")];
  if (fault?.kind === "logon-refused") return { outcome: "refused", by: "hang-up", stage: "credssp", because };
  const status = fault?.kind === "credssp-error" ? fault.ntStatus : undefined;
  const outcome = status === undefined ? undefined : outcomeOfStatus(status);
  if (outcome !== undefined) return { outcome, by: "nla", stage: "credssp", because };
  if (reader.value("credssp.credential") !== "refused") return undefined;
  return { outcome: "refused", by: "nla", stage: "credssp", because };
}

/** "not-tested": the status tells of a server that could not ask anybody about the password. */
function outcomeOfStatus(ntStatus: number): "refused" | "denied" | "not-tested" | undefined {
  const [first] = explainNtStatus(ntStatus) ?? [];
  if (first === undefined) return undefined;
  if (DENIED_STATUSES.has(ntStatus >>> 0)) return "denied";
  return ABOUT_THE_ACCOUNT.has(first.id) ? "refused" : "not-tested";
}

const ABOUT_THE_ACCOUNT: ReadonlySet<string> = new Set([
  "bad-credentials",
  "account-locked-out",
  "account-disabled-or-restricted",
  "password-expired-or-must-change",
  "logon-right-missing",
  "credential-delegation-or-smartcard",
]);

/** The password is right, and the account may not log on here. */
export function turnedAwayByAuthorization(reader: EvidenceReader): LogonJudgement | undefined {
  const stage = faultStageOf(reader, "authorization-denied");
  if (stage === undefined && reader.value("credssp.authorization") !== "denied") return undefined;
  return {
    outcome: "denied",
    by: "authorization",
    stage: stage ?? "credssp",
    because: [
      ...(stage === undefined ? [] : reader.faultOf(stage)),
      ...reader.supports("credssp.authorization", "credssp.authorizationResult"),
    ],
  };
}

/** NLA took the password. At depth "desktop" that stands even where the session then failed. */
export function letInByNla(
  reader: EvidenceReader,
  depth: LogonDepth,
  seen: readonly Because[] = [],
): LogonJudgement | undefined {
  if (reader.value("credssp.credential") !== "accepted") return undefined;
  const because = [...reader.supports("credssp.credential", "credssp.serverKey", "credssp.authorization"), ...seen];
  if (depth === "credential") return { outcome: "accepted", by: "nla", stage: "credssp", because };
  const authorization = reader.value("credssp.authorization");
  if (authorization === "allowed") return { outcome: "accepted", by: "authorization", stage: "credssp", because };
  // An authorization that was asked for and did not come is no consent.
  if (depth === "authorize" && authorization === undefined) {
    return { outcome: "not-tested", stage: "credssp", because: [...reader.faultOf("credssp"), ...because] };
  }
  return { outcome: "accepted", by: "nla", stage: "credssp", because };
}
