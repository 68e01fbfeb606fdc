import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "restore",
    operands: "FILE",
    summary: "restore.summary",
    description: "restore.description",
    options: {
      data: { type: "string", value: "FOLDER", help: "option.archive-data", completes: "file" },
      force: { type: "boolean", help: "option.archive-force" },
      json: { type: "boolean", help: "option.json" },
    },
    examples: [{ line: "rdpulse restore monitor-backup.tar --force", text: "restore.example" }],
    completes: "file",
  },
  async run(args, world, language) {
    const { runRestoreCommand } = await import("../archive/run-archive.ts");
    return runRestoreCommand(args, world, language);
  },
};
