import { sectionOf } from "../../inventory/index.ts";
import type { Control } from "../../knowledge/index.ts";
import type { AuditedHost } from "../host/audited-host.ts";
import { type FoundValue, type HostJudgement, notTested } from "../host/judged-control.ts";
import { meets, numberOf } from "../host/operators.ts";
import { shownValue } from "../host/wording.ts";

/* LockoutDuration: -1 in an export, 0 in the registry of policies, is "until an administrator unlocks". */
const UNTIL_UNLOCKED = -1;

const NO_LOCKOUT = { en: "no lockout", zh: "不锁定" };

const NEVER_LOCKS = {
  en: "Accounts never lock here (LockoutBadCount = 0), so there is nothing to time.",
  zh: "此处帐户从不锁定（LockoutBadCount = 0），因此没有可计的时间。",
};

/** A value of [System Access]: what secedit exported. */
export function checkSystemAccess(control: Control, host: AuditedHost): HostJudgement {
  const section = host.inventory.sections["security-policy"];
  const { key = "" } = control;
  if (section === undefined) return notTested("No security policy was collected.", "未收集安全策略。");
  if (section.outcome === "failed") return failed(section.reason);
  const { systemAccess } = section.value;
  const at = `${section.at} [System Access] ${key}`;
  const raw = own(systemAccess, key);
  const value = numberOf(raw);
  if (value === undefined) {
    const threshold = numberOf(own(systemAccess, "LockoutBadCount"));
    const isTimed = key === "LockoutDuration" || key === "ResetLockoutCount";
    if (isTimed && threshold === 0) {
      const found: FoundValue = {
        value: null,
        shown: NO_LOCKOUT,
        from: "state",
        at: `${section.at} [System Access] LockoutBadCount`,
      };
      return { outcome: "not-met", found, reason: NEVER_LOCKS };
    }
    return notTested(`The export of the security policy has no ${key}.`, `导出的安全策略中没有 ${key}。`);
  }
  const found: FoundValue = { value, shown: shownValue(control, value), ...setterOf(host, key), at };
  if (key === "LockoutDuration" && value === UNTIL_UNLOCKED) {
    return {
      outcome: "met",
      found: { ...found, shown: { en: "until an administrator unlocks", zh: "直到管理员解锁" } },
    };
  }
  const isMet = meets(control.operator, control.required, value);
  if (isMet === undefined) return notTested("The value cannot be judged.", "无法评判该值。");
  return { outcome: isMet ? "met" : "not-met", found };
}

/** Which policy set an account policy or a logon right, as gpresult tells it by the name that templates use. */
export function setterOf(host: AuditedHost, name: string): Pick<FoundValue, "from" | "setBy"> {
  const results = sectionOf(host.inventory, "policy-results") ?? [];
  const policy = results.find(({ setting }) => setting?.toLowerCase() === name.toLowerCase())?.policy;
  return policy === undefined ? { from: "state" } : { from: "policy", setBy: policy };
}

/** Of a record that comes from a file: its own fields only. */
export function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The judgement about a section that could not be collected. */
export function failed(reason: string): HostJudgement {
  return notTested(`Could not be collected: ${reason}`, `收集失败：${reason}`);
}
