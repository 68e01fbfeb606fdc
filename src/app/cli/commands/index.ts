import type { Command } from "../command.ts";

export type CommandName =
  | "check"
  | "logon"
  | "scan"
  | "serve"
  | "vantage"
  | "hosts"
  | "incidents"
  | "slo"
  | "report"
  | "alerts"
  | "tokens"
  | "audit"
  | "detect"
  | "collect"
  | "events"
  | "sessions"
  | "explain"
  | "replay"
  | "backup"
  | "restore"
  | "export"
  | "import"
  | "config"
  | "completion"
  | "schema"
  | "help";

/** Every command, loaded when it is called. A new one is its file, its name and its line here. */
export const COMMANDS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  check: async () => (await import("./check.ts")).command,
  logon: async () => (await import("./logon.ts")).command,
  scan: async () => (await import("./scan.ts")).command,
  serve: async () => (await import("./serve.ts")).command,
  vantage: async () => (await import("./vantage.ts")).command,
  hosts: async () => (await import("./hosts.ts")).command,
  incidents: async () => (await import("./incidents.ts")).command,
  slo: async () => (await import("./slo.ts")).command,
  report: async () => (await import("./report.ts")).command,
  alerts: async () => (await import("./alerts.ts")).command,
  tokens: async () => (await import("./tokens.ts")).command,
  audit: async () => (await import("./audit.ts")).command,
  detect: async () => (await import("./detect.ts")).command,
  collect: async () => (await import("./collect.ts")).command,
  events: async () => (await import("./events.ts")).command,
  sessions: async () => (await import("./sessions.ts")).command,
  explain: async () => (await import("./explain.ts")).command,
  replay: async () => (await import("./replay.ts")).command,
  backup: async () => (await import("./backup.ts")).command,
  restore: async () => (await import("./restore.ts")).command,
  export: async () => (await import("./export.ts")).command,
  import: async () => (await import("./import.ts")).command,
  config: async () => (await import("./config.ts")).command,
  completion: async () => (await import("./completion.ts")).command,
  schema: async () => (await import("./schema.ts")).command,
  help: async () => (await import("./help.ts")).command,
};

export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}
