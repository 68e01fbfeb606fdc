import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "backup",
    operands: "FILE",
    summary: "backup.summary",
    description: "backup.description",
    options: {
      data: { type: "string", value: "FOLDER", help: "option.archive-data", completes: "file" },
      store: { type: "string", value: "URL", help: "option.archive-store" },
      json: { type: "boolean", help: "option.json" },
    },
    examples: [{ line: "rdpulse backup monitor-backup.tar", text: "backup.example" }],
    completes: "file",
  },
  async run(args, world, language) {
    const { runBackupCommand } = await import("../archive/run-archive.ts");
    return runBackupCommand(args, world, language);
  },
};
