// The package as a stranger gets it: packed, installed into an empty folder by two versions of npm, run by two Nodes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Node,
  type NpmName,
  type Outcome,
  PackingRoom,
  pinnedNode,
  strangersEnvironment,
  systemNode,
} from "./packed.ts";

const room = new PackingRoom();
let packed: ReturnType<PackingRoom["pack"]>;
beforeAll(() => {
  room.fetchNpms();
  packed = room.pack("npm-11");
});
afterAll(() => room.remove());

/** npm 12 does not run on the Node 20 of Debian; npm 11 runs on both. */
const runnerOf = (npm: NpmName): Node => (npm === "npm-11" ? systemNode : pinnedNode);

function install(npm: NpmName, name: string, ...options: string[]): string {
  const folder = room.folder(name);
  writeFileSync(join(folder, "package.json"), "{}");
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund"];
  room.runWell(runnerOf(npm), folder, [room.npm(npm), "install", ...quiet, ...options, packed.tarball]);
  return folder;
}

const isNewEnough = (node: Node): boolean => {
  const [major = 0, minor = 0] = node.version.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 15);
};

/** What npm says on its own behalf is no output of ours. */
const ownLines = (text: string): string => text.replaceAll(/^npm (?:warn|notice).*\n/gm, "");

/** What every way of starting must do. */
function expectToWork(run: (...args: string[]) => Outcome): void {
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"),
  );
  const told = run("--version");
  expect(told).toMatchObject({ status: 0, stdout: `rdpulse ${version}\n` });
  expect(ownLines(told.stderr)).toBe("");

  const refused = run("check", "127.0.0.1:1", "--json");
  expect(refused.status).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({ schema: "rdpulse.check/1", verdict: "unreachable" });

  // Logon's tools come in a part of their own, which only a logon loads.
  const state = room.folder("state-of-a-logon");
  const nameless = run("logon", "127.0.0.1:1", "--user", "anna", "--password-env", "NOT_SET_HERE", "--state", state);
  expect(nameless.status).toBe(2);
  expect(nameless.stderr).toContain("NOT_SET_HERE");

  const script = run("collect", "--print-script", "windows");
  expect({ status: script.status, begins: script.stdout.slice(0, 2) }).toEqual({ status: 0, begins: "<#" });

  // What reads files comes in parts of its own too, with packages beside it.
  const host = room.folder("files-of-a-host");
  const key = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server]";
  writeFileSync(
    join(host, "ts.reg"),
    `Windows Registry Editor Version 5.00\r\n\r\n${key}\r\n"fDenyTSConnections"=dword:0\r\n`,
  );
  writeFileSync(
    join(host, "events.xml"),
    '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Service Control Manager"/>' +
      '<EventID>7036</EventID><TimeCreated SystemTime="2026-11-22T23:00:00Z"/><EventRecordID>5</EventRecordID>' +
      "<Channel>System</Channel><Computer>RDS01</Computer></System></Event>",
  );
  const events = run("events", join(host, "events.xml"), "--ndjson");
  expect(JSON.parse(events.stdout)).toMatchObject({ schema: "rdpulse.event/1", at: "events.xml#5" });
  expect(JSON.parse(run("audit", host, "--json").stdout)).toMatchObject({ schema: "rdpulse.audit/1" });
  expect(JSON.parse(run("explain", host, "--json").stdout)).toMatchObject({ schema: "rdpulse.story/1" });

  const code = run("explain", "0x904", "--lang", "en");
  expect(code.status).toBe(0);
  expect(code.stdout).toContain("disconnectReasonAtClientWinsockFDCLOSE");
}

describe("the tarball", () => {
  it("carries the compiled program, its facts and its papers", () => {
    expect(packed.files).toEqual(
      expect.arrayContaining([
        "LICENSE",
        "README.md",
        "README.zh-CN.md",
        "bin/rdpulse.mjs",
        "dist/bundle/cli/main.js",
        "package.json",
      ]),
    );
  });

  it("carries no source, no test, no lab and nothing of a build", () => {
    const surplus = packed.files.filter(
      (path) =>
        /\.ts$|\.test\.|tsbuildinfo|vitest/.test(path) ||
        !/^(bin|collector|deploy|dist|docs\/schema|transcripts)\/|^[^/]+$/.test(path),
    );
    expect(surplus).toEqual([]);
  });

  it("is small", () => {
    expect(statSync(packed.tarball).size).toBeLessThan(2_000_000);
  });
});

describe.each(["npm-11", "npm-12"] as const)("installed by %s", (npm) => {
  let folder: string;
  beforeAll(() => {
    folder = install(npm, npm);
  });

  it("brings no development package", () => {
    const installed = readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."));
    expect(installed.filter((name) => /typescript|vitest|ox|knip|fast-check|^@types$/.test(name))).toEqual([]);
  });

  it(`runs by npx on Node ${runnerOf(npm).version}`, () => {
    expectToWork((...args) => room.run(runnerOf(npm), folder, [room.npx(npm), "rdpulse", ...args]));
  });

  it("serves its demo, with threads and recordings of its own", async () => {
    const program = join(folder, "node_modules", ".bin", "rdpulse");
    const args = ["serve", "--demo", "--listen", "127.0.0.1:0", "--data", room.folder(`store-${npm}`)];
    const child = spawn(pinnedNode.path, [program, ...args], { env: strangersEnvironment(pinnedNode) });
    try {
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
      const [line] = await Promise.race([once(child.stdout.setEncoding("utf8"), "data"), once(child, "exit")]);
      const url = /http:\S+/.exec(String(line))?.[0] ?? said;
      await expect
        .poll(async () => (await fetch(new URL("api/v1/overview", url))).json(), { timeout: 20_000, interval: 500 })
        .toMatchObject({ statuses: { up: expect.any(Number) }, openIncidents: expect.any(Number) });
    } finally {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  });

  it.each([systemNode, pinnedNode])("runs by itself on Node $version", (node) => {
    expectToWork((...args) => room.run(node, folder, [join(folder, "node_modules", ".bin", "rdpulse"), ...args]));
  });
});

describe("installed without optional packages", () => {
  it(`says in one line what Node ${systemNode.version} lacks, or runs on it`, () => {
    const folder = install("npm-11", "without", "--omit=optional");
    const run = (...args: string[]): Outcome =>
      room.run(systemNode, folder, [join(folder, "node_modules", ".bin", "rdpulse"), ...args]);
    if (isNewEnough(systemNode)) return expectToWork(run);
    const { status, stdout, stderr } = run("--version");
    expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
    expect(stderr).toMatch(/^rdpulse: needs Node 24\.15 or newer and this is [\d.]+; install Node 24[^\n]*\n$/);
  });
});
