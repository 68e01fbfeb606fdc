// The Windows collector cannot be run here. What can be held: that it is PowerShell by a grammar, that every command in it is
// on a list of commands that only read (or write into its own folder), and that what it says of itself is true.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";
import { Language, type Node, Parser } from "web-tree-sitter";
import { causes } from "../../../src/core/knowledge/index.ts";
import { windowsCommand } from "../../../src/io/collect/index.ts";
import { isSectionName } from "../../../src/core/inventory/index.ts";

const script = readFileSync(new URL("../../../collector/collect-windows.ps1", import.meta.url), "utf8");
const page = readFileSync(new URL("../../../docs/collect.md", import.meta.url), "utf8");
const grammar = createRequire(import.meta.url).resolve("tree-sitter-powershell/tree-sitter-powershell.wasm");

/** Commands that read, or make values; the script's own functions are added. */
const READING: ReadonlySet<string> = new Set([
  "Add-Type",
  "ConvertTo-Json",
  "ForEach-Object",
  "Get-Acl",
  "Get-ChildItem",
  "Get-CimAssociatedInstance",
  "Get-CimInstance",
  "Get-Content",
  "Get-ItemProperty",
  "Get-Location",
  "Get-NetConnectionProfile",
  "Get-NetFirewallAddressFilter",
  "Get-NetFirewallPortFilter",
  "Get-NetFirewallProfile",
  "Get-NetFirewallRule",
  "Get-NetTCPConnection",
  "Get-WinEvent",
  "Join-Path",
  "New-Object",
  "Out-String",
  "Resolve-DnsName",
  "Select-Object",
  "Set-StrictMode",
  "Test-Path",
  "Where-Object",
  "Write-Output",
]);

/** Commands that are let through only in these words. */
const ONLY_SO: Readonly<Record<string, RegExp>> = {
  "auditpol.exe": /^auditpol\.exe \/get \/category:\* \/r$/,
  "gpresult.exe": /^gpresult\.exe \/x \$path \/scope computer \/f$/,
  "nltest.exe": /^nltest\.exe "\/(?:sc_query|dsgetdc):\$\(\$computer\.Domain\)"$/,
  "qwinsta.exe": /^qwinsta\.exe$/,
  "reg.exe": /^reg\.exe export \$key \$path \/y$/,
  "secedit.exe": /^secedit\.exe \/export \/cfg \$path \/areas USER_RIGHTS SECURITYPOLICY \/quiet$/,
  "w32tm.exe": /^w32tm\.exe \/query \/(?:source|status \/verbose)$/,
  "wevtutil.exe": /^wevtutil\.exe epl \$channel \$path "\/q:\$query"$/,
  // Methods of this class that answer and change nothing.
  "Invoke-CimMethod":
    /^Invoke-CimMethod -InputObject \$setting -MethodName (?:GetGracePeriodDays|GetSpecifiedLicenseServerList)$/,
  // Its own folder, made by this run under a random name.
  "Remove-Item": /^Remove-Item -LiteralPath \$root -Recurse -Force -ErrorAction SilentlyContinue$/,
};

