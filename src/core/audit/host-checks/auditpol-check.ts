import type { Control } from "../../knowledge/index.ts";
import type { AuditedHost } from "../host/audited-host.ts";
import { type HostJudgement, notTested } from "../host/judged-control.ts";
import { auditWords } from "../host/wording.ts";
import { failed, own } from "./security-policy-check.ts";

function wordsFor(success: boolean, failure: boolean): string {
  if (success && failure) return "Success and Failure";
  if (success) return "Success";
  return failure ? "Failure" : "No Auditing";
}

/** A subcategory of the audit policy, by its GUID: at least what is asked for is audited. */
export function checkAuditPolicy(control: Control, host: AuditedHost): HostJudgement {
  const section = host.inventory.sections["audit-policy"];
  if (section === undefined) return notTested("No audit policy was collected.", "未收集审核策略。");
  if (section.outcome === "failed") return failed(section.reason);
  const wanted = typeof control.required === "string" ? control.required : "";
  if (control.operator !== "contains" || !/Success|Failure/.test(wanted))
    return notTested("The rule cannot be judged.", "无法评判该规则。");
  const guid = (control.subcategoryGuid ?? "").replace(/[{}]/g, "").toUpperCase();
  const state = own(section.value, guid);
  if (state === undefined) {
    return notTested(`The audit policy that was collected lacks ${guid}.`, `收集的审核策略中没有 ${guid}。`);
  }
  const isMet = (!wanted.includes("Success") || state.success) && (!wanted.includes("Failure") || state.failure);
  const words = wordsFor(state.success, state.failure);
  return {
    outcome: isMet ? "met" : "not-met",
    found: { value: words, shown: auditWords(words), from: "state", at: `${section.at} ${guid}` },
  };
}
