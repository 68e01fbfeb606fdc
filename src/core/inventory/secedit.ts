import { DecodeError } from "../bytes/index.ts";
import { exportText } from "./export-text.ts";
import type { SecurityPolicy } from "./inventory.ts";
import type { RegistryValue } from "./registry-value.ts";

/*
 * [MS-GPSB] 2.2 Message Syntax: a security template (secedit /export, GptTmpl.inf), an .ini file in UTF-16LE.
 *   [System Access]     LockoutBadCount = 5                 numbers, or texts between quotation marks
 *   [Privilege Rights]  SeNetworkLogonRight = *S-1-1-0,name  identifiers after "*", or names
 *   [Registry Values]   MACHINE\Software\X\Name=4,1          type number, data; several texts of type 7 between commas
 */

const LINES_MOST = 1_000_000;

/** What a security template holds. */
export interface SecurityTemplate {
  readonly policy: SecurityPolicy;
  readonly registry: readonly RegistryValue[];
}

const TYPES: Readonly<Record<string, RegistryValue["type"]>> = {
  "1": "REG_SZ",
  "2": "REG_EXPAND_SZ",
  "3": "REG_BINARY",
  "4": "REG_DWORD",
  "7": "REG_MULTI_SZ",
};

function unquoted(text: string): string {
  return /^"(.*)"$/s.exec(text)?.[1] ?? text;
}

function accessValue(text: string): string | number {
  return /^-?\d{1,10}$/.test(text) ? Number(text) : unquoted(text);
}

function registryValue(name: string, text: string, at: string): RegistryValue | undefined {
  const path = name.replace(/^MACHINE\\/i, "HKLM\\").replace(/^USERS\\/i, "HKU\\");
  const slash = path.lastIndexOf("\\");
  const comma = text.indexOf(",");
  const type = TYPES[(comma < 0 ? text : text.slice(0, comma)).trim()];
  if (slash <= 0 || type === undefined) return undefined;
  const rest = comma < 0 ? "" : text.slice(comma + 1).trim();
  const of = { key: path.slice(0, slash), name: path.slice(slash + 1), at };
  if (type === "REG_DWORD") return /^\d{1,10}$/.test(rest) ? { ...of, type, value: Number(rest) } : undefined;
  if (type === "REG_MULTI_SZ")
    return { ...of, type, value: rest === "" ? [] : rest.split(",").map((one) => unquoted(one)) };
  return { ...of, type, value: unquoted(rest) };
}

/**
 * Reads a security template. `origin` names the file; `at` of a registry value is "FILE#LINE". Throws `DecodeError` where the
 * text has none of the sections of a template.
 */
export function decodeSecedit(bytes: Uint8Array, origin: string): SecurityTemplate {
  const access = new Map<string, string | number>();
  const rights = new Map<string, readonly string[]>();
  const registry: RegistryValue[] = [];
  let section = "";
  let isTemplate = false;
  for (const [index, raw] of exportText(bytes).split(/\r?\n/).slice(0, LINES_MOST).entries()) {
    const line = raw.trim();
    const head = /^\[(.+)\]$/.exec(line)?.[1];
    if (head !== undefined) {
      section = head.toLowerCase();
      isTemplate ||= ["system access", "privilege rights", "registry values", "version"].includes(section);
      continue;
    }
    const equals = line.indexOf("=");
    if (equals <= 0) continue;
    const name = line.slice(0, equals).trim();
    const text = line.slice(equals + 1).trim();
    if (section === "system access") access.set(name, accessValue(text));
    else if (section === "privilege rights") rights.set(name, accounts(text));
    else if (section === "registry values") {
      const value = registryValue(unquoted(name), text, `${origin}#${index + 1}`);
      if (value !== undefined) registry.push(value);
    }
  }
  if (!isTemplate) {
    throw new DecodeError("security template", 0, {
      kind: "invalid",
      field: "sections",
      reason: "hold none of a template",
    });
  }
  return {
    policy: { systemAccess: Object.fromEntries(access), privilegeRights: Object.fromEntries(rights) },
    registry,
  };
}

function accounts(text: string): readonly string[] {
  return text
    .split(",")
    .map((account) => account.trim().replace(/^\*/, ""))
    .filter((account) => account !== "");
}
