import { randomUUID } from "node:crypto";
import { constants, readFileSync, unlinkSync } from "node:fs";
import { link, open, readFile, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { errnoOf, LocalFailure } from "./local-failure.ts";

const RETRY_MS = 20;
/** A writer holds the lock for milliseconds; who waits this long waits in vain. */
const PATIENCE_MS = 10_000;
/** So old, a lock was left behind: by another host, or by a process whose number went to another one. */
const STALE_AFTER_MS = 60_000;

/**
 * Does `work` while this process alone holds the lock file `path`. A lock whose process is gone is taken over. Rejects with
 * LocalFailure when another holds it for ten seconds, or when the folder cannot be written.
 */
export async function underLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const token = `${process.pid} ${hostname()} ${randomUUID()}\n`;
  await take(path, token);
  try {
    return await work();
  } finally {
    release(path, token);
  }
}

async function take(path: string, token: string): Promise<void> {
  const startedMs = performance.now();
  while (!(await create(path, token))) {
    const waitedMs = performance.now() - startedMs;
    if (waitedMs > PATIENCE_MS) {
      throw new LocalFailure("environment", "state.file-locked", { path, seconds: Math.round(waitedMs / 1000) });
    }
    await removeStale(path);
    await sleep(RETRY_MS * (0.5 + Math.random()));
  }
}

/** The lock appears with its content, so that nobody reads an empty one. */
async function create(path: string, token: string): Promise<boolean> {
  const own = `${path}.${randomUUID()}`;
  try {
    const file = await open(own, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      await file.writeFile(token);
    } finally {
      await file.close();
    }
    await link(own, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw new LocalFailure("environment", "state.file-unwritable", { path, errno: errnoOf(error) }, error);
  } finally {
    await rm(own, { force: true });
  }
}

async function removeStale(path: string): Promise<void> {
  const held = await holderOf(path);
  if (held === undefined || !isStale(held.token, held.ageMs)) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    // Another waiter may have been quicker, and what was moved aside is its new lock: give it back.
    if ((await readFile(aside, "utf8")) !== held.token) await link(aside, path);
  } catch (error) {
    // Somebody else removed it, or took it: the next round sees how things stand.
    if (errnoOf(error) !== "ENOENT" && errnoOf(error) !== "EEXIST") throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function holderOf(path: string): Promise<{ readonly token: string; readonly ageMs: number } | undefined> {
  try {
    const [token, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    return { token, ageMs: Date.now() - mtimeMs };
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw new LocalFailure("environment", "state.file-unwritable", { path, errno: errnoOf(error) }, error);
  }
}

function isStale(token: string, ageMs: number): boolean {
  if (Math.abs(ageMs) > STALE_AFTER_MS) return true;
  const [, pid, host] = /^(\d+) (\S+) /.exec(token) ?? [];
  return host === hostname() && pid !== undefined && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== "ESRCH";
  }
}

function release(path: string, token: string): void {
  try {
    if (readFileSync(path, "utf8") === token) unlinkSync(path);
  } catch (error) {
    // Taken over as stale while this process slept: it is no longer ours to remove.
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}
