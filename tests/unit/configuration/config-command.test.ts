import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { configurationExample, configurationSchema, SECRET_PATTERN } from "../../../src/core/configuration/index.ts";
import { SCHEMAS } from "../../../src/core/contract/index.ts";
import { readConfiguration } from "../../../src/io/configuration/index.ts";
import { channelSchemas, SECRET_PATTERN as NOTIFIERS_PATTERN } from "../../../src/io/notify/index.ts";
import { runCli } from "../cli/test-world.ts";

const repository = join(import.meta.dirname, "../../..");
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rdpulse-config-"));
});
afterAll(() => rm(folder, { recursive: true }));

const ajv = new Ajv2020({ strict: false, allErrors: true });
const fitsSchema = ajv.compile(configurationSchema(channelSchemas()));

const check = (value: unknown): boolean =>
  readConfiguration("x", JSON.stringify(value), channelSchemas()).configuration !== null;

describe("rdpulse config", () => {
  it("prints an example that it accepts itself, the same in both languages but for comments and language", async () => {
    const [en, zh] = await Promise.all(
      ["en", "zh"].map(async (lang) => {
        const { code, stdout } = await runCli(["config", "example", "--lang", lang]);
        expect(code).toBe(0);
        const file = join(folder, `${lang}.yaml`);
        await writeFile(file, stdout);
        expect(await runCli(["config", "check", file, "--lang", "en"])).toEqual({
          code: 0,
          stdout: `${file}: good. Targets: 3, channels: 2, rules: 2, discoveries: 1\n`,
          stderr: "",
        });
        const value: unknown = parse(stdout);
        expect(fitsSchema(value)).toBe(true);
        return JSON.stringify(value);
      }),
    );
    expect(zh).toBe(en?.replace('"lang":"en"', '"lang":"zh"'));
  });

  it("says what is wrong and exits with 2", async () => {
    const file = join(folder, "bad.yaml");
    await writeFile(
      file,
      "targts: []\nchannels:\n  - { name: a, kind: slack, url: https://hooks.example.com/T0/hunter2 }\n",
    );
    const { code, stdout, stderr } = await runCli(["config", "check", file, "--lang", "en"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(stdout.split("\n")).toEqual([
      `${file}:1:1: targts: no such key; did you mean targets?`,
      `${file}:3:34: the secret itself does not belong here; write env:NAME, file:PATH or secret:NAME, which say where it is`,
      `${file}: would not be used. Mistakes: 2`,
      "",
    ]);
    const json = await runCli(["config", "check", file, "--json"]);
    expect(json.code).toBe(2);
    expect(json.stdout).not.toContain("hunter2");
    const report: unknown = JSON.parse(json.stdout);
    expect(ajv.validate(SCHEMAS["config-check-1"], report)).toBe(true);
    expect(report).toMatchObject({ valid: false, problems: [{ line: 1, nearest: "targets" }, { kind: "secret" }] });
  });

  it.each([
    [["config"]],
    [["config", "chekc"]],
    [["config", "check"]],
    [["config", "example", "x"]],
    [["config", "check", "/nowhere.yaml"]],
  ])("%j is a mistake", async (argv) => {
    expect((await runCli(argv)).code).toBe(2);
  });

  it("prints the schema that is published", async () => {
    const { stdout } = await runCli(["config", "schema"]);
    expect(JSON.parse(stdout)).toEqual(
      JSON.parse(await readFile(join(repository, "docs/schema/config-1.json"), "utf8")),
    );
  });
});

describe("the configuration's schema", () => {
  it("names secrets as the notifiers do", () => {
    expect(SECRET_PATTERN).toBe(NOTIFIERS_PATTERN);
  });

  it.each([
    [{ monitor: { intervalSeconds: 4 } }],
    [{ monitor: { intervalSeconds: 30.5 } }],
    [{ channels: [{ name: "a", kind: "email" }] }],
    [{ channels: [{ name: "a", kind: "nothing" }] }],
    [{ targets: [{ host: "a", prt: 1 }] }],
    [{ store: { url: "postgres://u:p@h/d" } }],
    [{ rules: [{ name: "a", channels: [] }] }],
    [{ slo: [{ name: "a", setupSuccessPercent: 200 }] }],
    [{ health: { network: -1 } }],
  ])("and our own check refuse the same: %j", (value) => {
    expect([fitsSchema(value), check(value)]).toEqual([false, false]);
  });

  it.each(["en", "zh"] as const)("takes the example (%s) in both", (lang) => {
    const value: unknown = parse(configurationExample(lang));
    expect([fitsSchema(value), check(value)]).toEqual([true, true]);
  });
});

describe("docs/configuration.md", () => {
  it("has the keys that there are", () => {
    const tool = join(repository, "tools/write-configuration-page.mjs");
    expect(execFileSync(process.execPath, [tool, "--check"], { encoding: "utf8" })).toBe("");
  });
});
