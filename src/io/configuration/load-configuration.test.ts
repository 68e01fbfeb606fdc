import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfiguration, problemLine, readConfiguration, resolveSecret, type SecretWorld } from "./index.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rdpulse-configuration-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const told = (text: string, lang: "en" | "zh" = "en"): readonly string[] =>
  readConfiguration("rdpulse.yaml", text, {}).problems.map((problem) => problemLine(problem, "rdpulse.yaml", lang));

describe("readConfiguration", () => {
  it("says line, column and what was meant", () => {
    const text = "# fleet\nmonitor:\n  intervalSeconds: 30\n\ntargts:\n  - rds01\n";
    expect(told(text)).toEqual(["rdpulse.yaml:5:1: targts: no such key; did you mean targets?"]);
    expect(told(text, "zh")).toEqual(["rdpulse.yaml:5:1: targts：没有此键；是否指 targets？"]);
  });

  it("points at the value, at the key that is unknown, and at the block that lacks one", () => {
    expect(told('targets:\n  - host: a\n    port: "x"\n  - prt: 1\n')).toEqual([
      "rdpulse.yaml:3:11: must be a whole number, and is a text",
      "rdpulse.yaml:4:5: prt: no such key; did you mean port?",
      "rdpulse.yaml:4:5: host is missing",
    ]);
  });

  it.each([
    ["a: 1\na: 2\n", "rdpulse.yaml:2:1: this key is there twice"],
    ["targets: []\n---\ntargets: []\n", "rdpulse.yaml:2:1: a second document begins here; the file may hold one"],
    ["monitor:\n\tthreads: 1\n", "rdpulse.yaml:2:1: a tab indents this line; use spaces"],
    ["targets: !!js/function 'x'\n", "rdpulse.yaml:1:10: tags such as !name are not allowed"],
    ["targets: *nowhere\n", "rdpulse.yaml:1:1: unfolds too far, or names an anchor that is not there"],
  ])("refuses %j", (text, line) => {
    expect(told(text)[0]).toBe(line);
  });

  it("does not unfold aliases of aliases", () => {
    const lines = Array.from({ length: 12 }, (_, at) =>
      at === 0
        ? "a0: &a0 [x,x,x,x,x,x,x,x,x]"
        : `a${at}: &a${at} [${Array.from({ length: 9 }, () => `*a${at - 1}`).join()}]`,
    );
    expect(told(lines.join("\n"))).toEqual(["rdpulse.yaml:1:1: unfolds too far, or names an anchor that is not there"]);
  });

  it("quotes nothing of a file that is no YAML", () => {
    for (const text of [
      "a: b\n} hunter2\n",
      "a: 'hunter2\n",
      "password: @hunter2\n",
      'a: "\\qhunter2"\n',
      "- a\n  hunter2: b: c\n",
    ]) {
      expect(told(text).length).toBeGreaterThan(0);
      expect(told(text).join("\n")).not.toContain("hunter2");
    }
  });

  it("survives nesting without end", () => {
    expect(told("[".repeat(200_000)).length).toBeGreaterThan(0);
  });

  it("takes an empty file", () => {
    expect(readConfiguration("x", "# nothing yet\n", {})).toEqual({ file: "x", configuration: {}, problems: [] });
  });
});

describe("loadConfiguration", () => {
  it("says why a file cannot be read", async () => {
    const file = join(folder, "missing.yaml");
    const { configuration, problems } = await loadConfiguration(file, {});
    expect(configuration).toBeNull();
    expect(problems.map((problem) => problemLine(problem, file, "en"))).toEqual([`${file}: cannot be read: ENOENT`]);
  });

  it("refuses what is no text, and what is too large", async () => {
    const file = join(folder, "bytes.yaml");
    await writeFile(file, new Uint8Array([0x74, 0xff, 0xfe]));
    expect((await loadConfiguration(file, {})).problems[0]?.message.en).toBe("cannot be read: not UTF-8");
    await writeFile(file, Buffer.alloc(17 * 1024 * 1024, 0x20));
    expect((await loadConfiguration(file, {})).problems[0]?.message.en).toContain("bytes");
  });
});

describe("resolveSecret", () => {
  const world: SecretWorld = {
    get folder() {
      return folder;
    },
    env: { SMTP_PASSWORD: "from-env", EMPTY: "" },
    stored: async (name) => (name === "hook" ? "from-store" : null),
  };

  it("finds what a reference names", async () => {
    await writeFile(join(folder, "token"), "from-file\n", { mode: 0o600 });
    for (const [reference, value] of [
      ["env:SMTP_PASSWORD", "from-env"],
      ["file:token", "from-file"],
      [`file:${join(folder, "token")}`, "from-file"],
      ["secret:hook", "from-store"],
    ] as const) {
      const secret = await resolveSecret(reference, world);
      expect(secret.reveal()).toBe(value);
      expect(JSON.stringify({ secret })).not.toContain("from");
    }
  });

  it("warns of a file that everybody may read", async () => {
    const opened: string[] = [];
    const file = join(folder, "open");
    await writeFile(file, "x");
    await chmod(file, 0o644);
    await resolveSecret("file:open", { ...world, folder, onOpenFile: (path) => opened.push(path) });
    expect(opened).toEqual([file]);
  });

  it.each([
    ["env:MISSING", "the environment variable MISSING is not set"],
    ["env:EMPTY", "the environment variable EMPTY is not set"],
    ["secret:other", "the store keeps no secret called other"],
    ["hunter2", "a secret is given as env:NAME, file:PATH or secret:NAME"],
  ])("says what is wrong with %s", async (reference, message) => {
    await expect(resolveSecret(reference, world)).rejects.toThrow(message);
  });

  it("says which file is not there", async () => {
    await expect(resolveSecret("file:nowhere", world)).rejects.toThrow(
      `${join(folder, "nowhere")} cannot be read (ENOENT)`,
    );
  });
});
