import type { PolicyResult } from "./inventory.ts";
import { childOf, childText, type XmlElement } from "./xml-element.ts";

/*
 * gpresult /x (namespaces http://www.microsoft.com/GroupPolicy/Rsop, …/Settings/Registry, …/Settings/Security):
 *   Rsop / ComputerResults
 *     Name                                          DOMAIN\HOST$
 *     GPO *  Name, Path / Identifier                every policy object with its {GUID}
 *     ExtensionData * / Extension *
 *       Policy *           GPO / Identifier, Precedence, Name, State        a setting of an administrative template, localised name
 *       RegistrySetting *  GPO / Identifier, Precedence, KeyPath, Value / (Name, Number | String)
 *       SecurityOptions *  GPO / Identifier, Precedence, KeyName (MACHINE\KEY\NAME), SettingNumber
 *       Account *          GPO / Identifier, Precedence, Name (LockoutBadCount), SettingNumber
 *       UserRightsAssignment *  GPO / Identifier, Precedence, Name (SeRemoteInteractiveLogonRight)
 * Precedence 1 is the policy that won; without it the only one that is listed.
 */

const SETTINGS_MOST = 100_000;

/** What gpresult tells of the computer. */
export interface PolicyReport {
  readonly host?: string;
  readonly results: readonly PolicyResult[];
}

function named(computer: XmlElement): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const gpo of computer.children.filter(({ name }) => name === "GPO")) {
    const id = childText(childOf(gpo, "Path"), "Identifier");
    const name = childText(gpo, "Name");
    if (id !== undefined && name !== undefined) names.set(id.toLowerCase(), name);
  }
  return names;
}

function resultOf(setting: XmlElement, names: ReadonlyMap<string, string>, at: string): PolicyResult | undefined {
  const precedence = childText(setting, "Precedence");
  if (precedence !== undefined && precedence !== "1") return undefined;
  const id = childText(childOf(setting, "GPO"), "Identifier");
  if (id === undefined) return undefined;
  const of = { policy: names.get(id.toLowerCase()) ?? id, at };
  const name = childText(setting, "Name");
  switch (setting.name) {
    case "Policy": {
      const state = childText(setting, "State");
      return { ...of, ...(name === undefined ? {} : { setting: name }), ...(state === undefined ? {} : { state }) };
    }
    case "RegistrySetting": {
      const value = childOf(setting, "Value");
      const key = childText(setting, "KeyPath");
      const valueName = childText(value, "Name");
      const text = childText(value, "Number") ?? childText(value, "String");
      if (key === undefined || valueName === undefined) return undefined;
      return { ...of, key, valueName, ...(text === undefined ? {} : { value: text }) };
    }
    case "SecurityOptions": {
      const path = childText(setting, "KeyName") ?? "";
      const slash = path.lastIndexOf("\\");
      const text = childText(setting, "SettingNumber") ?? childText(setting, "SettingString");
      if (slash <= 0) return undefined;
      return {
        ...of,
        key: path.slice(0, slash),
        valueName: path.slice(slash + 1),
        ...(text === undefined ? {} : { value: text }),
      };
    }
    case "Account": {
      const text = childText(setting, "SettingNumber") ?? childText(setting, "SettingBoolean");
      return name === undefined ? undefined : { ...of, setting: name, ...(text === undefined ? {} : { value: text }) };
    }
    case "UserRightsAssignment":
      return name === undefined ? undefined : { ...of, setting: name };
    default:
      return undefined;
  }
}

/** Is this document what `gpresult /x` writes? */
export function isPolicyReport(root: XmlElement): boolean {
  return root.name === "Rsop";
}

/**
 * Reads the computer's part of gpresult /x: which policy object won each setting. `origin` names the file; `at` is
 * "FILE#NUMBER of the setting". Names of administrative templates are in the language of the host.
 */
export function readGpresult(root: XmlElement, origin: string): PolicyReport {
  const computer = childOf(root, "ComputerResults");
  if (computer === undefined) return { results: [] };
  const names = named(computer);
  const settings = computer.children
    .filter(({ name }) => name === "ExtensionData")
    .flatMap((data) => data.children.filter(({ name }) => name === "Extension"))
    .flatMap(({ children }) => children)
    .slice(0, SETTINGS_MOST);
  const results = settings.flatMap((setting, index) => resultOf(setting, names, `${origin}#${index + 1}`) ?? []);
  const host = childText(computer, "Name")?.replace(/^.*\\/, "").replace(/\$$/, "");
  return host === undefined || host === "" ? { results } : { host, results };
}
