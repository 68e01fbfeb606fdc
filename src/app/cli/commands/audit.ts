import type { Command } from "../command.ts";
import { PROBE_OPTIONS } from "../probe-options.ts";

export const command: Command = {
  spec: {
    name: "audit",
    operands: "TARGET…",
    summary: "audit-host.summary",
    description: "audit-host.description",
    options: {
      json: { type: "boolean", help: "option.json" },
      html: { type: "string", value: "FILE", help: "option.audit-html", completes: "file" },
      "fix-out": { type: "string", value: "FOLDER", help: "option.audit-fix-out", completes: "file" },
      baseline: { type: "string", value: "FILE", help: "option.audit-baseline", completes: "file" },
      "save-baseline": { type: "string", value: "FILE", help: "option.audit-save-baseline", completes: "file" },
      "fail-on": {
        type: "string",
        value: "SEVERITY",
        help: "option.audit-fail-on",
        choices: ["high", "medium", "low"],
      },
      role: {
        type: "string",
        value: "ROLE",
        help: "option.audit-role",
        choices: ["workstation", "member", "standalone-server", "domain-controller"],
      },
      name: { type: "string", value: "NAME", help: "option.audit-name", multiple: true },
      all: { type: "boolean", help: "option.audit-all" },
      ...PROBE_OPTIONS,
    },
    examples: [
      { line: "rdpulse audit rds01.zip", text: "audit-host.example.archive" },
      { line: "rdpulse audit policy.reg server.reg secedit.inf", text: "audit-host.example.exports" },
      { line: "rdpulse audit rds01.example.com", text: "audit-host.example.live" },
      { line: "rdpulse audit rds01.zip --fix-out fixes --html report.html", text: "audit-host.example.fix" },
      { line: "rdpulse audit rds01.zip --baseline october.json", text: "audit-host.example.baseline" },
    ],
    completes: "file",
  },
  async run(args, world, language) {
    const { runAuditCommand } = await import("../audit/run-audit.ts");
    return runAuditCommand(args, world, language);
  },
};