/** Calls of .NET; those that write name a path below the script's own folder, or the archive. */
const CALLS: readonly RegExp[] = [
  /^\[BitConverter\]::ToString\(/,
  /^\[Console\]::Error\.WriteLine\(/,
  /^\[Guid\]::NewGuid\(/,
  /^\[IO\.Compression\.ZipFile\]::CreateFromDirectory\(\$root, \$OutFile\)$/,
  /^\[IO\.Directory\]::CreateDirectory\(\(Join-Path \$root \$name\)\)$/,
  /^\[IO\.File\]::WriteAllLines\(\$path, /,
  /^\[IO\.File\]::WriteAllText\(\$path, /,
  /^\[IO\.File\]::WriteAllText\(\(Join-Path \$root \$path\), /,
  /^\[IO\.Path\]::GetTempPath\(\)$/,
  /^\[Math\]::Floor\(/,
  /^\[Security\.Cryptography\.X509Certificates\.RSACertificateExtensions\]::GetRSAPrivateKey\(/,
  /^\[Security\.Principal\.WindowsIdentity\]::GetCurrent\(\)$/,
  /^\$index\.Add\(/,
  /^\$principal\.IsInRole\(/,
  /\.(?:ToString|ToUniversalTime|Trim|GetType)\(/,
];

let parser: Parser;
beforeAll(async () => {
  await Parser.init();
  parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
});

function nodesOf(text: string): readonly Node[] {
  const tree = parser.parse(text);
  const nodes: Node[] = [];
  const walk = (node: Node): void => {
    nodes.push(node);
    for (const child of node.children) if (child !== null) walk(child);
  };
  if (tree !== null) walk(tree.rootNode);
  return nodes;
}

/** Everything in a script that is not known to be harmless. */
function objections(text: string): readonly string[] {
  const nodes = nodesOf(text);
  const own = new Set(nodes.filter(({ type }) => type === "function_name").map((node) => node.text));
  return nodes.flatMap((node): readonly string[] => {
    if (node.type === "ERROR" || node.isMissing) return [`no PowerShell: ${node.text.slice(0, 60)}`];
    if (node.type === "command") return objectionsToCommand(node, own);
    if (node.type === "invokation_expression")
      return CALLS.some((call) => call.test(node.text)) ? [] : [`call: ${node.text.slice(0, 80)}`];
    return [];
  });
}

function objectionsToCommand(node: Node, own: ReadonlySet<string>): readonly string[] {
  const text = node.text.replaceAll(/\s+/g, " ").trim();
  const [name = ""] = text.split(" ");
  // Blocks that the script itself hands over; what stands in them is looked at where it stands.
  if (/^& \$(?:read|write)\b/.test(text)) return [];
  if (own.has(name) || READING.has(name)) return [];
  return ONLY_SO[name]?.test(text) === true ? [] : [`command: ${text.slice(0, 80)}`];
}

describe("the Windows collector", () => {
  it("is PowerShell, and only reads", () => {
    expect(objections(script)).toEqual([]);
    expect(nodesOf(script).filter(({ type }) => type === "command").length).toBeGreaterThan(100);
  });

  it.each([
    "Set-ItemProperty -Path $policyKey -Name UserAuthentication -Value 1",
    "Invoke-Expression $text",
    "reg.exe add HKLM\\SOFTWARE\\X /f",
    "secedit.exe /configure /db x /cfg $path",
    "wevtutil.exe cl Security",
    "Remove-Item -LiteralPath C:\\ -Recurse",
    "Invoke-CimMethod -InputObject $setting -MethodName SetAllowTSConnections",
    "[IO.File]::WriteAllText('C:\\x', 'y')",
    "[IO.File]::Delete($x)",
    "& $other",
    "iex $x",
    "Restart-Service TermService",
    "w32tm.exe /resync",
    "if (",
  ])("would not get by with: %s", (line) => {
    expect(objections(`${script}\n${line}\n`)).not.toEqual([]);
  });

  it("is started by a command that is PowerShell, and removes nothing but its own folder", () => {
    const text = Buffer.from(windowsCommand(3).split(" ").at(-1) ?? "", "base64").toString("utf16le");
    const nodes = nodesOf(text);
    expect(nodes.filter((node) => node.type === "ERROR" || node.isMissing)).toEqual([]);
    const names = new Set(nodes.filter(({ type }) => type === "command_name").map((node) => node.text));
    expect([...names].toSorted()).toEqual(["ForEach-Object", "Join-Path", "New-Item", "New-Object", "Remove-Item"]);
    expect(text).toContain("Remove-Item -LiteralPath $folder -Recurse");
  });

  it("holds only ASCII, so that no code page changes it, and nothing newer than PowerShell 5.1", () => {
    expect(script).not.toMatch(/[^\t\n -~]/);
    expect(script).not.toMatch(/\?\?|&&|\|\||\?\.|ForEach-Object -Parallel/);
  });

  it("asks for no secret", () => {
    expect(script).not.toMatch(/Get-Credential|Read-Host|SecureString|ExportParameters|\.Export\(|PrivateKey\.Export/);
  });

  it("says that it was never run on Windows, and so does its page", () => {
    expect(script).toContain("never run on a real Windows");
    expect(page).toContain("never run on Windows here");
  });

  it("has a place in the table for every section, with causes that exist", () => {
    const sections = [...script.matchAll(/^\s*Add-(?:Section|Export) '([\w-]+)'/gm)].map(([, name = ""]) => name);
    const wanted = [...new Set(sections)];
    expect(wanted.length).toBeGreaterThan(18);
    const rows = new Map(
      [...page.matchAll(/^\| `([\w-]+)`\s*\| [^|]*\| ([^|]*)\|$/gm)].map(([, name, ids]) => [name, ids]),
    );
    expect(wanted.filter((name) => !rows.has(name))).toEqual([]);
    expect(wanted.filter((name) => name !== "logs" && !isSectionName(name))).toEqual([]);
    const ids = [...rows.values()].flatMap((text = "") => [...text.matchAll(/`([\w-]+)`/g)].map(([, id = ""]) => id));
    expect(ids.length).toBeGreaterThan(30);
    expect(ids.filter((id) => !Object.hasOwn(causes, id))).toEqual([]);
  });
});
