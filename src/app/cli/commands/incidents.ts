import type { Command } from "../command.ts";
import { CONNECTION_OPTIONS } from "../fleet/api-connection.ts";
import { OUTPUT_OPTIONS } from "../fleet/fleet-output.ts";

export const command: Command = {
  spec: {
    name: "incidents",
    operands: "[list|show|ack|unack|assign|note|mute|unmute|merge|split|close|post-mortem] [INC-NUMBER …]",
    summary: "incidents.summary",
    description: "incidents.description",
    options: {
      ...CONNECTION_OPTIONS,
      state: {
        type: "string",
        value: "STATES",
        help: "option.incidents-state",
        choices: ["open", "acknowledged", "closed"],
        list: true,
      },
      severity: {
        type: "string",
        value: "WORDS",
        help: "option.incidents-severity",
        choices: ["critical", "major", "minor"],
        list: true,
      },
      cause: { type: "string", value: "ID", help: "option.hosts-cause" },
      host: { type: "string", value: "NAME", help: "option.incidents-host" },
      limit: { type: "string", value: "N", help: "option.fleet-limit" },
      ...OUTPUT_OPTIONS,
    },
    examples: [
      { line: "rdpulse incidents", text: "incidents.example.list" },
      { line: "rdpulse incidents show INC-12", text: "incidents.example.show" },
      { line: "rdpulse incidents ack INC-12", text: "incidents.example.ack" },
      { line: 'rdpulse incidents note INC-12 "switch port was down"', text: "incidents.example.note" },
      { line: "rdpulse incidents mute INC-12 2h", text: "incidents.example.mute" },
      { line: "rdpulse incidents post-mortem INC-12 > inc-12.md", text: "incidents.example.post-mortem" },
    ],
    completes: [
      "list",
      "show",
      "ack",
      "unack",
      "assign",
      "note",
      "mute",
      "unmute",
      "merge",
      "split",
      "close",
      "post-mortem",
    ],
  },
  async run(args, world, language) {
    const { runIncidentsCommand } = await import("../fleet/run-incidents.ts");
    return runIncidentsCommand(args, world, language);
  },
};
