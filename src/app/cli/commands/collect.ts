import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "collect",
    operands: "[USER@]HOST",
    summary: "collect.summary",
    description: "collect.description",
    options: {
      user: { type: "string", value: "NAME", help: "option.collect-user" },
      port: { type: "string", value: "PORT", help: "option.collect-port" },
      identity: { type: "string", short: "i", value: "FILE", help: "option.collect-identity", completes: "file" },
      "known-hosts": { type: "string", value: "FILE", help: "option.collect-known-hosts", completes: "file" },
      "host-key": { type: "string", value: "SHA256:…", help: "option.collect-host-key" },
      platform: {
        type: "string",
        value: "KIND",
        help: "option.collect-platform",
        choices: ["windows", "xrdp", "auto"],
      },
      sudo: { type: "boolean", help: "option.collect-sudo" },
      "ask-password": { type: "boolean", help: "option.collect-ask-password" },
      "password-file": { type: "string", value: "FILE", help: "option.password-file", completes: "file" },
      "password-env": { type: "string", value: "NAME", help: "option.password-env" },
      out: { type: "string", short: "o", value: "FILE", help: "option.collect-out", completes: "file" },
      days: { type: "string", value: "N", help: "option.collect-days" },
      "most-mb": { type: "string", value: "N", help: "option.collect-most" },
      timeout: { type: "string", value: "TIME", help: "option.collect-timeout" },
      silence: { type: "string", value: "TIME", help: "option.collect-silence" },
      "print-script": {
        type: "string",
        value: "KIND",
        help: "option.collect-print-script",
        choices: ["windows", "xrdp"],
      },
      json: { type: "boolean", help: "option.json" },
    },
    examples: [
      { line: "rdpulse collect admin@rds01.example.com", text: "collect.example.host" },
      {
        line: "rdpulse collect rds01 --user admin -i ~/.ssh/id_ed25519 --host-key SHA256:…",
        text: "collect.example.pinned",
      },
      { line: "rdpulse collect xrdp01 --sudo --days 3", text: "collect.example.xrdp" },
      { line: "rdpulse collect --print-script windows > collect.ps1", text: "collect.example.script" },
    ],
  },
  async run(args, world, language) {
    const { runCollectCommand } = await import("../collect/run-collect.ts");
    return runCollectCommand(args, world, language);
  },
};
