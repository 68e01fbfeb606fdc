// Is the diagnosis of a logon right? The rule of a check's scenarios, and what is said of the credential.
import type { LogonDiagnosis } from "../../src/core/diagnosis/index.ts";
import { judge, type Judgement } from "./judge.ts";
import type { HealthyLogon, LogonScenario } from "./logon-scenario.ts";

/** A hit: the first group is right by the rule of `judge`, and of the credential nothing wrong is said. */
export function judgeLogonFault(
  scenario: Pick<LogonScenario, "sameOnTheWire" | "judged">,
  diagnosis: LogonDiagnosis,
): Judgement {
  const verdict = diagnosis.verdict === "not-verifiable" ? "failing" : diagnosis.verdict;
  const byCause = judge(scenario, { ...diagnosis, verdict });
  return byCause.hit ? aboutCredential(scenario.judged, diagnosis, byCause) : byCause;
}

/** A healthy logon names no cause that blocks or hinders, and says of the credential what is so. */
export function judgeHealthyLogon(healthy: Pick<HealthyLogon, "judged">, diagnosis: LogonDiagnosis): Judgement {
  const alarms = diagnosis.findings.filter(({ effect }) => effect !== "weakens");
  const named = alarms.map(({ id, variant }) => (variant === undefined ? id : `${id}/${variant}`)).join(" ");
  if (alarms.length > 0) return { hit: false, named, why: `verdict ${diagnosis.verdict}` };
  return aboutCredential(healthy.judged, diagnosis, { hit: true, named: diagnosis.verdict });
}

function aboutCredential(
  judged: LogonScenario["judged"],
  { judgement: { outcome } }: LogonDiagnosis,
  otherwise: Judgement,
): Judgement {
  if (judged.includes(outcome)) return otherwise;
  return {
    hit: false,
    named: otherwise.named,
    why: `of the credential: ${outcome}, and true is ${judged.join(" or ")}`,
  };
}
