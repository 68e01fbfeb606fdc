import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultStatePath, StateFolder } from "./state-folder.ts";

const NOW_MS = Date.UTC(2026, 10, 22, 20, 0);
const MINUTE_MS = 60_000;
const alice = { user: "Alice", domain: "CORP", host: "rds1.example" };
const KEY = "ab".repeat(32);

let base: string;
let path: string;
let attemptsPath: string;
let keysPath: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "rdpulse-state-"));
  path = join(base, "state");
  attemptsPath = join(path, "logon-attempts.json");
  keysPath = join(path, "known-keys.json");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const modeOf = (file: string): number => statSync(file).mode & 0o777;

describe("a state folder", () => {
  it("is made for its owner only, and so are its files", async () => {
    const state = await StateFolder.open(path);
    await state.remember(alice, "refused", NOW_MS);
    await state.rememberKey("rds1.example:3389", KEY);
    expect([modeOf(path), modeOf(attemptsPath), modeOf(keysPath)]).toEqual([0o700, 0o600, 0o600]);
    expect(readdirSync(path).toSorted()).toEqual(["known-keys.json", "logon-attempts.json"]);
  });

  it("keeps what was, as people can read it, and no more", async () => {
    const state = await StateFolder.open(path);
    await state.remember(alice, "denied", NOW_MS);
    await state.rememberKey("RDS1.example:3389", KEY.toUpperCase());
    expect(JSON.parse(readFileSync(attemptsPath, "utf8"))).toEqual({
      schema: "rdpulse.logon-attempts/1",
      attempts: [{ account: "corp\\alice", outcome: "denied", at: "2026-11-22T20:00:00.000Z" }],
    });
    expect(JSON.parse(readFileSync(keysPath, "utf8"))).toEqual({
      schema: "rdpulse.known-keys/1",
      keys: [{ hostPort: "rds1.example:3389", sha256: KEY }],
    });
  });

  it("remembers a key for the next run, and a new one in its place", async () => {
    const first = await StateFolder.open(path);
    expect(first.knownKey("rds1.example:3389")).toBeUndefined();
    await first.rememberKey("rds1.example:3389", KEY);
    const second = await StateFolder.open(path);
    expect(second.knownKey("Rds1.Example:3389")).toBe(KEY);
    await second.rememberKey("rds1.example:3389", "cd".repeat(32));
    expect(first.knownKey("rds1.example:3389")).toBe("cd".repeat(32));
    expect(first.knownKey("rds1.example:3390")).toBeUndefined();
  });

  it("lets a run be refused once, and two runs in half an hour", async () => {
    const first = await StateFolder.open(path);
    expect(first.mayTry(alice, NOW_MS)).toEqual({ allow: true });
    await first.remember(alice, "refused", NOW_MS);
    expect(first.mayTry(alice, NOW_MS + 1)).toMatchObject({ allow: false, reason: "refused-in-this-run" });
    const second = await StateFolder.open(path);
    expect(second.mayTry(alice, NOW_MS + 1)).toEqual({ allow: true });
    await second.remember(alice, "refused", NOW_MS + MINUTE_MS);
    const third = await StateFolder.open(path);
    // On another host, too: the domain counts over all of them.
    expect(third.mayTry({ ...alice, host: "rds2.example" }, NOW_MS + 2 * MINUTE_MS)).toEqual({
      allow: false,
      reason: "refused-lately",
      refusals: 2,
      untilMs: NOW_MS + 31 * MINUTE_MS,
    });
    expect(third.mayTry({ ...alice, user: "Bob" }, NOW_MS + 2 * MINUTE_MS)).toEqual({ allow: true });
    expect(third.mayTry(alice, NOW_MS + 31 * MINUTE_MS)).toEqual({ allow: true });
  });

  it("holds a run to its refusal though the file is gone", async () => {
    const state = await StateFolder.open(path);
    await state.remember(alice, "refused", NOW_MS);
    rmSync(attemptsPath);
    expect(state.mayTry(alice, NOW_MS)).toMatchObject({ allow: false, reason: "refused-in-this-run" });
  });

  it("forgets attempts of more than a week ago, and keeps at most 2000", async () => {
    const at = (minutes: number): string => new Date(NOW_MS + minutes * MINUTE_MS).toISOString();
    const old = Array.from({ length: 2500 }, (_, index) => ({
      account: `u${index}@h`,
      outcome: "accepted",
      at: at(index - 2600),
    }));
    const attempts = [{ account: "gone@h", outcome: "refused", at: at(-8 * 24 * 60) }, ...old];
    const state = await StateFolder.open(path);
    writeFileSync(attemptsPath, JSON.stringify({ schema: "rdpulse.logon-attempts/1", attempts }));
    await state.remember(alice, "accepted", NOW_MS);
    const kept: { attempts: { account: string }[] } = JSON.parse(readFileSync(attemptsPath, "utf8"));
    expect(kept.attempts).toHaveLength(2000);
    expect([kept.attempts[0]?.account, kept.attempts.at(-1)?.account]).toEqual(["u501@h", "corp\\alice"]);
  });
});

