import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "vantage",
    operands: "",
    summary: "vantage.summary",
    description: "vantage.description",
    options: {
      join: { type: "string", value: "URL", help: "option.vantage-join" },
      "token-file": { type: "string", value: "FILE", help: "option.vantage-token-file", completes: "file" },
      token: { type: "string", value: "TOKEN", help: "option.vantage-token" },
      share: { type: "boolean", help: "option.vantage-share" },
      name: { type: "string", value: "NAME", help: "option.vantage-name" },
      capacity: { type: "string", value: "N", help: "option.vantage-capacity" },
      ca: { type: "string", value: "FILE", help: "option.vantage-ca", completes: "file" },
    },
    examples: [
      {
        line: "rdpulse vantage --join https://rdpulse.example.com:8480 --token-file token.txt",
        text: "vantage.example.join",
      },
      { line: "rdpulse vantage --join https://10.0.0.5:8480 --token-file t --ca root.pem", text: "vantage.example.ca" },
    ],
  },
  async run(args, world, language) {
    const { runVantageCommand } = await import("../serve/run-vantage.ts");
    return runVantageCommand(args, world, language);
  },
};
