import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "export",
    operands: "FILE|-",
    summary: "export.summary",
    description: "export.description",
    options: {
      data: { type: "string", value: "FOLDER", help: "option.archive-data", completes: "file" },
      store: { type: "string", value: "URL", help: "option.archive-store" },
      json: { type: "boolean", help: "option.json" },
    },
    examples: [{ line: "rdpulse export monitor.ndjson", text: "export.example" }],
    completes: "file",
  },
  async run(args, world, language) {
    const { runExportCommand } = await import("../archive/run-archive.ts");
    return runExportCommand(args, world, language);
  },
};
