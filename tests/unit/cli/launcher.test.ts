import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";

const LAUNCHER = new URL("../../../bin/rdpulse.mjs", import.meta.url).pathname;

/** The Node of this test, and the system's where there is one: mostly an older one. */
const NODES = [process.execPath, "/usr/bin/node"].filter((path) => existsSync(path));

describe("the launcher", () => {
  it.each(NODES)("runs the program on %s, with its exit code, stdout and stderr", (node) => {
    const version = spawnSync(node, [LAUNCHER, "--version"], { encoding: "utf8" });
    expect(version.stdout).toMatch(/^rdpulse \d+\.\d+\.\d+\n$/);
    expect({ code: version.status, stderr: version.stderr }).toEqual({ code: 0, stderr: "" });
    const wrong = spawnSync(node, [LAUNCHER, "chek"], { encoding: "utf8", env: { ...process.env, LANG: "C" } });
    expect({ code: wrong.status, stdout: wrong.stdout }).toEqual({ code: 2, stdout: "" });
    expect(wrong.stderr).toMatch(/did you mean: rdpulse check\n$/);
  });

  it("is quiet when the reader of a pipe goes away", () => {
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["-c", `set -o pipefail; '${process.execPath}' '${LAUNCHER}' schema | head -c 20`],
      { encoding: "utf8" },
    );
    expect(stderr).toBe("");
    expect(stdout).toHaveLength(20);
    expect(status).not.toBe(70);
  });

  it("needs no cache directory", () => {
    const { status, stderr } = spawnSync(process.execPath, [LAUNCHER, "--version"], {
      encoding: "utf8",
      env: { ...process.env, XDG_CACHE_HOME: "/dev/null/nowhere", HOME: "/dev/null" },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});
