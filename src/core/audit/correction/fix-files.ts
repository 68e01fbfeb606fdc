import { fromUtf16 } from "../../bytes/index.ts";
import { printable } from "../../texts/index.ts";
import type { HostAudit } from "../host/audit-host.ts";
import { applyScript, rollbackScript } from "./apply-script.ts";
import type { Correction, IniChange, TemplateChange } from "./correction.ts";
import { guide } from "./guide.ts";
import { registryFiles } from "./registry-files.ts";

/** A file of the folder of corrected values. Texts are UTF-8. */
export interface FixFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** To be run as a program. */
  readonly isScript?: boolean;
}

/* A security template as secedit reads it: UTF-16LE with its mark, lines ended by CRLF. */
function securityTemplate(changes: readonly TemplateChange[]): Uint8Array {
  const sections = ["System Access", "Privilege Rights"].flatMap((section) => {
    const lines = changes.filter((change) => change.section === section);
    return lines.length === 0 ? [] : [`[${section}]`, ...lines.map(({ key, value }) => `${key} = ${value}`)];
  });
  const head = ["[Unicode]", "Unicode=yes", "[Version]", 'signature="$CHICAGO$"', "Revision=1"];
  return fromUtf16(`\ufeff${[...head, ...sections].join("\r\n")}\r\n`);
}

/* A text that is shown as it is holds nothing that ends a line. */
function isOneLine(text: string): boolean {
  return printable(text, text.length * 12) === text;
}

/* Lines of xrdp.ini under their section, as they stand there; the old ones as comments of the way back. */
function iniLines(changes: readonly IniChange[], isWayBack: boolean): string {
  const lines: string[] = [];
  for (const file of ["xrdp.ini", "sesman.ini"] as const) {
    const ofFile = changes.filter((change) => change.file === file);
    if (ofFile.length > 0) lines.push(`; /etc/xrdp/${file}`);
    for (const section of new Set(ofFile.map((change) => change.section))) {
      lines.push(`[${section}]`);
      for (const { key, value, before } of ofFile.filter((change) => change.section === section)) {
        if (!isWayBack) lines.push(`${key}=${value}`);
        else if (before === undefined) lines.push(`; ${key}: the line was not there, take it away`);
        else lines.push(isOneLine(before) ? `${key}=${before}` : `; ${key}: see your backup`);
      }
    }
    if (ofFile.length > 0) lines.push("");
  }
  return `${lines.join("\n")}\n`;
}

/* One script for all lines: a copy of both files first, and back to it when a command fails. */
function iniScript(corrections: readonly Correction[]): string {
  const fixes = corrections.flatMap(({ commands }) =>
    commands?.shell === "sh"
      ? [...commands.backup, ...commands.fix.filter((line) => !line.startsWith("systemctl"))]
      : [],
  );
  return [
    "#!/bin/sh",
    '# Written by "rdpulse audit --fix-out". Run as root. rollback.sh puts the copies back.',
    "set -eu",
    "for file in xrdp.ini sesman.ini; do",
    '  if [ -e "/etc/xrdp/$file.before-rdpulse" ]; then echo "/etc/xrdp/$file.before-rdpulse exists: nothing was changed" >&2; exit 1; fi',
    "done",
    "for file in xrdp.ini sesman.ini; do",
    '  cp -p "/etc/xrdp/$file" "/etc/xrdp/$file.before-rdpulse"',
    "done",
    ...fixes,
    "systemctl restart xrdp-sesman xrdp",
    "",
  ].join("\n");
}

const INI_ROLLBACK = [
  "#!/bin/sh",
  "# Puts back what apply.sh copied. Run as root.",
  "set -eu",
  "for file in xrdp.ini sesman.ini; do",
  '  cp -p "/etc/xrdp/$file.before-rdpulse" "/etc/xrdp/$file"',
  "done",
  "systemctl restart xrdp-sesman xrdp",
  "",
].join("\n");

/**
 * The files of `--fix-out`: scripts with their way back, registry.pol and .reg, security template, lines of xrdp.ini, and
 * the guide with order and risk in both languages. Made of the corrections alone; nothing is applied.
 */
export function fixFiles(audit: HostAudit, corrections: readonly Correction[]): readonly FixFile[] {
  const changes = corrections.flatMap((correction) => correction.changes);
  const template = changes.flatMap((change) => (change.kind === "template" ? [change] : []));
  const ini = changes.flatMap((change) => (change.kind === "ini" ? [change] : []));
  const script = applyScript(corrections);
  const files: FixFile[] = [
    ...(script === undefined
      ? []
      : [
          { name: "apply.ps1", content: script.replaceAll("\n", "\r\n") },
          { name: "rollback.ps1", content: rollbackScript().replaceAll("\n", "\r\n") },
        ]),
    ...(template.length === 0 ? [] : [{ name: "security-template.inf", content: securityTemplate(template) }]),
    ...registryFiles(corrections),
    ...(ini.length === 0
      ? []
      : [
          { name: "apply.sh", content: iniScript(corrections), isScript: true },
          { name: "rollback.sh", content: INI_ROLLBACK, isScript: true },
          { name: "xrdp-lines.ini", content: iniLines(ini, false) },
          { name: "xrdp-lines-rollback.ini", content: iniLines(ini, true) },
        ]),
  ];
  const names = files.map(({ name }) => name);
  return [
    { name: "README.md", content: guide(audit, corrections, names, "en") },
    { name: "README.zh.md", content: guide(audit, corrections, names, "zh") },
    ...files,
  ];
}
