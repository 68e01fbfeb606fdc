import type { Control } from "../../knowledge/index.ts";
import { accountId, accountName } from "../host/accounts.ts";
import type { AuditedHost } from "../host/audited-host.ts";
import { both, type FoundValue, type HostJudgement, notTested } from "../host/judged-control.ts";
import { failed, own, setterOf } from "./security-policy-check.ts";

const ADMINISTRATORS = "S-1-5-32-544";
const REMOTE_DESKTOP_USERS = "S-1-5-32-555";
const GUESTS = "S-1-5-32-546";
const LOCAL_ACCOUNT = "S-1-5-113";

export const ALLOW_RIGHT = "SeRemoteInteractiveLogonRight";
export const DENY_RIGHT = "SeDenyRemoteInteractiveLogonRight";

/* secedit leaves out a right that nobody has. An export with fewer rights than this is a template that only sets some. */
const WHOLE_EXPORT_MIN_RIGHTS = 5;

/** The accounts that the rule names for this host: those that alone may stand there, or that must. */
export function accountsWanted(right: string, host: AuditedHost): readonly string[] {
  const isController = host.role === "domain-controller";
  if (right === ALLOW_RIGHT) return isController ? [ADMINISTRATORS] : [ADMINISTRATORS, REMOTE_DESKTOP_USERS];
  return isController ? [GUESTS] : [GUESTS, LOCAL_ACCOUNT];
}

/** The accounts that hold a right; undefined where the export does not tell. */
export function holdersOf(host: AuditedHost, right: string): readonly string[] | undefined {
  const section = host.inventory.sections["security-policy"];
  if (section?.outcome !== "collected") return undefined;
  const rights = section.value.privilegeRights;
  const holders = own(rights, right);
  if (holders !== undefined) return holders;
  return Object.keys(rights).length >= WHOLE_EXPORT_MIN_RIGHTS && !/gpttmpl/i.test(section.at) ? [] : undefined;
}

/** Who may log on through Remote Desktop, and who is kept out. */
export function checkUserRight(control: Control, host: AuditedHost): HostJudgement {
  const section = host.inventory.sections["security-policy"];
  const { right = "" } = control;
  if (section === undefined) return notTested("No security policy was collected.", "未收集安全策略。");
  if (section.outcome === "failed") return failed(section.reason);
  const holders = holdersOf(host, right);
  if (holders === undefined) {
    return notTested(`The export does not say who has ${right}.`, `导出的内容未说明谁拥有 ${right}。`);
  }
  const names = holders.map(accountName).join(", ");
  const found: FoundValue = {
    value: holders.join(", "),
    shown: holders.length === 0 ? { en: "nobody", zh: "无" } : both(names),
    ...setterOf(host, right),
    at: `${section.at} [Privilege Rights] ${right}`,
  };
  const wanted = accountsWanted(right, host);
  return right === ALLOW_RIGHT ? judgeAllowed(holders, wanted, found) : judgeDenied(holders, wanted, found);
}

function judgeAllowed(holders: readonly string[], wanted: readonly string[], found: FoundValue): HostJudgement {
  const extra = holders.filter((holder) => !wanted.includes(accountId(holder))).map(accountName);
  if (extra.length === 0) return { outcome: "met", found };
  const list = extra.join(", ");
  return {
    outcome: "not-met",
    found,
    reason: { en: `Beyond what is asked for: ${list}.`, zh: `超出要求的帐户：${list}。` },
  };
}

function judgeDenied(holders: readonly string[], wanted: readonly string[], found: FoundValue): HostJudgement {
  const ids = new Set(holders.map(accountId));
  const missing = wanted.filter((sid) => !ids.has(sid)).map(accountName);
  if (missing.length === 0) return { outcome: "met", found };
  const list = missing.join(", ");
  return { outcome: "not-met", found, reason: { en: `Missing: ${list}.`, zh: `缺少：${list}。` } };
}
