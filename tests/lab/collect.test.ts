// `rdpulse collect` against a real sshd: the way there, the host's key, the archive, and what goes wrong. PowerShell is a
// stand-in; the collector for xrdp is the real one.
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { collectorScript } from "../../src/io/collect/index.ts";
import { type Lab, needs, openLab, sshd, type Sshd } from "../../lab/index.ts";
import { zipOf } from "../unit/ingest/archives.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/rdpulse.mjs", import.meta.url));
const STAND_IN = fileURLToPath(new URL("../../lab/servers/powershell-stand-in.mjs", import.meta.url));

let lab: Lab;
let host: Sshd;
/** Folder of the stand-in: powershell.exe and a `uname` that Windows has not. */
let windows: string;
let onWindows: Sshd;
let out: string;

const ARCHIVE = zipOf([
  {
    name: "manifest.json",
    bytes: Buffer.from(
      JSON.stringify({
        schema: "rdpulse.collect/1",
        collector: "collect-windows 1",
        platform: "windows",
        host: "RDS01",
        collectedAt: "2026-11-22T23:00:00Z",
        isElevated: true,
        sections: [
          { section: "memory", outcome: "collected", file: "sections/memory.json" },
          { section: "domain", outcome: "failed", reason: "nltest: no domain", file: "sections/domain.json" },
        ],
      }),
    ),
  },
  {
    name: "sections/memory.json",
    bytes: Buffer.from('{"section":"memory","outcome":"collected","value":{"totalBytes":1}}'),
  },
  {
    name: "sections/domain.json",
    bytes: Buffer.from('{"section":"domain","outcome":"failed","reason":"nltest: no domain"}'),
  },
]);

beforeAll(async () => {
  lab = openLab();
  windows = lab.makeFolder("windows");
  copyFileSync(STAND_IN, join(windows, "powershell-stand-in.mjs"));
  const run = `exec "${process.execPath}" "${join(windows, "powershell-stand-in.mjs")}" "$@"`;
  writeFileSync(join(windows, "powershell.exe"), `#!/bin/sh\n${run}\n`);
  writeFileSync(join(windows, "uname"), "#!/bin/sh\necho \"'uname' is not recognized\" >&2\nexit 1\n");
  for (const name of ["powershell.exe", "uname"]) chmodSync(join(windows, name), 0o755);
  writeFileSync(join(windows, "archive.zip"), ARCHIVE);
  [host, onWindows] = [await sshd(lab), await sshd(lab, { path: [windows] })];
});
afterAll(() => lab.close());
beforeEach(({ skip }) => {
  needs(skip, {});
  out = lab.makeFolder("out");
  writeFileSync(join(windows, "behaviour"), "answers");
});

async function collect(server: Sshd, ...words: string[]) {
  const target = [`${server.user}@${server.address}`, "--port", String(server.port)];
  return lab.run(process.execPath, [PROGRAM, "collect", ...target, "--lang", "en", ...words], {
    env: { HOME: out, COLUMNS: "400" },
    timeoutMs: 120_000,
  });
}

const known = (server: Sshd): string[] => ["--known-hosts", server.knownHostsPath, "-i", server.keyPath];

describe("the way to a Windows host (sshd is real, PowerShell a stand-in)", () => {
  it("carries the whole collector there and the archive back", async () => {
    const file = join(out, "rds01.zip");
    const { code, stdout, stderr } = await collect(
      onWindows,
      ...known(onWindows),
      "--out",
      file,
      "--days",
      "3",
      "--json",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(readFileSync(file).equals(Buffer.from(ARCHIVE))).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(windows, "seen-script"), "utf8")).toBe(await collectorScript("windows"));
    expect(readFileSync(join(windows, "seen-command"), "utf8")).toContain("-Days 3");
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "rdpulse.collected/1",
      platform: "windows",
      file,
      bytes: ARCHIVE.length,
      sections: expect.arrayContaining([
        { section: "memory", outcome: "collected" },
        { section: "domain", outcome: "failed", reason: "nltest: no domain" },
      ]),
    });
  });

  it.each([
    ["fails", "sent no archive (exit code 1: Access is denied.)", []],
    ["cut", "ends early", []],
    ["endless", "sends more than 2 MB", ["--most-mb", "2"]],
    ["hangs", "said nothing for 2 s", ["--silence", "2s"]],
  ])("that %s is told in one line, and no file is left", async (behaviour, words, options) => {
    writeFileSync(join(windows, "behaviour"), behaviour);
    const file = join(out, "rds01.zip");
    const { code, stdout, stderr } = await collect(onWindows, ...known(onWindows), "--out", file, ...options);
    expect(stderr).toContain(words);
    expect({ lines: stderr.trim().split("\n").length, stdout, failed: code !== 0 }).toEqual({
      lines: 1,
      stdout: "",
      failed: true,
    });
    expect(readdirSync(out).filter((name) => name.startsWith("rds01"))).toEqual([]);
  });
});

