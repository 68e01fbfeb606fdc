import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "sessions",
    operands: "LOGS…",
    summary: "sessions.summary",
    description: "sessions.description",
    options: {
      user: { type: "string", value: "NAME", help: "option.sessions-user", multiple: true },
      host: { type: "string", value: "NAME", help: "option.sessions-host", multiple: true },
      since: { type: "string", value: "TIME", help: "option.sessions-since" },
      until: { type: "string", value: "TIME", help: "option.sessions-until" },
      all: { type: "boolean", help: "option.sessions-all" },
      table: { type: "boolean", help: "option.sessions-table" },
      csv: { type: "boolean", help: "option.sessions-csv" },
      json: { type: "boolean", help: "option.json" },
      svg: { type: "string", value: "FILE", help: "option.sessions-svg", completes: "file" },
      local: { type: "boolean", help: "option.sessions-local" },
      "utc-offset": { type: "string", value: "±HH:MM", help: "option.sessions-utc-offset" },
    },
    examples: [
      { line: "rdpulse sessions C:\\Windows\\System32\\winevt\\Logs", text: "sessions.example.folder" },
      { line: "rdpulse sessions logs --user 'anna*' --since 2026-11-01 --all", text: "sessions.example.user" },
      { line: "rdpulse sessions rds01.zip --svg sessions.svg", text: "sessions.example.svg" },
      { line: "rdpulse sessions logs --csv > sessions.csv", text: "sessions.example.csv" },
    ],
    completes: "file",
  },
  async run(args, world, language) {
    const { runSessionsCommand } = await import("../sessions/run-sessions.ts");
    return runSessionsCommand(args, world, language);
  },
};
