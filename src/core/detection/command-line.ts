import type { HostEvent } from "../telemetry/index.ts";

/** Longest command line that is looked at; what comes behind is padding to hide from a reader. */
const LONGEST = 4000;

/** Name of the program, lower case, without folder and ".exe". */
export function programOf(event: HostEvent): string {
  const path = (event.process ?? "").toLowerCase();
  const name = path.slice(Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/")) + 1);
  return name.endsWith(".exe") ? name.slice(0, -4) : name;
}

/** The command line in lower case with single blanks and without quotes and carets, which only hide words. */
export function commandOf(event: HostEvent): string {
  const line = (event.commandLine ?? "").slice(0, LONGEST).toLowerCase();
  return line
    .replaceAll(/["'^`]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The value behind a switch: `/v NAME`, `-Name NAME`, `-Name:NAME`. */
export function switchValue(command: string, name: string): string | undefined {
  for (const sign of [" /", " -"]) {
    const start = command.indexOf(`${sign}${name}`);
    const next = start < 0 ? "" : command.slice(start + sign.length + name.length);
    if (next.startsWith(" ") || next.startsWith(":")) return next.slice(1).trimStart().split(" ")[0];
  }
  return undefined;
}

/** Whether the account is the machine itself. */
export function isSystemAccount(event: HostEvent): boolean {
  const user = event.user;
  if (user === undefined) return false;
  return user.sid === "S-1-5-18" || user.name.endsWith("$") || user.name.toLowerCase() === "system";
}
