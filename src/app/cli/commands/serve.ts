import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "serve",
    operands: "",
    summary: "serve.summary",
    description: "serve.description",
    options: {
      config: { type: "string", short: "c", value: "FILE", help: "option.serve-config", completes: "file" },
      listen: { type: "string", value: "ADDRESS:PORT", help: "option.serve-listen" },
      data: { type: "string", value: "FOLDER", help: "option.serve-data", completes: "file" },
      store: { type: "string", value: "URL", help: "option.serve-store" },
      demo: { type: "boolean", help: "option.serve-demo" },
      "tls-cert": { type: "string", value: "FILE", help: "option.serve-tls-cert", completes: "file" },
      "tls-key": { type: "string", value: "FILE", help: "option.serve-tls-key", completes: "file" },
      threads: { type: "string", value: "N", help: "option.serve-threads" },
    },
    examples: [
      { line: "rdpulse serve", text: "serve.example.plain" },
      { line: "rdpulse serve --demo", text: "serve.example.demo" },
      { line: "rdpulse serve --config rdpulse.yaml", text: "serve.example.config" },
      { line: "rdpulse serve --store postgres://rdpulse@db/rdpulse", text: "serve.example.postgres" },
    ],
  },
  async run(args, world, language) {
    const { runServeCommand } = await import("../serve/run-serve.ts");
    return runServeCommand(args, world, language);
  },
};
