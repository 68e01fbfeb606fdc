import type { Command } from "../command.ts";
import { CONNECTION_OPTIONS } from "../fleet/api-connection.ts";
import { OUTPUT_OPTIONS } from "../fleet/fleet-output.ts";

export const command: Command = {
  spec: {
    name: "alerts",
    operands: "[list|test|retry] [CHANNEL|ID]",
    summary: "alerts.summary",
    description: "alerts.description",
    options: {
      ...CONNECTION_OPTIONS,
      state: {
        type: "string",
        value: "STATE",
        help: "option.alerts-state",
        choices: ["waiting", "delivered", "dead"],
      },
      channel: { type: "string", value: "NAME", help: "option.alerts-channel" },
      limit: { type: "string", value: "N", help: "option.fleet-limit" },
      ...OUTPUT_OPTIONS,
    },
    examples: [
      { line: "rdpulse alerts --state dead", text: "alerts.example.dead" },
      { line: "rdpulse alerts test mail", text: "alerts.example.test" },
      { line: "rdpulse alerts retry 8f3a2c", text: "alerts.example.retry" },
    ],
    completes: ["list", "test", "retry"],
  },
  async run(args, world, language) {
    const { runAlertsCommand } = await import("../fleet/run-alerts.ts");
    return runAlertsCommand(args, world, language);
  },
};
