import { mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Configuration } from "../../core/configuration/index.ts";
import {
  type ConfigurationTurn,
  type ConfigurationWatch,
  type LoadedConfiguration,
  watchConfiguration,
} from "./index.ts";

let folder: string;
let watching: ConfigurationWatch | undefined;
const turns: ConfigurationTurn[] = [];
const refused: LoadedConfiguration[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rdpulse-watch-"));
  turns.length = 0;
  refused.length = 0;
});
afterEach(async () => {
  await watching?.close();
  await rm(folder, { recursive: true, force: true });
});

function start(file: string, current: Configuration): void {
  watching = watchConfiguration(file, {
    channels: {},
    current,
    settleMs: 10,
    pollMs: 50,
    onChange: (turn) => void turns.push(turn),
    onRefused: (loaded) => void refused.push(loaded),
  });
}

const targetsSeen = (): unknown => turns.at(-1)?.configuration.targets;

describe("watchConfiguration", () => {
  it("takes over a file that is written in place, renamed over, and truncated before it is written", async () => {
    const file = join(folder, "rdpulse.yaml");
    await writeFile(file, "targets: [a]\n");
    start(file, { targets: ["a"] });
    await writeFile(file, "targets: [a, b]\n");
    await vi.waitFor(() => expect(targetsSeen()).toEqual(["a", "b"]));
    expect(turns[0]?.changes.targets).toEqual({ added: ["b:3389"], changed: [], removed: [] });

    await writeFile(`${file}.tmp`, "targets: [b]\n");
    await rename(`${file}.tmp`, file);
    await vi.waitFor(() => expect(targetsSeen()).toEqual(["b"]));

    await truncate(file);
    await writeFile(file, "targets: [b, c]\n");
    await vi.waitFor(() => expect(targetsSeen()).toEqual(["b", "c"]));
    // The moment of the empty file was never taken for a fleet without hosts.
    expect(turns.map(({ configuration }) => configuration.targets)).toEqual([["a", "b"], ["b"], ["b", "c"]]);
  });

  it("follows the link that Kubernetes puts in the place of another", async () => {
    for (const [version, text] of [
      ["..1", "targets: [a]\n"],
      ["..2", "targets: [z]\n"],
    ] as const) {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, "rdpulse.yaml"), text);
    }
    await symlink("..1", join(folder, "..data"));
    const file = join(folder, "rdpulse.yaml");
    await symlink(join("..data", "rdpulse.yaml"), file);
    start(file, { targets: ["a"] });
    await symlink("..2", join(folder, "..data_tmp"));
    await rename(join(folder, "..data_tmp"), join(folder, "..data"));
    await vi.waitFor(() => expect(targetsSeen()).toEqual(["z"]));
  });

  it("keeps the old configuration when the file is bad, says why once, and goes on when it is good again", async () => {
    const file = join(folder, "rdpulse.yaml");
    await writeFile(file, "targets: [a]\n");
    start(file, { targets: ["a"] });
    await writeFile(file, "targts: [b]\n");
    await vi.waitFor(() => expect(refused).toHaveLength(1));
    await watching?.look();
    expect(refused).toHaveLength(1);
    expect(refused[0]?.problems[0]).toMatchObject({ line: 1, column: 1, nearest: "targets" });
    expect(turns).toEqual([]);
    await writeFile(file, "targets: [b]\n");
    await vi.waitFor(() => expect(targetsSeen()).toEqual(["b"]));
    expect(turns[0]?.changes.targets).toEqual({ added: ["b:3389"], changed: [], removed: ["a:3389"] });
  });

  it("says so when the file has gone, and keeps what it had", async () => {
    const file = join(folder, "rdpulse.yaml");
    await writeFile(file, "targets: [a]\n");
    start(file, { targets: ["a"] });
    await watching?.look();
    await rm(file);
    await vi.waitFor(() => expect(refused[0]?.problems[0]?.message.en).toBe("cannot be read: ENOENT"));
    expect(turns).toEqual([]);
  });

  it("tells of no change where only a comment changed", async () => {
    const file = join(folder, "rdpulse.yaml");
    await writeFile(file, "targets: [a]\n");
    start(file, { targets: ["a"] });
    await writeFile(file, "# the same\ntargets:\n  - host: a\n");
    await watching?.look();
    await watching?.look();
    expect([turns, refused]).toEqual([[], []]);
  });
});
