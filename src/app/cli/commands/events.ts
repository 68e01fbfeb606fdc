import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "events",
    operands: "FILE|FOLDER…",
    summary: "events.help.summary",
    description: "events.help.description",
    options: {
      where: { type: "string", multiple: true, value: "CONDITION", help: "option.where" },
      channel: { type: "string", multiple: true, value: "NAME", help: "option.channel" },
      provider: { type: "string", multiple: true, value: "NAME", help: "option.provider" },
      id: { type: "string", multiple: true, value: "ID", help: "option.event-id" },
      since: { type: "string", value: "TIME", help: "option.since" },
      until: { type: "string", value: "TIME", help: "option.until" },
      limit: { type: "string", value: "N", help: "option.limit" },
      follow: { type: "boolean", short: "f", help: "option.follow" },
      format: { type: "string", value: "FORMAT", help: "option.format", choices: ["xml", "json", "syslog", "xrdp"] },
      "utc-offset": { type: "string", value: "+HH:MM", help: "option.utc-offset" },
      table: { type: "boolean", help: "option.table" },
      ndjson: { type: "boolean", help: "option.events-ndjson" },
      json: { type: "boolean", help: "option.json" },
      csv: { type: "boolean", help: "option.csv" },
      quiet: { type: "boolean", short: "q", help: "option.events-quiet" },
    },
    examples: [
      { line: "rdpulse events Security.evtx --id 4624,4625", text: "events.example.id" },
      { line: "rdpulse events winevt/ --where user=anna --where 'time>=2026-11-01'", text: "events.example.user" },
      { line: "rdpulse events logs.zip --where address=10.0.0.0/8 --ndjson", text: "events.example.address" },
      { line: "rdpulse events /var/log/xrdp-sesman.log --follow", text: "events.example.follow" },
      { line: "journalctl -u xrdp -o json | rdpulse events -", text: "events.example.stdin" },
    ],
    completes: "file",
  },
  async run(args, world, language) {
    const { runEventsCommand } = await import("../events/events-command.ts");
    return runEventsCommand(args, world, language);
  },
};
