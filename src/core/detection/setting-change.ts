import type { HostEvent } from "../telemetry/index.ts";
import { commandOf, programOf, switchValue } from "./command-line.ts";

/** A value of the registry that somebody set, as far as the event tells. */
export interface SettingChange {
  /** Lower case. */
  readonly key: string;
  readonly name: string;
  /** The number, where it is one. */
  readonly number?: number;
  readonly text: string;
  /** "registry": the value was set. "command": a command that sets it was started; whether it worked is not told. */
  readonly how: "registry" | "command";
}

/** Reads Sysmon 13, Security 4657, `reg add` and PowerShell's item properties; undefined for anything else. */
export function settingChangeOf(event: HostEvent): SettingChange | undefined {
  if (event.kind === "registry-set") {
    const { registryKey = "", registryValue = "", detail = "" } = event.values ?? {};
    if (registryValue === "") return undefined;
    return changeOf(registryKey, registryValue, detail, "registry");
  }
  if (event.kind !== "process-started" || event.commandLine === undefined) return undefined;
  const command = commandOf(event);
  if (programOf(event) === "reg" || /(?:^|[\\ ])reg(?:\.exe)? add /.test(command)) {
    const name = switchValue(command, "v");
    const key = / add (hk\S+(?: \S+)*?) \/v /.exec(command)?.[1] ?? "";
    return name === undefined ? undefined : changeOf(key, name, switchValue(command, "d") ?? "", "command");
  }
  if (!command.includes("itemproperty")) return undefined;
  const name = switchValue(command, "name") ?? switchValue(command, "n");
  if (name === undefined) return undefined;
  return changeOf(switchValue(command, "path") ?? command, name, switchValue(command, "value") ?? "", "command");
}

function changeOf(key: string, name: string, text: string, how: SettingChange["how"]): SettingChange {
  // Sysmon writes "DWORD (0x00000001)", Security "0x1" or "1".
  const digits = /^(?:[dq]word \()?(0x[\da-f]{1,16}|\d{1,16})\)?$/i.exec(text.trim())?.[1];
  return {
    key: key.toLowerCase(),
    name: name.toLowerCase(),
    text,
    how,
    ...(digits === undefined ? {} : { number: Number(digits) }),
  };
}