describe("a state folder that cannot be trusted", () => {
  it.each([0o777, 0o770, 0o702])("of mode %o is refused", async (mode) => {
    await StateFolder.open(path);
    chmodSync(path, mode);
    await expect(StateFolder.open(path)).rejects.toMatchObject({
      whose: "operator",
      text: "state.folder-open-to-others",
    });
  });

  it("that is a file is refused", async () => {
    writeFileSync(path, "");
    await expect(StateFolder.open(path)).rejects.toMatchObject({ whose: "operator", text: "state.folder-unusable" });
    const below = StateFolder.open(join(path, "below"));
    await expect(below).rejects.toMatchObject({ text: "state.folder-unusable", values: { errno: "ENOTDIR" } });
  });

  it.each([
    ["cut off", '{"schema": "rdpulse.logon-attempts/1", "attem', "state.file-damaged"],
    ["empty", "", "state.file-damaged"],
    ["of another kind", '{"schema": "rdpulse.known-keys/1", "attempts": []}', "state.file-damaged"],
    ["a list", "[]", "state.file-damaged"],
    ["without a list", '{"schema": "rdpulse.logon-attempts/1"}', "state.file-damaged"],
    [
      "with a strange outcome",
      '{"schema": "rdpulse.logon-attempts/1", "attempts": [{"account": "a", "outcome": "x", "at": "2026-11-22"}]}',
      "state.file-damaged",
    ],
    [
      "with a strange time",
      '{"schema": "rdpulse.logon-attempts/1", "attempts": [{"account": "a", "outcome": "refused", "at": "then"}]}',
      "state.file-damaged",
    ],
    ["of a newer program", '{"schema": "rdpulse.logon-attempts/2", "attempts": {}}', "state.file-newer"],
  ])("whose attempts are %s is named, and left as it is", async (_, content, text) => {
    const state = await StateFolder.open(path);
    writeFileSync(attemptsPath, content);
    await expect(StateFolder.open(path)).rejects.toMatchObject({ text, values: { path: attemptsPath } });
    await expect(state.remember(alice, "refused", NOW_MS)).rejects.toMatchObject({ text });
    expect(() => state.mayTry({ ...alice, user: "Bob" }, NOW_MS)).toThrow(expect.objectContaining({ text }));
    expect(readFileSync(attemptsPath, "utf8")).toBe(content);
    expect(readdirSync(path)).toEqual(["logon-attempts.json"]);
  });

  it("whose keys are no hashes is named", async () => {
    const state = await StateFolder.open(path);
    writeFileSync(keysPath, '{"schema": "rdpulse.known-keys/1", "keys": [{"hostPort": "h:1", "sha256": "short"}]}');
    expect(() => state.knownKey("h:1")).toThrow(expect.objectContaining({ text: "state.file-damaged" }));
  });

  it("whose file has grown beyond all measure is not read", async () => {
    await StateFolder.open(path);
    writeFileSync(keysPath, " ".repeat(9 * 1024 * 1024));
    await expect(StateFolder.open(path)).rejects.toMatchObject({ text: "state.file-damaged" });
  });
});

