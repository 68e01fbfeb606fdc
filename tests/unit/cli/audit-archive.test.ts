// An archive as the contract of the collectors describes it, made by hand: no Windows host stands behind it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { encodeRegExport, sectionOf } from "../../../src/core/inventory/index.ts";
import { readInventories } from "../../../src/io/ingest/index.ts";
import { dword, LISTENER, POLICY } from "../audit/hand-made-inventory.ts";
import { tarOf, zipOf } from "../ingest/index.ts";
import { runCli } from "./index.ts";

interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const folder = mkdtempSync(join(tmpdir(), "rdpulse-collected-"));
afterAll(() => rmSync(folder, { recursive: true }));
const signal = new AbortController().signal;
const HASH = "00112233445566778899aabbccddeeff00112233";

function json(name: string, value: unknown): Member {
  return { name, bytes: Buffer.from(JSON.stringify(value)) };
}

function section(name: string, value: unknown): Member {
  return json(`sections/${name}.json`, { section: name, outcome: "collected", value });
}

const service = {
  name: "TermService",
  state: "Running",
  startMode: "Manual",
  processId: "1204",
  startedAtMs: "/Date(5)/",
};
const members: readonly Member[] = [
  json("manifest.json", {
    schema: "rdpulse.collect/1",
    collector: "collect-windows 1",
    platform: "windows",
    host: "RDS01",
    collectedAt: "2026-11-22T23:00:00Z",
    isElevated: false,
    sections: [
      { section: "services", outcome: "collected", file: "sections\\services.json" },
      { section: "memory", outcome: "collected", file: "sections/memory.json" },
      { section: "security-policy", outcome: "failed", reason: "secedit needs an administrator" },
      { section: "something-newer", outcome: "failed", reason: "-" },
    ],
  }),
  // One service stands alone, as ConvertTo-Json writes a list of one.
  section("services", service),
  section("version", {
    product: "Windows Server 2022",
    version: "10.0.20348",
    build: 20348,
    installationType: "Server",
  }),
  section("port-owner", [{ port: "RDP", localAddress: "0.0.0.0" }]),
  section("channels", "System.Object[]"),
  section("hooking-products", null),
  section("certificates", [{ thumbprintSha1: HASH.toUpperCase(), store: "LocalMachine\\My", bound: true }]),
  { name: "sections/licensing.json", bytes: Buffer.from('{"section": "licensing", "outc') },
  json("sections/domain.json", { section: "domain", outcome: "failed", reason: "no domain controller answered" }),
  {
    name: `certificates/${HASH}.pem`,
    bytes: Buffer.from("-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n"),
  },
  {
    name: "exports/terminal-server.reg",
    bytes: encodeRegExport([dword(LISTENER, "PortNumber", 3390), dword(POLICY, "UserAuthentication", 0)]),
  },
];

async function packed(kind: "zip" | "tar.gz" | "folder"): Promise<string> {
  const path = join(folder, `host-${kind}`);
  if (kind === "zip") writeFileSync(path, zipOf(members));
  if (kind === "tar.gz") writeFileSync(path, gzipSync(await tarOf(members)));
  if (kind !== "folder") return path;
  for (const { name, bytes } of members) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
  return path;
}

it.each(["zip", "tar.gz", "folder"] as const)(
  "reads a collector's archive as settings of one host: %s",
  async (kind) => {
    const { inventories, passedOver } = await readInventories({ paths: [await packed(kind)], signal });
    expect(passedOver).toEqual([]);
    expect(inventories).toHaveLength(1);
    const [host] = inventories;
    if (host === undefined) throw new Error("no inventory");
    expect(host).toMatchObject({ host: "RDS01", platform: "windows", collector: "collect-windows 1" });
    expect(host.collectedAtMs).toBe(Date.UTC(2026, 10, 22, 23));
    expect(sectionOf(host, "services")).toEqual([
      { name: "TermService", state: "Running", startMode: "Manual", processId: 1204, startedAtMs: 5 },
    ]);
    expect(sectionOf(host, "version")).toMatchObject({ build: 20348, installationType: "server" });
    expect(sectionOf(host, "registry")).toHaveLength(2);
    expect(sectionOf(host, "certificates")).toEqual([
      { thumbprintSha1: HASH, store: "LocalMachine\\My", bound: true, derHex: "3003020105" },
    ]);
    const reasons = Object.entries(host.sections).flatMap(([name, one]) =>
      one?.outcome === "failed" ? [[name, one.reason]] : [],
    );
    expect(Object.fromEntries(reasons)).toMatchObject({
      memory: "sections/memory.json is not in the archive or cannot be read",
      "security-policy": "secedit needs an administrator",
      "port-owner": '[0].port is "RDP", not a number',
      channels: "value was cut by ConvertTo-Json -Depth",
      "hooking-products": "value is missing",
      licensing: expect.stringContaining("is no JSON"),
      domain: "no domain controller answered",
    });
    expect(reasons).toHaveLength(7);
  },
);

it("keeps two archives of one folder apart", async () => {
  const both = join(folder, "both");
  mkdirSync(both);
  writeFileSync(join(both, "a.zip"), zipOf(members));
  writeFileSync(join(both, "b.tar.gz"), gzipSync(await tarOf(members)));
  const { inventories } = await readInventories({ paths: [both], signal });
  expect(inventories.map(({ host }) => host)).toEqual(["RDS01", "RDS01"]);
});

it("audits an archive", async () => {
  const { code, stdout, stderr } = await runCli(["audit", await packed("zip")]);
  expect(stderr).toBe("");
  expect(code).toBe(1);
  expect(stdout).toContain("Host RDS01");
  expect(stdout).toContain("RDP-NLA");
  expect(stdout).toContain("host-zip/exports/terminal-server.reg");
});
