import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "explain",
    operands: "QUERY…",
    summary: "explain.summary",
    description: "explain.description",
    options: { json: { type: "boolean", help: "option.json" } },
    examples: [
      { line: "rdpulse explain 0x904", text: "explain.example.code" },
      { line: "rdpulse explain ERRINFO_LICENSE_NO_LICENSE", text: "explain.example.symbol" },
      { line: "rdpulse explain 'an internal error has occurred'", text: "explain.example.message" },
      { line: "rdpulse explain TermDD 56", text: "explain.example.event" },
      { line: "rdpulse explain rdp-cert-expired", text: "explain.example.cause" },
    ],
  },
  async run(args, world, language) {
    const { runExplainCommand } = await import("../explain-command.ts");
    return runExplainCommand(args, world, language);
  },
};