async function deadPid(): Promise<number> {
  const child = spawn("true");
  await once(child, "close");
  return child.pid ?? 0;
}

describe("two processes and one state folder", () => {
  const WRITES = 25;
  const ROOM = new URL("index.ts", import.meta.url).href;
  const PROGRAM = `
    import { StateFolder } from ${JSON.stringify(ROOM)};
    const [path, name] = process.argv.slice(1);
    const state = await StateFolder.open(path);
    for (let index = 0; index < ${WRITES}; index += 1) {
      await state.remember({ user: name + index, domain: "corp", host: "h" }, "refused", ${NOW_MS});
      await state.rememberKey(name + index + ":3389", "${KEY}");
    }
  `;

  async function writer(name: string): Promise<number | null> {
    const flags = ["--input-type=module-typescript", "--eval", PROGRAM, path, name];
    const child = spawn(process.execPath, flags, { env: { ...process.env, NODE_OPTIONS: "" }, stdio: "inherit" });
    await once(child, "close");
    return child.exitCode;
  }

  it("lose nothing of what the other wrote", async () => {
    expect(await Promise.all([writer("one"), writer("two")])).toEqual([0, 0]);
    const { attempts }: { attempts: { account: string }[] } = JSON.parse(readFileSync(attemptsPath, "utf8"));
    const { keys }: { keys: unknown[] } = JSON.parse(readFileSync(keysPath, "utf8"));
    expect(new Set(attempts.map(({ account }) => account)).size).toBe(2 * WRITES);
    expect([attempts.length, keys.length]).toEqual([2 * WRITES, 2 * WRITES]);
    expect(readdirSync(path).toSorted()).toEqual(["known-keys.json", "logon-attempts.json"]);
  });

  it("take over a lock whose process is gone, or that is a minute old", async () => {
    const state = await StateFolder.open(path);
    const lock = `${attemptsPath}.lock`;
    writeFileSync(lock, `${await deadPid()} ${hostname()} left-behind\n`);
    await state.remember(alice, "accepted", NOW_MS);
    writeFileSync(lock, `${process.pid} elsewhere left-behind\n`);
    const longAgo = new Date(Date.now() - 2 * MINUTE_MS);
    utimesSync(lock, longAgo, longAgo);
    await state.remember(alice, "accepted", NOW_MS);
    expect(readdirSync(path)).toEqual(["logon-attempts.json"]);
    const { attempts }: { attempts: unknown[] } = JSON.parse(readFileSync(attemptsPath, "utf8"));
    expect(attempts).toHaveLength(2);
  });

  it("wait for a lock that is held, and go on when it is free", async () => {
    const state = await StateFolder.open(path);
    const lock = `${attemptsPath}.lock`;
    writeFileSync(lock, `${process.pid} ${hostname()} held\n`);
    const remembering = state.remember(alice, "accepted", NOW_MS);
    await state.rememberKey("h:1", KEY);
    expect(readdirSync(path)).not.toContain("logon-attempts.json");
    rmSync(lock);
    await remembering;
    expect(readdirSync(path).toSorted()).toEqual(["known-keys.json", "logon-attempts.json"]);
  });
});

describe("defaultStatePath", () => {
  it.each([
    [{ XDG_STATE_HOME: "/var/s", HOME: "/home/a" }, "/var/s/rdpulse"],
    [{ XDG_STATE_HOME: "relative", HOME: "/home/a" }, "/home/a/.local/state/rdpulse"],
    [{ HOME: "/home/a" }, "/home/a/.local/state/rdpulse"],
  ])("%j gives %s", (env, expected) => {
    expect(defaultStatePath(env)).toBe(expected);
  });
});
