import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Language, Parser } from "web-tree-sitter";
import {
  auditHost,
  type Correction,
  type CorrectionCommands,
  correctionsFor,
  fixFiles,
} from "../../../src/core/audit/index.ts";
import {
  collected,
  firewallRule,
  inventory,
  NOW_MS,
  registryOnly,
  SERVER_2022,
  type Sections,
} from "./hand-made-inventory.ts";

const OPTIONS = { nowMs: NOW_MS };

function corrected(sections: Sections, platform: "windows" | "linux"): readonly Correction[] {
  const host = inventory(sections, platform);
  return correctionsFor(auditHost(host, OPTIONS), host, OPTIONS);
}

/** Everything that can be missed is missed. */
const BARE: Sections = {
  ...registryOnly([]),
  version: collected(SERVER_2022, "version.json"),
  "security-policy": collected(
    {
      systemAccess: { LockoutBadCount: 0 },
      privilegeRights: { SeRemoteInteractiveLogonRight: ["S-1-1-0"], SeDenyRemoteInteractiveLogonRight: [] },
    },
    "secedit.inf",
  ),
  "audit-policy": collected(
    { "0CCE9215-69AE-11D9-BED3-505054503030": { success: false, failure: false } },
    "auditpol.csv",
  ),
  channels: collected(
    [{ name: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational", enabled: false }],
    "channels.json",
  ),
  firewall: collected({ profiles: [], rules: [firewallRule("RDP", ["Any"])] }, "firewall.json"),
};

describe("PowerShell that the audit writes", () => {
  let parser: Parser;
  beforeAll(async () => {
    await Parser.init();
    const path = createRequire(import.meta.url).resolve("tree-sitter-powershell/tree-sitter-powershell.wasm");
    parser = new Parser().setLanguage(await Language.load(path));
  });

  function isSound(script: string): boolean {
    const tree = parser.parse(script);
    return tree !== null && !tree.rootNode.hasError;
  }

  it("is told from what is none", () => {
    expect(isSound("if ($true) { Get-Date }")).toBe(true);
    expect(isSound("if ($true) { Get-Date ")).toBe(false);
  });

  it("parses: the script of the set, and its way back", () => {
    const host = inventory(BARE);
    const files = fixFiles(auditHost(host, OPTIONS), corrected(BARE, "windows"));
    for (const wanted of ["apply.ps1", "rollback.ps1"]) {
      const script = files.find(({ name }) => name === wanted)?.content;
      expect({ wanted, isSound: typeof script === "string" && isSound(script) }).toEqual({ wanted, isSound: true });
    }
  });

  it("parses: the lines of each control", () => {
    for (const { controlId, commands } of corrected(BARE, "windows")) {
      if (commands === undefined) continue;
      const text = [...commands.backup, ...commands.fix, ...commands.rollback].join("\n");
      expect({ controlId, isSound: isSound(text) }).toEqual({ controlId, isSound: true });
    }
  });
});

describe("the shell lines for xrdp", () => {
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-xrdp-lines-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  const XRDP = [
    "; a comment stays",
    "[Globals]",
    "ini_version=1",
    "Security_Layer = negotiate",
    "#tls_ciphers=HIGH",
    "",
    "[Xorg]",
    "security_layer=not this one",
    "",
  ].join("\n");

  /** Runs what a correction would run, in a folder of the test instead of /etc/xrdp and without restarting anything. */
  function run(lines: readonly string[]): void {
    const script = lines.filter((line) => !line.startsWith("systemctl")).join("\n");
    execFileSync("sh", ["-euc", script.replaceAll("/etc/xrdp/", `${folder}/`)]);
  }

  it("change one line, leave the rest, and go back", () => {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, "xrdp.ini");
    writeFileSync(path, XRDP);
    cpSync(path, `${path}.was`);
    const ini = collected({ globals: { security_layer: "negotiate" }, channels: { rdpdr: "true" } }, "xrdp.ini");
    const all = corrected({ "xrdp-ini": ini }, "linux");
    const of = (id: string): CorrectionCommands | undefined => all.find(({ controlId }) => controlId === id)?.commands;
    const layer = of("XRDP-SECLAYER");
    const drive = of("XRDP-DRIVE");
    run([...(layer?.backup ?? []), ...(layer?.fix ?? [])]);
    expect(readFileSync(path, "utf8")).toBe(XRDP.replace("Security_Layer = negotiate", "security_layer=tls"));
    run(layer?.rollback ?? []);
    expect(readFileSync(path, "utf8")).toBe(XRDP);
    expect(drive).toBeDefined();
  });

  it("add a line at the end of its section", () => {
    const path = join(folder, "xrdp.ini");
    writeFileSync(path, "[Globals]\nport=3389\n[Channels]\ncliprdr=true\n");
    const all = corrected({ "xrdp-ini": collected({ globals: { require_credentials: "no" } }, "xrdp.ini") }, "linux");
    const commands = all.find(({ controlId }) => controlId === "XRDP-REQUIRE-CREDENTIALS")?.commands;
    run([...(commands?.backup ?? []), ...(commands?.fix ?? [])]);
    expect(readFileSync(path, "utf8")).toBe(
      "[Globals]\nport=3389\nrequire_credentials=true\n[Channels]\ncliprdr=true\n",
    );
  });
});
