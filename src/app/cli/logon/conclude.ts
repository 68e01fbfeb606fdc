import type { LogonConclusions } from "../../../core/contract/index.ts";
import { diagnoseLogon, type Effect } from "../../../core/diagnosis/index.ts";
import type { Evidence } from "../../../core/evidence/index.ts";
import { EXIT } from "../operation-error.ts";
import { exitCodeFor } from "../verdict-exit.ts";

/** What follows from a logon's evidence. */
export function conclude(evidence: Evidence): LogonConclusions {
  return diagnoseLogon(evidence);
}

/** 0 only where the logon was accepted and no finding is at the bar: "nobody can tell" is no success. */
export function logonExitCode({ judgement, findings }: LogonConclusions, bar: Effect): number {
  return judgement.outcome === "accepted" ? exitCodeFor(findings, bar) : EXIT.finding;
}
