// RDPulse.ps1 cannot be run here. What can be held: that it is PowerShell by a grammar, that it calls nothing but what reads,
// and that it asks for addresses and words that the API has.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";
import { Language, type Node, Parser } from "web-tree-sitter";
import { api } from "../../../src/core/contract/index.ts";

const script = readFileSync(new URL("../../../deploy/powershell/RDPulse.ps1", import.meta.url), "utf8");
const description = readFileSync(new URL("../../../docs/openapi.json", import.meta.url), "utf8");
const grammar = createRequire(import.meta.url).resolve("tree-sitter-powershell/tree-sitter-powershell.wasm");

const COMMANDS: ReadonlySet<string> = new Set([
  "ForEach-Object",
  "Invoke-RestMethod",
  "Select-Object",
  "Set-StrictMode",
]);

let nodes: readonly Node[] = [];
beforeAll(async () => {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  const tree = parser.parse(script);
  const found: Node[] = [];
  const walk = (node: Node): void => {
    found.push(node);
    for (const child of node.children) if (child !== null) walk(child);
  };
  if (tree !== null) walk(tree.rootNode);
  nodes = found;
});

function texts(type: string): readonly string[] {
  return nodes.filter((node) => node.type === type).map((node) => node.text);
}

describe("RDPulse.ps1", () => {
  it("is PowerShell", () => {
    expect(nodes.length).toBeGreaterThan(500);
    expect(nodes.filter((node) => node.type === "ERROR" || node.isMissing).map(({ text }) => text)).toEqual([]);
  });

  it("calls what reads, and its own functions", () => {
    const own = texts("function_name");
    expect(own).toEqual(expect.arrayContaining(["Get-RDPulseHost", "Get-RDPulseIncident", "Get-RDPulseCertificate"]));
    const others = texts("command_name").filter((name) => !own.includes(name) && !COMMANDS.has(name));
    expect(others).toEqual([]);
    expect(script).toMatch(/Invoke-RestMethod [^\n]*-Method Get/);
  });

  it("has help for each function that people call", () => {
    for (const name of ["Get-RDPulseHost", "Get-RDPulseIncident", "Get-RDPulseCertificate"]) {
      const [help = ""] = script.split(`function ${name} {`)[1]?.split("[CmdletBinding()]") ?? [];
      for (const part of [".SYNOPSIS", ".PARAMETER Token", ".EXAMPLE"]) expect(help).toContain(part);
    }
  });

  it("asks for what the API has", () => {
    const paths = [...script.matchAll(/-Path '(\w+)'/g)].map(([, path]) => `/api/v1/${path}`);
    expect(paths).toEqual(["/api/v1/hosts", "/api/v1/incidents", "/api/v1/certificates"]);
    const described: { readonly paths: Readonly<Record<string, unknown>> } = JSON.parse(description);
    const known = Object.keys(described.paths).map((path) => (path.startsWith("/api/") ? path : `/api/v1${path}`));
    expect(paths.filter((path) => !known.includes(path))).toEqual([]);
    const sets = [...script.matchAll(/ValidateSet\(([^)]*)\)/g)].map(([, words = ""]) => words.match(/\w+/g));
    expect(sets[0]?.toSorted()).toEqual(api.HOST_STATUSES.toSorted());
    expect(sets[1]?.toSorted()).toEqual(api.INCIDENT_STATES.toSorted());
    expect(sets[2]?.toSorted()).toEqual(api.SEVERITIES.toSorted());
  });

  it("holds only ASCII, and nothing newer than PowerShell 5.1", () => {
    expect(script).not.toMatch(/[^\t\n -~]/);
    expect(script).not.toMatch(/\?\?|&&|\|\||\?\.|ForEach-Object -Parallel/);
  });

  it("says that it was never run on Windows", () => {
    expect(script).toContain("never run on a real Windows");
  });
});
