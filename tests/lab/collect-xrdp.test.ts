// The collector for xrdp as it runs on a host that has xrdp installed: this one.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Lab, needs, openLab } from "../../lab/index.ts";
import { sectionOf } from "../../src/core/inventory/index.ts";
import { readInventories } from "../../src/io/ingest/index.ts";

const SCRIPT = fileURLToPath(new URL("../../collector/collect-xrdp.sh", import.meta.url));

let lab: Lab;
let out: string;
beforeEach(({ skip }) => needs(skip));
beforeAll(() => {
  lab = openLab();
  out = join(lab.folder, "collected");
  mkdirSync(out);
});
afterAll(() => lab.close());

/** Names, sizes and times of everything below /etc/xrdp. */
function etcXrdp(): readonly string[] {
  return readdirSync("/etc/xrdp").map((name) => {
    const { size, mtimeMs, mode } = statSync(join("/etc/xrdp", name));
    return `${name} ${size} ${mtimeMs} ${mode}`;
  });
}

it("writes one archive that is read as the host's settings, and leaves nothing else behind", async () => {
  const before = etcXrdp();
  const temporary = join(out, "tmp");
  mkdirSync(temporary);
  const file = join(out, "host.tar.gz");
  execFileSync("sh", [SCRIPT, "--out", file, "--days", "2"], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ["ignore", "ignore", "pipe"],
  });
  expect(readdirSync(temporary)).toEqual([]);
  expect(etcXrdp()).toEqual(before);
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const signal = new AbortController().signal;
  const { inventories, passedOver } = await readInventories({ paths: [file], signal });
  expect(passedOver).toEqual([]);
  const [host] = inventories;
  if (host === undefined) throw new Error("no inventory");
  expect(host).toMatchObject({ platform: "linux", collector: "collect-xrdp 1" });
  expect(sectionOf(host, "services")?.map(({ name }) => name)).toEqual(["xrdp", "xrdp-sesman"]);
  expect(sectionOf(host, "memory")?.totalBytes).toBeGreaterThan(0);
  expect(sectionOf(host, "xrdp-ini")?.["globals"]).toHaveProperty("security_layer");
  expect(sectionOf(host, "sesman-ini")).toHaveProperty("security");
  expect(sectionOf(host, "certificates")?.[0]).toMatchObject({ bound: true, hasPrivateKey: true });
  expect(sectionOf(host, "port-owner")).toBeDefined();
  const names = execFileSync("tar", ["-tzf", file], { encoding: "utf8" });
  expect(names).not.toMatch(/^\/|\.\.|key\.pem/m);
  expect(execFileSync("tar", ["-xzOf", file]).includes("PRIVATE KEY")).toBe(false);
});

it("blanks passwords, in comments too", () => {
  // The function of the script alone, on a file of this test.
  const ini = join(out, "xrdp.ini");
  writeFileSync(
    ini,
    "[Xorg]\nusername=ask\npassword=ask\n[vnc]\nPassword = hunter2\n#pamPassword=old one\nport=5900\n",
  );
  const text = /^without_secrets\(\) \{[\s\S]*?^\}/m.exec(readFileSync(SCRIPT, "utf8"))?.[0] ?? "";
  const said = execFileSync("sh", ["-c", `${text}\nwithout_secrets "$1"`, "sh", ini], { encoding: "utf8" });
  expect(said).toBe(
    "[Xorg]\nusername=ask\npassword=ask\n[vnc]\nPassword =[redacted]\n#pamPassword=[redacted]\nport=5900\n",
  );
});

it("comes through standard input, and refuses what it does not know", () => {
  const piped = spawnSync("sh", ["-s", "--", "--stdout", "--days", "1"], { input: readFileSync(SCRIPT) });
  expect(piped.status).toBe(0);
  expect([...piped.stdout.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  expect(spawnSync("sh", [SCRIPT, "--days", "x"]).status).toBe(2);
  expect(spawnSync("sh", [SCRIPT, "--fix"]).status).toBe(2);
  const taken = spawnSync("sh", [SCRIPT, "--out", SCRIPT], { encoding: "utf8" });
  expect(taken.status).toBe(1);
  expect(taken.stderr).toContain("exists already");
});
