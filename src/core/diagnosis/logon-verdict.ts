import type { EvidenceReader } from "./evidence-reader.ts";
import type { Finding, Verdict } from "./finding.ts";
import type { LogonJudgement } from "./judged-logon.ts";
import { verdictOf } from "./verdict.ts";

/**
 * A check's words, and one of its own. *healthy*: the logon went as deep as was asked, and nothing blocks or hinders.
 * *degraded*: the same, with a finding that hinders. *failing*: refused, denied, not sent by us, or a step or the
 * desktop failed. *not-verifiable*: nothing failed, and whether the password is right stayed open. That never meets a
 * bar: who asked whether somebody can log on got no answer.
 */
export type LogonVerdict = Verdict | "not-verifiable";

export function logonVerdictOf(
  reader: EvidenceReader,
  findings: readonly Finding[],
  judgement: LogonJudgement,
): LogonVerdict {
  const seen = verdictOf(reader, findings);
  if (seen === "unreachable" || seen === "failing") return seen;
  switch (judgement.outcome) {
    case "accepted":
      return seen;
    case "refused":
    case "denied":
    case "withheld":
      return "failing";
    case "not-verifiable":
    case "not-tested":
      return "not-verifiable";
  }
}
