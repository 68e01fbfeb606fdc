import { constants } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import {
  accountKey,
  lockoutGuard,
  type LockoutVerdict,
  type LogonAccount,
  type LogonOutcome,
} from "../../core/policy/index.ts";
import { errnoOf, LocalFailure, octalMode } from "./local-failure.ts";
import { type KeptAttempt, type KnownKey, readAttempts, readKeys, StateFile } from "./state-file.ts";

/** The guard looks at half an hour; more is kept so that a person can see what happened. */
const KEEP_ATTEMPTS_MS = 7 * 24 * 3_600_000;
const MOST_ATTEMPTS = 2000;
const MOST_KEYS = 10_000;

/** Where state goes when nothing was named: the XDG base directory for state, which says that a relative path is void. */
export function defaultStatePath(env: Readonly<Record<string, string | undefined>>): string {
  const base = env["XDG_STATE_HOME"];
  if (base !== undefined && isAbsolute(base)) return join(base, "rdpulse");
  return join(env["HOME"] || homedir(), ".local", "state", "rdpulse");
}

/**
 * What one logon remembers for the next: who was refused when, for the lockout guard, and which key a host showed. Names
 * of accounts and hosts, never a password nor anything made from one. Every method throws or rejects with LocalFailure
 * when a file is damaged, or cannot be read or written; a damaged file is left as it is.
 */
export class StateFolder {
  readonly path: string;
  readonly #attempts: StateFile<KeptAttempt>;
  readonly #keys: StateFile<KnownKey>;
  /** When this run was refused; a run is the life of this object. */
  readonly #refusedHere = new Map<string, number[]>();

  private constructor(path: string) {
    this.path = path;
    this.#attempts = new StateFile(
      join(path, "logon-attempts.json"),
      "rdpulse.logon-attempts",
      "attempts",
      readAttempts,
    );
    this.#keys = new StateFile(join(path, "known-keys.json"), "rdpulse.known-keys", "keys", readKeys);
  }

  /** Makes the folder (mode 0700) when it is missing, and sees that it and what it holds can be used. */
  static async open(path: string): Promise<StateFolder> {
    const place = resolve(path);
    try {
      await mkdir(place, { recursive: true, mode: 0o700 });
      await access(place, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw new LocalFailure("operator", "state.folder-unusable", { path: place, errno: errnoOf(error) }, error);
    }
    const { mode } = await stat(place);
    if (process.platform !== "win32" && (mode & 0o022) !== 0) {
      throw new LocalFailure("operator", "state.folder-open-to-others", { path: place, mode: octalMode(mode) });
    }
    const folder = new StateFolder(place);
    folder.#attempts.read();
    folder.#keys.read();
    return folder;
  }

  /** Whether one more attempt may be made for this account now; sees what other processes remembered until now. */
  mayTry(account: LogonAccount, nowMs: number): LockoutVerdict {
    const key = accountKey(account);
    const kept = this.#attempts.read().filter((attempt) => attempt.account === key);
    const here = this.#refusedHere.get(key) ?? [];
    // What this run was refused counts though the file was removed meanwhile.
    const others = kept.filter(({ outcome, atMs }) => outcome !== "refused" || !here.includes(atMs));
    return lockoutGuard(
      [
        ...others.map(({ outcome, atMs }) => ({ outcome, atMs, isOfThisRun: false })),
        ...here.map((atMs) => ({ outcome: "refused" as const, atMs, isOfThisRun: true })),
      ],
      nowMs,
    );
  }

  /** Remembers how an attempt ended: at once in this run, and in the file for the next. */
  async remember(account: LogonAccount, outcome: LogonOutcome, nowMs: number): Promise<void> {
    const key = accountKey(account);
    if (outcome === "refused") this.#refusedHere.set(key, [...(this.#refusedHere.get(key) ?? []), nowMs]);
    await this.#attempts.change((attempts) =>
      [...attempts.filter(({ atMs }) => nowMs - atMs <= KEEP_ATTEMPTS_MS), { account: key, outcome, atMs: nowMs }]
        .toSorted((one, other) => one.atMs - other.atMs)
        .slice(-MOST_ATTEMPTS),
    );
  }

  /** SHA-256 in hex of the key that `hostPort` showed last; undefined where none was seen. */
  knownKey(hostPort: string): string | undefined {
    const name = hostPort.toLowerCase();
    return this.#keys.read().find((key) => key.hostPort === name)?.sha256;
  }

  /** Remembers a key in place of the one before; beyond 10000 hosts the one longest not seen is forgotten. */
  async rememberKey(hostPort: string, sha256: string): Promise<void> {
    const name = hostPort.toLowerCase();
    const shown = { hostPort: name, sha256: sha256.toLowerCase() };
    await this.#keys.change((keys) => [...keys.filter((key) => key.hostPort !== name), shown].slice(-MOST_KEYS));
  }
}
