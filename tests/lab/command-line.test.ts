import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { ask, needs, setUps, x224Request } from "../../lab/index.ts";

describe("the lab's command line", () => {
  const cli = fileURLToPath(new URL("../../lab/cli.ts", import.meta.url));
  // `down` ends every set-up of a temporary folder: those of the person who runs the tests are not ours to end.
  const own = mkdtempSync(join(tmpdir(), "rdpulse-down-"));
  afterAll(() => rmSync(own, { recursive: true, force: true }));
  const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [cli, ...args], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C.UTF-8", TMPDIR: own },
    });

  it("lists every set-up in both languages", () => {
    const [english, chinese] = [run("list"), run("list", "--lang", "zh")];
    for (const [name, { about }] of Object.entries(setUps)) {
      expect(english.stdout).toMatch(new RegExp(`^${name} +`, "m"));
      expect(english.stdout).toContain(about.en);
      expect(chinese.stdout).toContain(about.zh);
    }
  });

  it.for([
    ["up", "xrdp-expird", 'did you mean "xrdp-expired"?'],
    ["lst", "", 'did you mean "list"?'],
    ["up", "", "up needs a name"],
  ] as const)("says in one line what is wrong with %s %s", ([command, name, known]) => {
    const { status, stdout, stderr } = run(...[command, name].filter((word) => word !== ""));
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr.trim().split("\n")).toEqual([expect.stringContaining(known)]);
  });

  it("starts a set-up, and down ends it", async ({ skip }) => {
    needs(skip);
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const bound = holder.address();
    if (bound === null || typeof bound === "string") throw new Error("no port");
    const { port } = bound;
    holder.close();
    await once(holder, "close");
    const up = run("up", "xrdp-expired", "--detach", "--address", "127.0.0.1", "--port", String(port));
    expect([up.status, up.stdout]).toEqual([0, expect.stringContaining(`rdpulse check 127.0.0.1:${port}`)]);
    expect(await ask("127.0.0.1", port, x224Request)).toBe("030000130ed000001234000201080001000000");
    const holders = readdirSync(own).filter((folder) => existsSync(join(own, folder, "up.json")));
    expect(holders.length).toBeGreaterThan(0);
    expect(run("down").stdout).toContain(`xrdp-expired 127.0.0.1:${port}`);
    expect(await ask("127.0.0.1", port, x224Request)).toBe("ECONNREFUSED");
  });
});
