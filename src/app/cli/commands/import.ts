import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "import",
    operands: "FILE|-",
    summary: "import.summary",
    description: "import.description",
    options: {
      data: { type: "string", value: "FOLDER", help: "option.archive-data", completes: "file" },
      store: { type: "string", value: "URL", help: "option.archive-store" },
      json: { type: "boolean", help: "option.json" },
    },
    examples: [{ line: "rdpulse import monitor.ndjson --store postgres://rdpulse@db/rdpulse", text: "import.example" }],
    completes: "file",
  },
  async run(args, world, language) {
    const { runImportCommand } = await import("../archive/run-archive.ts");
    return runImportCommand(args, world, language);
  },
};
