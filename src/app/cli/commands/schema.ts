import type { Command } from "../command.ts";

const NAMES = ["check-1", "scan-line-1", "scan-1", "logon-1", "logon-series-1", "explain-1"] as const;

export const command: Command = {
  spec: {
    name: "schema",
    operands: "[NAME]",
    summary: "schema.summary",
    description: "schema.description",
    options: {},
    examples: [{ line: "rdpulse schema scan-line-1 > scan-line.json", text: "schema.example" }],
    completes: NAMES,
  },
  async run(args, world) {
    const { runSchemaCommand } = await import("../schema-command.ts");
    return runSchemaCommand(args, world);
  },
};
