import type { Command } from "../command.ts";
import { CONNECTION_OPTIONS } from "../fleet/api-connection.ts";
import { OUTPUT_OPTIONS } from "../fleet/fleet-output.ts";

export const command: Command = {
  spec: {
    name: "slo",
    operands: "[GROUP]",
    summary: "slo.summary",
    description: "slo.description",
    options: { ...CONNECTION_OPTIONS, ...OUTPUT_OPTIONS },
    examples: [
      { line: "rdpulse slo", text: "slo.example.fleet" },
      { line: "rdpulse slo site/Berlin --json", text: "slo.example.site" },
    ],
  },
  async run(args, world, language) {
    const { runSloCommand } = await import("../fleet/run-slo.ts");
    return runSloCommand(args, world, language);
  },
};
