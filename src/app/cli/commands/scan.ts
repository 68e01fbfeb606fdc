import type { Command } from "../command.ts";
import { FAIL_ON, PROBE_OPTIONS } from "../probe-options.ts";

export const command: Command = {
  spec: {
    name: "scan",
    operands: "TARGET…",
    summary: "scan.summary",
    description: "scan.description",
    options: {
      json: { type: "boolean", help: "option.scan-json" },
      ndjson: { type: "boolean", help: "option.ndjson" },
      file: { type: "string", multiple: true, value: "FILE", help: "option.file", completes: "file" },
      resume: { type: "string", value: "FILE", help: "option.resume", completes: "file" },
      parallel: { type: "string", value: "N", help: "option.parallel" },
      full: { type: "boolean", help: "option.full" },
      deadline: { type: "string", value: "TIME", help: "option.deadline" },
      rows: { type: "string", value: "N", help: "option.rows" },
      "fail-on": FAIL_ON,
      ...PROBE_OPTIONS,
    },
    examples: [
      { line: "rdpulse scan rds01 rds02 192.0.2.0/24", text: "scan.example.range" },
      { line: "rdpulse scan @hosts.txt --ndjson > results.ndjson", text: "scan.example.file" },
      { line: "rdpulse scan 10.0.0.0/16 --resume results.ndjson", text: "scan.example.resume" },
      { line: "cut -d, -f1 inventory.csv | rdpulse scan -", text: "scan.example.stdin" },
    ],
    completes: "file",
  },
  async run(args, world, language) {
    const { runScanCommand } = await import("../scan/scan-command.ts");
    return runScanCommand(args, world, language);
  },
};
