import type { Command } from "../command.ts";
import { CONNECTION_OPTIONS } from "../fleet/api-connection.ts";
import { OUTPUT_OPTIONS } from "../fleet/fleet-output.ts";

export const command: Command = {
  spec: {
    name: "tokens",
    operands: "[list|add|revoke] [NAME]",
    summary: "tokens.summary",
    description: "tokens.description",
    options: {
      ...CONNECTION_OPTIONS,
      scope: {
        type: "string",
        value: "SCOPES",
        help: "option.tokens-scope",
        choices: ["read", "operate", "admin", "vantage", "ingest"],
        list: true,
      },
      days: { type: "string", value: "N", help: "option.tokens-days" },
      note: { type: "string", value: "TEXT", help: "option.tokens-note" },
      ...OUTPUT_OPTIONS,
    },
    examples: [
      { line: "rdpulse tokens", text: "tokens.example.list" },
      { line: "rdpulse tokens add logons --scope operate --days 90 > token.txt", text: "tokens.example.add" },
      { line: "rdpulse tokens revoke logons", text: "tokens.example.revoke" },
    ],
    completes: ["list", "add", "revoke"],
  },
  async run(args, world, language) {
    const { runTokensCommand } = await import("../fleet/run-tokens.ts");
    return runTokensCommand(args, world, language);
  },
};
