import type { Command } from "../command.ts";

const SEVERITY_CHOICES = ["high", "medium", "low", "info"];

export const command: Command = {
  spec: {
    name: "detect",
    operands: "LOGS…",
    summary: "detect.summary",
    description: "detect.description",
    options: {
      sigma: { type: "string", value: "FILE|FOLDER", help: "option.detect-sigma", multiple: true, completes: "file" },
      thresholds: { type: "string", value: "FILE", help: "option.detect-thresholds", completes: "file" },
      baseline: { type: "string", value: "FILE", help: "option.detect-baseline", completes: "file" },
      "save-baseline": { type: "string", value: "FILE", help: "option.detect-save-baseline", completes: "file" },
      since: { type: "string", value: "TIME", help: "option.detect-since" },
      until: { type: "string", value: "TIME", help: "option.detect-until" },
      "min-severity": {
        type: "string",
        value: "SEVERITY",
        help: "option.detect-min-severity",
        choices: SEVERITY_CHOICES,
      },
      "fail-on": { type: "string", value: "SEVERITY", help: "option.detect-fail-on", choices: SEVERITY_CHOICES },
      "utc-offset": { type: "string", value: "±HH:MM", help: "option.utc-offset" },
      json: { type: "boolean", help: "option.json" },
      ndjson: { type: "boolean", help: "option.detect-ndjson" },
      csv: { type: "boolean", help: "option.csv" },
    },
    examples: [
      { line: "rdpulse detect C:\\Windows\\System32\\winevt\\Logs", text: "detect.example.folder" },
      { line: "rdpulse detect october/ --save-baseline usual.json", text: "detect.example.baseline" },
      { line: "rdpulse detect logs.zip --sigma rules/", text: "detect.example.sigma" },
      { line: "rdpulse detect logs.zip --thresholds mine.json", text: "detect.example.thresholds" },
      { line: "rdpulse detect /var/log/xrdp-sesman.log --json", text: "detect.example.json" },
    ],
    completes: "file",
  },
  async run(args, world, language) {
    const { runDetectCommand } = await import("../detect/run-detect.ts");
    return runDetectCommand(args, world, language);
  },
};
