import type { Command } from "../command.ts";
import { FAIL_ON, PROBE_OPTIONS } from "../probe-options.ts";

export const command: Command = {
  spec: {
    name: "check",
    operands: "TARGET",
    summary: "check.summary",
    description: "check.description",
    options: {
      json: { type: "boolean", help: "option.json" },
      transcript: { type: "string", value: "FILE", help: "option.transcript", completes: "file" },
      footprint: { type: "boolean", help: "option.footprint" },
      "fail-on": FAIL_ON,
      name: { type: "string", value: "NAME", help: "option.name" },
      ...PROBE_OPTIONS,
    },
    examples: [
      { line: "rdpulse check rds01.example.com", text: "check.example.host" },
      { line: "rdpulse check office.rdp --lang zh", text: "check.example.rdp" },
      { line: "rdpulse check [2001:db8::5]:3390 --json", text: "check.example.json" },
      { line: "rdpulse check rds01.example.com --ca company-root.pem", text: "check.example.ca" },
      { line: "rdpulse check 192.0.2.10 --skip all", text: "check.example.skip" },
    ],
    completes: "file",
  },
  async run(args, world, language) {
    const { runCheckCommand } = await import("../check-command.ts");
    return runCheckCommand(args, world, language);
  },
};
