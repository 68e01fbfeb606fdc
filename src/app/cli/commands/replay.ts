import type { Command } from "../command.ts";
import { FAIL_ON } from "../probe-options.ts";

export const command: Command = {
  spec: {
    name: "replay",
    operands: "TRANSCRIPT",
    summary: "replay.summary",
    description: "replay.description",
    options: {
      json: { type: "boolean", help: "option.json" },
      footprint: { type: "boolean", help: "option.footprint" },
      "fail-on": FAIL_ON,
    },
    examples: [
      { line: "rdpulse check rds01.example.com --transcript rds01.txt", text: "replay.example.record" },
      { line: "rdpulse replay rds01.txt", text: "replay.example.replay" },
    ],
    completes: "file",
  },
  async run(args, world, language) {
    const { runReplayCommand } = await import("../replay-command.ts");
    return runReplayCommand(args, world, language);
  },
};
