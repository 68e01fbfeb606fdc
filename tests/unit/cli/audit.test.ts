import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromUtf16 } from "../../../src/core/bytes/index.ts";
import { encodeRegExport, encodeRegistryPol, type RegistryValue } from "../../../src/core/inventory/index.ts";
import { dword, LISTENER, POLICY, SERVER } from "../audit/hand-made-inventory.ts";
import { healthy, refused, runCli } from "./index.ts";

const HOSTILE = `"><img src=x onerror=alert(1)>\u001b[31m\u202e`;
const NAME_KEY = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName";

function text(key: string, name: string, value: string): RegistryValue {
  return { key, name, type: "REG_SZ", value, at: "" };
}

/** How often each element begins, or ends. */
function countTags(html: string, pattern: RegExp): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [, name = ""] of html.matchAll(pattern)) {
    if (name !== "meta" && name !== "br") counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

describe("rdpulse audit", () => {
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-audit-"));
  const host = join(folder, "rds01");
  const at = (name: string): string => join(folder, name);

  beforeAll(() => {
    mkdirSync(host);
    const server = [
      text(NAME_KEY, "ComputerName", HOSTILE),
      dword(SERVER, "fDenyTSConnections", 0),
      dword(LISTENER, "SecurityLayer", 1),
      dword(LISTENER, "MaxUsers", 5),
    ];
    writeFileSync(join(host, "server.reg"), encodeRegExport(server));
    writeFileSync(join(host, "policy.reg"), encodeRegExport([dword(POLICY, "UserAuthentication", 0)]));
    const template = `\ufeff[System Access]\r\nLockoutBadCount = 0\r\n[Privilege Rights]\r\nSeRemoteInteractiveLogonRight = ${HOSTILE}\r\n`;
    writeFileSync(join(host, "secedit.inf"), fromUtf16(template));
    writeFileSync(join(host, "notes.txt"), "nothing to see here");
    writeFileSync(at("registry.pol"), encodeRegistryPol([dword(POLICY, "UserAuthentication", 1)]));
    writeFileSync(at("xrdp.ini"), "[Globals]\nsecurity_layer=negotiate\nini_version=1\n");
    writeFileSync(at("policy.reg.gz"), gzipSync(encodeRegExport([dword(POLICY, "UserAuthentication", 0)])));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("prints what is not met, who set it and where it was read, and exits 1", async () => {
    const { code, stdout, stderr } = await runCli(["audit", host]);
    expect(code).toBe(1);
    expect(stdout).toContain("Network Level Authentication is required (RDP-NLA)");
    expect(stdout).toContain("set by a policy · policy.reg#4");
    expect(stdout).toContain("MaxUsers");
    expect(stderr).toBe("");
  });

  it("lets nothing from a file steer the terminal", async () => {
    for (const argv of [
      ["audit", host, "--all"],
      ["audit", host, "--json"],
      ["audit", host, "--lang", "zh"],
    ]) {
      const { stdout } = await runCli(argv);
      expect(stdout).not.toMatch(/\p{Cc}(?<!\n)|\u202e/u);
    }
  });

  it("fits a narrow terminal, in both languages", async () => {
    for (const language of ["en", "zh"]) {
      const { stdout } = await runCli(["audit", host, "--width", "44", "--lang", language]);
      expect(stdout.split("\n").every((line) => line.length <= 44)).toBe(true);
    }
  });

  it("gives JSON that its own schema describes, as a baseline too", async () => {
    const baseline = at("base.json");
    const first = await runCli(["audit", host, "--json", "--save-baseline", baseline]);
    const report: unknown = JSON.parse(first.stdout);
    expect(report).toMatchObject({ schema: "rdpulse.audit/1", hosts: [{ platform: "windows" }] });
    expect(readFileSync(baseline, "utf8")).toBe(first.stdout);
    const again = await runCli(["audit", host, "--baseline", baseline]);
    expect(again.stdout).toContain("Nothing changed since the baseline.");
    const overwritten = await runCli(["audit", host, "--save-baseline", baseline]);
    expect(overwritten).toMatchObject({ code: 2 });
    expect(overwritten.stderr).toContain("exists already");
  });

  it("writes an HTML report in which a hostile name is only text", async () => {
    for (const language of ["en", "zh"]) {
      const file = at(`report-${language}.html`);
      const { stderr } = await runCli(["audit", host, "--html", file, "--lang", language]);
      expect(stderr).toContain(file);
      const html = readFileSync(file, "utf8");
      expect(html).not.toContain("<img");
      expect(html).not.toMatch(/<script|\u202e|(?!\n)\p{Cc}/u);
      expect(html).toContain("&lt;img src=x");
      expect(html).toContain(`lang="${language === "zh" ? "zh-CN" : "en"}"`);
      expect(html).not.toMatch(/(?:src|href)=["'](?!#)/);
      // Every element that is opened is closed.
      expect(countTags(html, /<([a-z][a-z0-9]*)(?:\s[^>]*)?>/g)).toEqual(countTags(html, /<\/([a-z][a-z0-9]*)>/g));
    }
  });

  it("writes corrected values for their owner alone, and never over what is there", async () => {
    const fixes = at("fixes");
    const { code } = await runCli(["audit", host, "--fix-out", fixes]);
    expect(code).toBe(1);
    expect(readdirSync(fixes)).toEqual(
      expect.arrayContaining(["README.md", "README.zh.md", "apply.ps1", "registry.pol"]),
    );
    expect(statSync(fixes).mode & 0o077).toBe(0);
    for (const name of readdirSync(fixes)) expect(readFileSync(join(fixes, name), "latin1")).not.toContain("<img");
    const second = await runCli(["audit", host, "--fix-out", fixes]);
    expect(second.code).toBe(2);
  });

  it("reads a policy file, xrdp.ini and what is packed", async () => {
    const policy = await runCli(["audit", at("registry.pol"), "--all"]);
    expect(policy.stdout).toContain("registry.pol#1");
    const xrdp = await runCli(["audit", at("xrdp.ini")]);
    expect(xrdp.stdout).toContain("XRDP-SECLAYER");
    const packed = await runCli(["audit", at("policy.reg.gz")]);
    expect(packed.stdout).toContain("policy.reg.gz#4");
  });

  it("looks at a live host through a check", async () => {
    const { stdout, code } = await runCli(["audit", "rds01.example.com"], { see: () => healthy() });
    expect(code).toBeLessThanOrEqual(1);
    expect(stdout).toContain("Seen from the network only");
    expect(stdout).toContain("from the network only");
  });

  it("tells that a live host did not answer, and exits 1", async () => {
    const { code, stderr } = await runCli(["audit", "rds01.example.com"], { see: () => refused() });
    expect(code).toBe(1);
    expect(stderr).toContain("rdpulse check rds01.example.com");
  });

  it("says in one line what is wrong with its arguments", async () => {
    const wrong: readonly (readonly string[])[] = [
      ["audit"],
      ["audit", at("missing.reg")],
      ["audit", join(host, "notes.txt")],
      ["audit", host, "rds01.example.com"],
      ["audit", host, "--baseline", at("missing.json")],
      ["audit", host, "--baseline", join(host, "notes.txt")],
      ["audit", host, "--fail-on", "critical"],
      ["audit", host, "--html", join(folder, "no", "such", "folder.html")],
    ];
    for (const argv of wrong) {
      const { code, stdout, stderr } = await runCli(argv);
      expect({ argv, code, stdout, lines: stderr.trim().split("\n").length }).toEqual({
        argv,
        code: 2,
        stdout: "",
        lines: 1,
      });
    }
  });

  it("compares hosts by name", async () => {
    const other = at("other.json");
    writeFileSync(other, JSON.stringify({ schema: "rdpulse.audit/1", hosts: [{ host: "OTHER", controls: [] }] }));
    const { stderr, code } = await runCli(["audit", host, "--baseline", other]);
    expect(code).toBe(1);
    expect(stderr).toContain("the baseline does not hold");
  });
});
