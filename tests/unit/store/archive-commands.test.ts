// `rdpulse backup`, `restore`, `export`, `import` as a person uses them.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { displayWidth } from "../../../src/app/cli/index.ts";
import { SCHEMAS } from "../../../src/core/contract/index.ts";
import { openStore } from "../../../src/io/store/index.ts";
import { runCli } from "../cli/index.ts";

const isValid = new Ajv2020().compile(SCHEMAS["archived-1"]);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "rdpulse-archive-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function makeStore(folder: string): Promise<void> {
  const store = await openStore({ folder });
  await store.targets.put(1, { host: "rds01", site: "Berlin" }, "api", 1);
  await store.safe.putSecret(1, "smtp", "correct-horse", 1);
  await store.close();
}

/** Without the first line and the last one, which tell when and by whom. */
function rowsIn(text: string): readonly string[] {
  return text.split("\n").slice(1, -2);
}

describe("the store's archives on the command line", { timeout: 60_000 }, () => {
  it("back up and restore in the usual place, and say what else is needed", async () => {
    const env = { XDG_STATE_HOME: home };
    await makeStore(join(home, "rdpulse", "monitor"));
    const file = join(home, "b.tar");
    const backup = await runCli(["backup", file], { env });
    expect(backup).toMatchObject({ code: 0, stderr: "" });
    expect(backup.stdout).toContain("secret.key");
    const place = join(home, "other");
    const restored = await runCli(["restore", file, "--lang", "zh"], { env: { RDPULSE_DATA: place } });
    expect(restored.code).toBe(0);
    expect(restored.stdout).toContain("已恢复到");
    expect(restored.stdout).toContain(join(place, "secret.key"));
    const again = await runCli(["restore", file, "--data", place]);
    expect(again).toMatchObject({ code: 2, stdout: "" });
    expect(again.stderr).toMatch(/^rdpulse: .* holds a store already; --force [^\n]*\n$/u);
    const forced = await runCli(["restore", file, "--data", place, "--force", "--json"]);
    const report: unknown = JSON.parse(forced.stdout);
    expect(isValid(report)).toBe(true);
    expect(report).toMatchObject({
      command: "restore",
      hasSecretKey: false,
      former: expect.stringContaining("before"),
    });
  });

  it("carry a store through a pipe", async () => {
    const [from, to] = [join(home, "from"), join(home, "to")];
    await makeStore(from);
    const exported = await runCli(["export", "-", "--data", from]);
    expect(exported.stdout).not.toContain("correct-horse");
    const imported = await runCli(["import", "-", "--data", to, "--json"], { stdin: exported.stdout });
    const report: unknown = JSON.parse(imported.stdout);
    expect(isValid(report)).toBe(true);
    expect(report).toMatchObject({ command: "import", file: "-", store: to, rows: { target: 1, secret: 1 } });
    const file = join(home, "e.ndjson");
    expect((await runCli(["export", file, "--data", to])).code).toBe(0);
    expect(rowsIn(readFileSync(file, "utf8"))).toEqual(rowsIn(exported.stdout));
    const twice = await runCli(["import", file, "--data", to, "--lang", "zh"]);
    expect(twice).toMatchObject({ code: 2, stdout: "" });
    expect(twice.stderr).toContain("存储不为空");
  });

  it.each([
    [["backup"], 2, "needs FILE"],
    [["backup", "x.tar", "--data", "/nowhere/at/all"], 2, "holds no store"],
    [["backup", "x.tar", "--store", "postgres://ann:pass-word@db/x"], 2, "pg_dump"],
    [["export", "x", "--data", "/nowhere/at/all"], 2, "holds no store"],
    [["export", "-", "--store", "mysql://ann:pass-word@db/x"], 3, "PostgreSQL"],
    [["import", "/nowhere/e.ndjson"], 3, "cannot be read"],
    [["restore", "/nowhere/b.tar"], 3, "cannot be read"],
  ] as const)("%j ends with %d and says: %s", async (argv, code, words) => {
    const outcome = await runCli(argv, { env: { XDG_STATE_HOME: home } });
    expect(outcome).toMatchObject({ code, stdout: "" });
    expect(outcome.stderr).toContain(words);
    expect(outcome.stderr).not.toContain("pass-word");
    expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("fit into 44 columns in both languages", async () => {
    await makeStore(join(home, "m"));
    for (const lang of ["en", "zh"]) {
      const file = join(home, `${lang}.tar`);
      const { stdout } = await runCli(["backup", file, "--data", join(home, "m"), "--width", "44", "--lang", lang]);
      // A path is never broken: it may be copied.
      const words = stdout.replaceAll(/\S*\/\S*/gu, "").split("\n");
      for (const line of words) expect(displayWidth(line)).toBeLessThanOrEqual(44);
    }
  });
});
