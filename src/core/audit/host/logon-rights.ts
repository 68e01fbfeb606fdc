import { sectionOf } from "../../inventory/index.ts";
import type { Localized } from "../../texts/index.ts";
import { accountId, accountName } from "./accounts.ts";
import type { AuditedHost } from "./audited-host.ts";
import { ALLOW_RIGHT, DENY_RIGHT, holdersOf } from "../host-checks/user-right-check.ts";

/** Who may log on through Remote Desktop, as far as rights and the group tell. */
export interface LogonRights {
  /** Absent where the security policy was not collected. */
  readonly allowed?: readonly string[];
  readonly denied?: readonly string[];
  /** Members of Remote Desktop Users. */
  readonly remoteDesktopUsers?: readonly string[];
  readonly remarks: readonly Localized[];
  readonly at: readonly string[];
}

/* Groups that hold everybody: a right for one of them is a right for all. */
const EVERYBODY: readonly string[] = ["S-1-1-0", "S-1-5-11", "S-1-5-32-545", "S-1-5-7"];
const DOMAIN_USERS = /^S-1-5-21-\d+-\d+-\d+-513$/i;

function holdsEverybody(account: string): boolean {
  const id = accountId(account);
  return EVERYBODY.includes(id) || DOMAIN_USERS.test(id) || /(?:^|\\)domain users$/i.test(account);
}

/** Reads rights and group together: who gets in, who is kept out, and what contradicts. */
export function logonRights(host: AuditedHost): LogonRights {
  const allowed = holdersOf(host, ALLOW_RIGHT);
  const denied = holdersOf(host, DENY_RIGHT);
  const members = sectionOf(host.inventory, "remote-desktop-users");
  const remarks: Localized[] = [];
  for (const account of (allowed ?? []).filter(holdsEverybody)) {
    remarks.push({
      en: `${accountName(account)} may log on through Remote Desktop: that is everybody.`,
      zh: `${accountName(account)} 可通过远程桌面登录：等于所有人。`,
    });
  }
  for (const { name, sid } of (members ?? []).filter((member) => holdsEverybody(member.sid ?? member.name))) {
    remarks.push({
      en: `${accountName(sid ?? name)} is a member of Remote Desktop Users: that is everybody.`,
      zh: `${accountName(sid ?? name)} 是 Remote Desktop Users 的成员：等于所有人。`,
    });
  }
  const kept = new Set((denied ?? []).map(accountId));
  for (const account of (allowed ?? []).filter((one) => kept.has(accountId(one)))) {
    remarks.push({
      en: `${accountName(account)} is both allowed and denied; the denial wins.`,
      zh: `${accountName(account)} 同时被允许和拒绝；以拒绝为准。`,
    });
  }
  if (allowed?.length === 0) {
    remarks.push({
      en: "Nobody has the right to log on through Remote Desktop.",
      zh: "没有任何帐户拥有通过远程桌面登录的权限。",
    });
  }
  const { sections } = host.inventory;
  return {
    ...(allowed === undefined ? {} : { allowed: allowed.map(accountName) }),
    ...(denied === undefined ? {} : { denied: denied.map(accountName) }),
    ...(members === undefined
      ? {}
      : { remoteDesktopUsers: members.map(({ name, sid }) => (name === "" ? accountName(sid ?? "") : name)) }),
    remarks,
    at: [sections["security-policy"]?.at, sections["remote-desktop-users"]?.at].flatMap((at) => at ?? []),
  };
}
