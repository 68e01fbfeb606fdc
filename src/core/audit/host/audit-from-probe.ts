import { type Because, describeBecause } from "../../diagnosis/index.ts";
import type { Evidence } from "../../evidence/index.ts";
import { controls } from "../../knowledge/index.ts";
import type { AuditControlId, Severity } from "../control.ts";
import { audit, type AuditResult } from "../audit.ts";
import { AUDIT_CONTROLS } from "../controls/registry.ts";
import { countsOf, type HostAudit, severityOf, worstFirst } from "./audit-host.ts";
import {
  both,
  type FoundValue,
  type HostJudgement,
  type HostSeverity,
  type JudgedControl,
  notTested,
} from "./judged-control.ts";
import { wantedBy } from "./wording.ts";

type NetworkControl = AuditResult["controls"][number];

const FROM_OUTSIDE = notTested(
  "Cannot be seen from the network; collect the host's settings for it.",
  "无法从网络上看到；请收集主机设置。",
);

function foundIn(because: readonly Because[]): FoundValue | undefined {
  const [first] = because;
  if (first === undefined) return undefined;
  const value =
    typeof first.value === "string" || typeof first.value === "number" || typeof first.value === "boolean"
      ? first.value
      : null;
  return {
    value,
    shown: { en: describeBecause(first, "en"), zh: describeBecause(first, "zh") },
    from: "state",
    at: first.at,
  };
}

function judgementOf(seen: NetworkControl | undefined): HostJudgement {
  if (seen === undefined) return FROM_OUTSIDE;
  if (seen.outcome === "not-tested") return notTested("The check did not get that far.", "检查未能进行到这一步。");
  const found = foundIn(seen.because);
  return found === undefined ? { outcome: seen.outcome } : { outcome: seen.outcome, found };
}

function severityFor(severity: Severity): HostSeverity {
  return severity === "critical" ? "high" : severity;
}

function ownControl(seen: NetworkControl): JudgedControl {
  const { title } = AUDIT_CONTROLS[seen.id];
  return {
    id: seen.id,
    severity: severityFor(seen.severity),
    category: "transport",
    title,
    why: title,
    wanted: both("-"),
    references: [],
    ...judgementOf(seen),
  };
}

function isInCatalogue(id: AuditControlId): boolean {
  return controls.some((control) => control.id === id);
}

/**
 * The audit of a live host from the network: what a check saw of the controls of the catalogue and the controls that only the
 * network shows. Everything else is not tested. The grade is that of the check.
 */
export function auditFromProbe(evidence: Evidence): HostAudit {
  const seen = audit(evidence);
  const judged = [
    ...controls.map((control): JudgedControl => {
      const { id, category, title, why, references } = control;
      const network = seen.controls.find((one) => one.id === id);
      return {
        id,
        severity: severityOf(control),
        category,
        title,
        why,
        wanted: wantedBy(control),
        references,
        ...judgementOf(network),
      };
    }),
    ...seen.controls.filter(({ id }) => !isInCatalogue(id)).map(ownControl),
  ].toSorted(worstFirst);
  const tested = judged.filter(({ outcome }) => outcome !== "not-tested").length;
  return {
    host: evidence.target.host,
    platform: "unknown",
    assumptions: [
      {
        en: "Seen from the network only: settings that no client can see are not tested.",
        zh: "仅从网络观察：客户端看不到的设置均未测试。",
      },
    ],
    grade: { grade: seen.grade, judgedShare: tested / judged.length },
    counts: countsOf(judged),
    controls: judged,
    certificates: [],
    tuning: [],
    folklore: [],
    failedSections: [],
  };
}