describe("the host's key", () => {
  it("that nobody knows is shown with the next command, and nothing is sent", async () => {
    const { code, stderr } = await collect(host, "-i", host.keyPath);
    expect(code).toBe(2);
    expect(stderr).toContain(`--host-key ${host.fingerprint}`);
    expect(host.log()).not.toContain("Accepted publickey");
  });

  it("is taken by its fingerprint, and another one is not", async () => {
    const taken = await collect(host, "-i", host.keyPath, "--host-key", host.fingerprint, "--platform", "windows");
    expect(taken.stderr).toContain("sent no archive");
    const refused = await collect(host, "-i", host.keyPath, "--host-key", onWindows.fingerprint);
    expect({ code: refused.code, stderr: refused.stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining("shows another key than the known one"),
    });
  });

  it("that has changed is no host of ours", async () => {
    const file = join(out, "known_hosts");
    const line = readFileSync(onWindows.knownHostsPath, "utf8").replace(onWindows.address, host.address);
    writeFileSync(file, line);
    const { code, stderr } = await collect(host, "-i", host.keyPath, "--known-hosts", file);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("shows another key") });
  });
});

describe("the account", () => {
  it("whose key the host does not know is refused with what to do", async () => {
    const words = ["--known-hosts", host.knownHostsPath, "-i", host.strangerKeyPath];
    const { code, stderr } = await collect(host, ...words);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`did not let ${host.user} in`) });
  });

  it("whose key is encrypted needs a terminal to ask at", async () => {
    const words = ["--known-hosts", host.knownHostsPath, "-i", host.encryptedKeyPath];
    const { code, stderr } = await collect(host, ...words);
    expect({ failed: code !== 0, stderr }).toEqual({ failed: true, stderr: expect.stringContaining("no terminal") });
  });

  it("with a file that is no key is told so", async () => {
    const words = ["--known-hosts", host.knownHostsPath, "-i", host.knownHostsPath];
    const { code, stderr } = await collect(host, ...words);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("cannot be used") });
  });
});

describe("a host that is not there", () => {
  it("is told, and a silent one is not waited for longer than asked", async () => {
    const port = await lab.freePort(host.address);
    const target = `${host.user}@${host.address}`;
    const words = [PROGRAM, "collect", target, "--port", String(port), "--host-key", host.fingerprint, "--lang", "en"];
    const { code, stderr } = await lab.run(process.execPath, words, { env: { HOME: out } });
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("ECONNREFUSED") });
  });
});

describe("a real xrdp host", () => {
  it("gives its archive, and its settings can be audited", async () => {
    const file = join(out, "xrdp01.tar.gz");
    const { code, stdout, stderr } = await collect(host, ...known(host), "--out", file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("rdpulse audit");
    expect(existsSync(file)).toBe(true);
    const audit = await lab.run(process.execPath, [PROGRAM, "audit", file, "--json"], { timeoutMs: 60_000 });
    const report: unknown = JSON.parse(audit.stdout);
    expect(report).toMatchObject({ schema: "rdpulse.audit/1" });
    expect(JSON.stringify(report)).toContain("xrdp.ini");
  });

  it("never loses an archive that is there already", async () => {
    const file = join(out, "xrdp01.tar.gz");
    writeFileSync(file, "mine");
    const { code, stderr } = await collect(host, ...known(host), "--out", file);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("exists already") });
    expect(readFileSync(file, "utf8")).toBe("mine");
  });
});
