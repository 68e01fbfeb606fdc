import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "config",
    operands: "check FILE | example | schema",
    summary: "config.summary",
    description: "config.description",
    options: { json: { type: "boolean", help: "option.config-json" } },
    examples: [
      { line: "rdpulse config check rdpulse.yaml", text: "config.example.check" },
      { line: "rdpulse config example > rdpulse.yaml", text: "config.example.example" },
      { line: "rdpulse config schema > rdpulse.schema.json", text: "config.example.schema" },
    ],
    completes: ["check", "example", "schema"],
  },
  async run(args, world, language) {
    const { runConfigCommand } = await import("../config/run-config.ts");
    return runConfigCommand(args, world, language);
  },
};
