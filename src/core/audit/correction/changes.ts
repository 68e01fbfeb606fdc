import { sectionOf } from "../../inventory/index.ts";
import type { Control } from "../../knowledge/index.ts";
import { accountId } from "../host/accounts.ts";
import type { AuditedHost } from "../host/audited-host.ts";
import { accountsWanted, ALLOW_RIGHT, holdersOf } from "../host-checks/user-right-check.ts";
import { numberOf } from "../host/operators.ts";
import type { Change, RegistryChange } from "./correction.ts";

/* Shadow: of the values that are allowed, the one that keeps most of what was possible: full control with consent. */
const SHADOW_WITH_CONSENT = 1;

/* A line of a template: an identifier, or a name without anything that ends a line or a list. */
const SAFE_ACCOUNT = /^(?:S-1-\d+(?:-\d+){1,15}|[\p{L}\p{N} ._$\\-]{1,100})$/u;

function registryChange(host: AuditedHost, key: string, name: string, value: number | undefined): RegistryChange {
  const answer = host.registry.find(key, name);
  const now = answer.kind === "value" ? numberOf(answer.entry.value) : undefined;
  const before = answer.kind === "absent" ? "absent" : (now ?? "unknown");
  return { kind: "registry", key, name, before, ...(value === undefined ? {} : { value }) };
}

function valueFor({ id, operator, required }: Control): number | "delete" | undefined {
  if (operator === "ne") return "delete";
  if (id === "RDP-SHADOW") return SHADOW_WITH_CONSENT;
  const wanted = numberOf(required);
  return operator === "eq" || operator === "ge" || operator === "le_not_zero" ? wanted : undefined;
}

function registryChanges(control: Control, host: AuditedHost): readonly Change[] {
  const { policyPath, valueName, also } = control;
  const value = valueFor(control);
  if (policyPath === undefined || valueName === undefined || value === undefined) return [];
  const first = registryChange(host, policyPath, valueName, value === "delete" ? undefined : value);
  return also === undefined ? [first] : [first, registryChange(host, policyPath, also.valueName, also.value)];
}

function templateChanges(control: Control, host: AuditedHost): readonly Change[] {
  const { key = "" } = control;
  const value = numberOf(control.required);
  if (value === undefined) return [];
  const before = sectionOf(host.inventory, "security-policy")?.systemAccess[key];
  return [
    {
      kind: "template",
      section: "System Access",
      key,
      value: String(value),
      ...(numberOf(before) === undefined ? {} : { before: String(numberOf(before)) }),
    },
  ];
}

function accountList(accounts: readonly string[]): string {
  return accounts.map((account) => (account.startsWith("S-1-") ? `*${account}` : account)).join(",");
}

function rightChanges(control: Control, host: AuditedHost): readonly Change[] {
  const { right = "" } = control;
  const now = holdersOf(host, right);
  if (now === undefined) return [];
  const wanted = accountsWanted(right, host);
  const isSafe = now.every((account) => SAFE_ACCOUNT.test(account));
  const before = isSafe ? { before: accountList(now) } : {};
  const change = { kind: "template", section: "Privilege Rights", key: right } as const;
  if (right === ALLOW_RIGHT) return [{ ...change, value: accountList(wanted), ...before }];
  // What is denied now may protect something else, so it is kept, or left to a person.
  if (!isSafe) return [];
  const kept = now.filter((account) => !wanted.includes(accountId(account)));
  return [{ ...change, value: accountList([...wanted, ...kept]), ...before }];
}

function auditChanges(control: Control): readonly Change[] {
  const guid = (control.subcategoryGuid ?? "").replace(/[{}]/g, "");
  const wanted = typeof control.required === "string" ? control.required : "";
  if (guid === "" || wanted === "") return [];
  return [{ kind: "audit", guid, success: wanted.includes("Success"), failure: wanted.includes("Failure") }];
}

function channelChanges(control: Control, host: AuditedHost): readonly Change[] {
  const { channel = "", required } = control;
  if (typeof required !== "object" || required === null || !("maxSizeBytesMin" in required)) return [];
  const now = sectionOf(host.inventory, "channels")?.find(({ name }) => name.toLowerCase() === channel.toLowerCase());
  // A larger channel stays as large as it is.
  const maxSizeBytes = Math.max(required.maxSizeBytesMin, now?.maxSizeBytes ?? 0);
  const before =
    now === undefined
      ? undefined
      : { enabled: now.enabled, ...(now.maxSizeBytes === undefined ? {} : { maxSizeBytes: now.maxSizeBytes }) };
  return [{ kind: "channel", channel, maxSizeBytes, ...(before === undefined ? {} : { before }) }];
}

/** The changes that make a control of the catalogue met; none where only the site can decide. */
export function changesFor(control: Control, host: AuditedHost): readonly Change[] {
  if (control.severity === "info" || control.id === "RDP-CERT") return [];
  switch (control.check) {
    case "registry":
      return registryChanges(control, host);
    case "secedit":
      return templateChanges(control, host);
    case "user_right":
      return rightChanges(control, host);
    case "auditpol":
      return auditChanges(control);
    case "channel":
      return channelChanges(control, host);
    case "firewall":
      return [{ kind: "firewall", port: host.port }];
    default:
      return [];
  }
}
