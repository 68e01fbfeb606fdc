// The first command in a fresh clone, on the machine's own Node: it installs what it needs and still says only what it was
// asked for.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, PackingRoom, strangersEnvironment, systemNode } from "./packed.ts";

const room = new PackingRoom();
let clone: string;
beforeAll(() => {
  clone = room.copyTree("clone");
});
afterAll(() => room.remove());

async function npmStart(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const child = spawn("npm", ["start", "--silent", "--", ...args], {
    cwd: clone,
    env: { ...strangersEnvironment(systemNode), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { status: child.exitCode, stdout, stderr };
}

const JSON_CHECK = ["check", "127.0.0.1:1", "--json"];

function expectOnlyJson({ status, stdout }: Outcome): void {
  expect(JSON.parse(stdout)).toMatchObject({ schema: "rdpulse.check/1", verdict: "unreachable" });
  expect(status).toBe(1);
}

describe(`the first npm start on Node ${systemNode.version}`, () => {
  it("says in one line that the registry cannot be reached, and ends with 3", async () => {
    const offline = {
      npm_config_registry: "http://127.0.0.1:9/",
      npm_config_cache: join(room.root, "empty-cache"),
    };
    const { status, stdout, stderr } = await npmStart(JSON_CHECK, offline);
    expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
    const own = stderr.split("\n").filter((line) => line.startsWith("rdpulse:"));
    expect(own).toEqual([
      expect.stringContaining("installing packages"),
      expect.stringMatching(/registry cannot be reached \(ECONNREFUSED\); .* then run the command again\.$/),
    ]);
  });

  it("prints the JSON and nothing else on stdout, also when two begin at once", async () => {
    const both = await Promise.all([npmStart(JSON_CHECK), npmStart(JSON_CHECK)]);
    for (const outcome of both) expectOnlyJson(outcome);
    const said = both.map(({ stderr }) => stderr).join("");
    expect(said.match(/installing packages/g)).toHaveLength(1);
    expect(said).toContain("another run is installing");
  });

  it("says nothing of packages the second time", async () => {
    const outcome = await npmStart(JSON_CHECK);
    expectOnlyJson(outcome);
    expect(outcome.stderr).not.toContain("packages");
  });

  it("installs again when an install was cut off", async () => {
    // npm writes this file last.
    rmSync(join(clone, "node_modules", ".package-lock.json"));
    const outcome = await npmStart(JSON_CHECK);
    expectOnlyJson(outcome);
    expect(outcome.stderr).toContain("installing packages");
  });
});
