import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMAND_NAMES, displayWidth } from "../../../src/app/cli/index.ts";
import { SCHEMAS } from "../../../src/core/contract/index.ts";
import { runCli } from "./test-world.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rdpulse-commands-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

describe("help", () => {
  it("of every command exists in both languages and fits into 44 columns", async () => {
    for (const name of COMMAND_NAMES) {
      for (const lang of ["en", "zh"]) {
        const { code, stdout, stderr } = await runCli([name, "--help", "--lang", lang, "--width", "80"]);
        expect({ name, code, stderr }).toEqual({ name, code: 0, stderr: "" });
        expect(stdout).toContain(`rdpulse ${name}`);
        expect(stdout).not.toMatch(/\{\w+\}/);
        expect(/\p{Script=Han}/u.test(stdout)).toBe(lang === "zh");
        const narrow = await runCli(["help", name, "--lang", lang, "--width", "44"]);
        const tooWide = narrow.stdout
          .split("\n")
          .filter((line) => displayWidth(line) > 44 && !line.includes("rdpulse "));
        expect({ name, tooWide }).toEqual({ name, tooWide: [] });
      }
    }
  });

  it("of the program is shown without a command, which is a mistake", async () => {
    const { code, stdout } = await runCli([]);
    expect(code).toBe(2);
    for (const name of COMMAND_NAMES) expect(stdout).toContain(name);
    expect((await runCli(["--help"])).code).toBe(0);
  });
});

describe("explain", () => {
  it("shows every family of a number, with likely causes and source", async () => {
    const { code, stdout } = await runCli(["explain", "0x904"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Likely causes");
    expect(stdout).toContain("Source:");
  });

  it("shows a whole cause with the remedies of all platforms", async () => {
    const { stdout } = await runCli(["explain", "rdp-cert-expired", "--lang", "zh"]);
    expect(stdout).toContain("处理方法（Windows）");
    expect(stdout).toContain("处理方法（Linux 上的 xrdp）");
    expect(stdout).toContain("资料来源");
  });

  it("takes any text, and shows none of it raw", async () => {
    for (const query of ["\u001b[31mred", "an internal error has occurred", "发生内部错误", "zzzzqqqq", "0", "🖥"]) {
      const { stdout, stderr } = await runCli(["explain", query]);
      expect(stderr).toBe("");
      expect(stdout).not.toContain("\u001b");
    }
  });
});

describe("schema", () => {
  it("prints each one by its name", async () => {
    for (const [name, schema] of Object.entries(SCHEMAS)) {
      expect(JSON.parse((await runCli(["schema", name])).stdout)).toEqual(schema);
    }
    expect(JSON.parse((await runCli(["schema"])).stdout)).toEqual(SCHEMAS["check-1"]);
  });
});

describe("completion", () => {
  it("makes a script that bash takes, and that completes commands, options and their values", async () => {
    const script = join(directory, "rdpulse.bash");
    await writeFile(script, (await runCli(["completion", "bash"])).stdout);
    const complete = (...words: readonly string[]): readonly string[] => {
      const list = words.map((word) => `'${word}'`).join(" ");
      const program = `source '${script}'; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _rdpulse; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout, stderr } = spawnSync("bash", ["-c", program], { encoding: "utf8" });
      expect(stderr).toBe("");
      return stdout.trim().split("\n");
    };
    expect(complete("rdpulse", "ch")).toEqual(["check"]);
    expect(complete("rdpulse", "check", "--foot")).toEqual(["--footprint"]);
    expect(complete("rdpulse", "check", "--fail-on", "b")).toEqual(["blocks"]);
    expect(complete("rdpulse", "completion", "z")).toEqual(["zsh"]);
  });

  it("names every command and option for zsh and fish", async () => {
    const zsh = (await runCli(["completion", "zsh"])).stdout;
    const fish = (await runCli(["completion", "fish", "--lang", "zh"])).stdout;
    for (const name of COMMAND_NAMES) {
      expect(zsh).toContain(`${name})`);
      expect(fish).toContain(`-a ${name} `);
    }
    expect(zsh).toContain("--load-balance-info=");
    expect(fish).toContain("-l load-balance-info");
  });
});

async function pageOf(name: string): Promise<string> {
  const path = join(import.meta.dirname, "../../../transcripts", `${name}.txt`);
  return (await runCli(["replay", path, "--lang", "en", "--width", "200"])).stdout;
}

describe("a recorded conversation", () => {
  it("with a relative of xrdp says that the steps are xrdp's; with xrdp itself it does not", async () => {
    expect(await pageOf("freerdp-shadow-rdp")).toContain(
      "The host looks like FreeRDP shadow server, for which there are no",
    );
    expect(await pageOf("xrdp-expired-certificate")).not.toContain("no steps of its own");
  });

  it("names every release that a build number fits", async () => {
    expect(await pageOf("stand-in-windows-10")).toContain("Windows 10 2004 / Windows Server 2004 SAC (10.0.19041)");
  });
});
