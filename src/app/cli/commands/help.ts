import type { Command } from "../command.ts";
import { usage } from "../operation-error.ts";

export const command: Command = {
  spec: {
    name: "help",
    operands: "[COMMAND]",
    summary: "help.summary",
    description: "help.description",
    options: {},
    examples: [{ line: "rdpulse help check", text: "help.example" }],
    completes: "commands",
  },
  async run(args, world, language) {
    const [name, extra] = args.operands;
    if (extra !== undefined) throw usage("error.operand-extra", { command: "help", operand: "COMMAND", value: extra });
    const { printHelp } = await import("../print-help.ts");
    return printHelp(name, args, world, language);
  },
};
