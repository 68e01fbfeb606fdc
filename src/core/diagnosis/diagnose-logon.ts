import type { Evidence } from "../evidence/index.ts";
import { diagnose } from "./diagnose.ts";
import { EvidenceReader } from "./evidence-reader.ts";
import type { Finding } from "./finding.ts";
import type { LogonJudgement } from "./judged-logon.ts";
import { judgeLogon } from "./logon-judgement.ts";
import type { LogonVerdict } from "./logon-verdict.ts";
import { logonVerdictOf } from "./logon-verdict.ts";

export interface LogonDiagnosis {
  readonly verdict: LogonVerdict;
  readonly judgement: LogonJudgement;
  /** As `diagnose` gives them. */
  readonly findings: readonly Finding[];
}

/** The findings of a logon, whether the account was let in, and the verdict that follows from both. */
export function diagnoseLogon(evidence: Evidence): LogonDiagnosis {
  const { findings } = diagnose(evidence);
  const judgement = judgeLogon(evidence);
  return { verdict: logonVerdictOf(new EvidenceReader(evidence), findings, judgement), judgement, findings };
}
