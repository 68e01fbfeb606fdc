import type { Command } from "../command.ts";
import { CONNECTION_OPTIONS } from "../fleet/api-connection.ts";

export const command: Command = {
  spec: {
    name: "report",
    operands: "",
    summary: "report.summary",
    description: "report.description",
    options: {
      period: { type: "string", value: "PERIOD", help: "option.report-period", choices: ["day", "week", "month"] },
      html: { type: "string", value: "FILE", help: "option.report-html", completes: "file" },
      markdown: { type: "string", value: "FILE", help: "option.report-markdown", completes: "file" },
      json: { type: "boolean", help: "option.json" },
      ...CONNECTION_OPTIONS,
    },
    examples: [
      { line: "rdpulse report", text: "report.example.week" },
      { line: "rdpulse report --period month --html report.html --lang zh", text: "report.example.month" },
      { line: "rdpulse report --period day --json", text: "report.example.json" },
    ],
  },
  async run(args, world, language) {
    const { runReportCommand } = await import("../report/run-report.ts");
    return runReportCommand(args, world, language);
  },
};
