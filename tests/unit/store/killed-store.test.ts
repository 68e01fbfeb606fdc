// A process that writes is ended with SIGKILL at moments that nobody chose; what it was told to be stored is there.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../../src/io/store/index.ts";

const CHILD = fileURLToPath(new URL("store-child.ts", import.meta.url));
const KILLS = 4;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rdpulse-kill-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Lets a child write from number `from` on, kills it after some lines, and gives the last number that it was told. */
async function lastOfKilled(from: number, lines: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, folder, String(from)], { stdio: ["ignore", "pipe", "inherit"] });
  let last = from - 1;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last >= from + lines) child.kill("SIGKILL");
  }
  if (child.signalCode === null && child.exitCode === null) await once(child, "close");
  return last;
}

describe("a store whose process was killed", () => {
  it("is let go by the lock, which no other server gets before", { timeout: 60_000 }, async () => {
    const child = spawn(process.execPath, [CHILD, folder], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    await expect(openStore({ folder, isServer: true })).rejects.toMatchObject({ trouble: "locked" });
    child.kill("SIGKILL");
    await once(child, "close");
    await (await openStore({ folder, isServer: true })).close();
  });

  it("has all that was acknowledged, whole, and nothing twice", { timeout: 120_000 }, async () => {
    let next = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const last = await lastOfKilled(next, 3 + kill * 5);
      const store = await openStore({ folder, isServer: true });
      const names = new Set((await store.resources.list(1, "channel")).map(({ name }) => name));
      for (let number = 0; number <= last; number += 1) expect(names).toContain(`r${number}`);
      const targets = (await store.targets.all()).map(({ name }) => name);
      expect(new Set(targets).size).toBe(targets.length);
      // Both of a transaction or none.
      const isWhole = targets.every((name) => targets.includes(name.endsWith("-a") ? `${name.slice(0, -1)}b` : name));
      expect(isWhole).toBe(true);
      expect(targets.length).toBeGreaterThanOrEqual(2 * (last + 1));
      // What it was about to write may be there or not; the next one puts it again.
      next = last + 1;
      await store.close();
    }
  });
});
