import type { Command } from "../command.ts";
import { SERVER_OPTIONS } from "../fleet/api-connection.ts";
import { FAIL_ON, REACH_OPTIONS } from "../probe-options.ts";

export const command: Command = {
  spec: {
    name: "logon",
    operands: "HOST --user NAME",
    summary: "logon.summary",
    description: "logon.description",
    options: {
      user: { type: "string", short: "u", value: "NAME", help: "option.user" },
      domain: { type: "string", short: "d", value: "DOMAIN", help: "option.domain" },
      "password-file": { type: "string", value: "FILE", help: "option.password-file", completes: "file" },
      "password-env": { type: "string", value: "VARIABLE", help: "option.password-env" },
      keyring: { type: "string", value: "SERVICE", help: "option.keyring" },
      authorize: { type: "boolean", help: "option.authorize" },
      desktop: { type: "boolean", help: "option.desktop" },
      size: { type: "string", value: "WIDTHxHEIGHT", help: "option.size" },
      colors: { type: "string", value: "BITS", help: "option.colors", choices: ["8", "15", "16", "24", "32"] },
      settle: { type: "string", value: "TIME", help: "option.settle" },
      "desktop-timeout": { type: "string", value: "TIME", help: "option.desktop-timeout" },
      end: { type: "string", value: "HOW", help: "option.end", choices: ["disconnect", "logoff"] },
      "logoff-keys": { type: "string", value: "KEYS", help: "option.logoff-keys" },
      shell: { type: "string", value: "COMMAND", help: "option.shell" },
      security: { type: "string", value: "KIND", help: "option.security", choices: ["auto", "nla", "tls", "rdp"] },
      screenshot: { type: "string", value: "FILE.png", help: "option.screenshot", completes: "file" },
      preview: {
        type: "string",
        value: "FORM",
        help: "option.preview",
        choices: ["auto", "kitty", "sixel", "blocks", "none"],
      },
      repeat: { type: "string", value: "N", help: "option.repeat" },
      every: { type: "string", value: "TIME", help: "option.every" },
      tell: { type: "boolean", help: "option.tell" },
      ...SERVER_OPTIONS,
      state: { type: "string", value: "FOLDER", help: "option.state", completes: "file" },
      "despite-failures": { type: "boolean", help: "option.despite-failures" },
      "accept-changed-key": { type: "boolean", help: "option.accept-changed-key" },
      "allow-clear-text": { type: "boolean", help: "option.allow-clear-text" },
      json: { type: "boolean", help: "option.json" },
      ndjson: { type: "boolean", help: "option.logon-ndjson" },
      quiet: { type: "boolean", short: "q", help: "option.quiet" },
      transcript: { type: "string", value: "FILE", help: "option.transcript", completes: "file" },
      "fail-on": FAIL_ON,
      name: { type: "string", value: "NAME", help: "option.name" },
      timeout: { type: "string", value: "TIME", help: "option.logon-timeout" },
      "stage-timeout": { type: "string", value: "TIME", help: "option.stage-timeout" },
      ...REACH_OPTIONS,
    },
    refused: {
      password: "error.password-argument",
      pass: "error.password-argument",
      pw: "error.password-argument",
      p: "error.password-argument",
    },
    examples: [
      { line: "rdpulse logon rds01.example.com --user CONTOSO\\\\monitor", text: "logon.example.credential" },
      {
        line: "rdpulse logon rds01 --user monitor --password-file pw.txt --authorize",
        text: "logon.example.authorize",
      },
      { line: "rdpulse logon rds01 --user monitor --desktop --screenshot desk.png", text: "logon.example.desktop" },
      {
        line: "rdpulse logon linux01 --user monitor --desktop --end logoff --logoff-keys Ctrl+D",
        text: "logon.example.logoff",
      },
      {
        line: "rdpulse logon rds01 --user monitor --password-file pw.txt --desktop --tell",
        text: "logon.example.tell",
      },
      {
        line: "rdpulse logon rds01 --user monitor --password-env PW --desktop --repeat 20 --every 1m --json",
        text: "logon.example.repeat",
      },
    ],
    completes: "file",
  },
  async run(args, world, language) {
    const { runLogonCommand } = await import("../logon/logon-command.ts");
    return runLogonCommand(args, world, language);
  },
};
