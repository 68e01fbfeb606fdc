import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "explain",
    operands: "QUERY…|PATH…",
    summary: "explain.summary",
    description: "explain.description",
    options: {
      events: { type: "string", multiple: true, value: "PATH", help: "option.story-events", completes: "file" },
      probe: { type: "string", value: "FILE", help: "option.story-probe", completes: "file" },
      code: { type: "string", value: "CODE", help: "option.story-code" },
      html: { type: "string", value: "FILE", help: "option.story-html", completes: "file" },
      svg: { type: "string", value: "FILE", help: "option.story-svg", completes: "file" },
      json: { type: "boolean", help: "option.json" },
    },
    examples: [
      { line: "rdpulse explain 0x904", text: "explain.example.code" },
      { line: "rdpulse explain ERRINFO_LICENSE_NO_LICENSE", text: "explain.example.symbol" },
      { line: "rdpulse explain 'an internal error has occurred'", text: "explain.example.message" },
      { line: "rdpulse explain TermDD 56", text: "explain.example.event" },
      { line: "rdpulse explain rdp-cert-expired", text: "explain.example.cause" },
      { line: "rdpulse explain srv01-logs/", text: "explain.example.folder" },
      { line: "rdpulse explain --probe check.json --events srv01-logs/", text: "explain.example.joint" },
    ],
    completes: "file",
  },
  async run(args, world, language) {
    const { runExplainCommand } = await import("../explain-command.ts");
    return runExplainCommand(args, world, language);
  },
};
