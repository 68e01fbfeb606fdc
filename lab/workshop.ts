// A Lab: one temporary folder and everything that was started for it. Whatever happens to this process, all of it ends.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, openSync, closeSync } from "node:fs";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const sweepScript = fileURLToPath(new URL("sweep.sh", import.meta.url));
const folderName = /^rdpulse-lab-(\d+)-(\d+)-/;
const open = new Set<Lab>();

/** How a program is started in a lab. */
export interface StartOptions {
  readonly command: string;
  readonly args?: readonly string[];
  /** Added to a small clean environment (PATH, HOME, LANG and the lab's mark). */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Network namespace in which it runs. */
  readonly netns?: string;
  /** File that takes stdout and stderr. */
  readonly logPath: string;
  /** Take stdin as a pipe, or a message channel to a Node child. */
  readonly channel?: boolean;
}

/** What a command that ran to its end left. `code` is null when a signal or the deadline ended it. */
export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** Start time of a process in clock ticks after boot, `undefined` when there is none (or only its zombie). */
export function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** True when this process may make network namespaces. */
export const isRoot = (): boolean => userInfo().uid === 0;

/** Folders of labs on this machine, ours only; `alive` says whether the process that made it still runs. */
export function labFolders(): { path: string; pid: number; alive: boolean }[] {
  const found: { path: string; pid: number; alive: boolean }[] = [];
  for (const name of readdirSync(tmpdir())) {
    const match = folderName.exec(name);
    const path = join(tmpdir(), name);
    if (!match) continue;
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (!status?.isDirectory() || status.uid !== userInfo().uid) continue;
    const pid = Number(match[1]);
    found.push({ path, pid, alive: startTimeOf(pid) === match[2] });
  }
  return found;
}

/** Ends and removes what killed earlier runs left: their processes, folders, and namespaces whose maker is gone. */
export function sweepStale(): void {
  for (const folder of labFolders()) if (!folder.alive) spawnSync("sh", [sweepScript, folder.path]);
  if (!isRoot() || !existsSync("/run/netns")) return;
  for (const name of readdirSync("/run/netns")) {
    const maker = /^rdpl(\d+)-/.exec(name)?.[1];
    if (maker && startTimeOf(Number(maker)) === undefined) spawnSync("ip", ["netns", "del", name]);
  }
}

/** One lab. Make it with `openLab`; `close` ends all that it started. */
export class Lab {
  /** The lab's own folder, mode 700, gone after `close`. */
  readonly folder: string;
  /** Carried by every child as `RDPULSE_LAB`. */
  readonly id: string;
  readonly #registry: string;
  readonly #watchdog: ChildProcess;
  readonly #ends: (() => Promise<void> | void)[] = [];
  readonly #block: number;
  #count = 0;
  #hosts = 0;
  #closing: Promise<void> | undefined;

  constructor() {
    const started = startTimeOf(process.pid) ?? "0";
    this.folder = mkdtempSync(join(tmpdir(), `rdpulse-lab-${process.pid}-${started}-`));
    chmodSync(this.folder, 0o700);
    this.id = this.folder.slice(tmpdir().length + 1);
    this.#registry = join(this.folder, "registry");
    appendFileSync(this.#registry, "");
    // A block of 127.0.0.0/8 of its own, so that several labs can all use port 3389.
    this.#block = Math.floor(Math.random() * 230 * 256);
    const { RDPULSE_LAB: _mark, ...env } = process.env;
    this.#watchdog = spawn("sh", [sweepScript, "--when-closed", this.folder], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
      env,
    });
    this.#watchdog.unref();
    // The pipe must not keep a finished program running; its kernel side closes with us in any case.
    const pipe = this.#watchdog.stdin;
    pipe?.on("error", () => {});
    if (pipe && "unref" in pipe && typeof pipe.unref === "function") pipe.unref();
    if (open.size === 0) watchEnds();
    open.add(this);
  }

  /** A number that nothing else in this lab has. */
  next(): number {
    this.#count += 1;
    return this.#count;
  }

  /** A new folder inside the lab's own. */
  makeFolder(name: string): string {
    const path = join(this.folder, `${name}-${this.next()}`);
    mkdirSync(path, { mode: 0o700 });
    return path;
  }

  /** The next unused address of 127.0.0.0/8; every port on it is free. */
  loopback(): string {
    this.#hosts += 1;
    if (this.#hosts > 250) throw new Error("a lab has 250 loopback addresses; open another lab");
    return `127.${16 + Math.floor(this.#block / 256)}.${this.#block % 256}.${this.#hosts + 2}`;
  }

  /** A port that is free on an address right now. */
  async freePort(address = "127.0.0.1"): Promise<number> {
    const server = createServer().listen(0, address);
    await once(server, "listening");
    const bound = server.address();
    server.close();
    await once(server, "close");
    if (bound === null || typeof bound === "string") throw new Error(`no free port on ${address}`);
    return bound.port;
  }

  /** Records something outside the folder that must be gone afterwards. Call it before the thing is made. */
  register(kind: "netns" | "display" | "user" | "group", what: string): void {
    appendFileSync(this.#registry, `${kind} ${what}\n`);
  }

  /** Runs at `close`, newest first, before processes are ended. */
  onClose(end: () => Promise<void> | void): void {
    this.#ends.push(end);
  }

  /** Starts a program in its own process group. It is ended with the lab at the latest. */
  start(options: StartOptions): ChildProcess {
    const log = openSync(options.logPath, "a", 0o600);
    const inside = options.netns === undefined ? [] : ["ip", "netns", "exec", options.netns];
    const [command = "", ...args] = [...inside, options.command, ...(options.args ?? [])];
    try {
      const child = spawn(command, args, {
        detached: true,
        stdio: ["ignore", log, log, ...(options.channel ? (["ipc"] as const) : [])],
        env: this.#environment(options.env),
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      });
      // A program that cannot be started is told by its missing pid; without a listener the event would end us.
      child.on("error", (error) => existsSync(this.folder) && appendFileSync(options.logPath, `${error.message}\n`));
      if (child.pid !== undefined) this.register("group", `${child.pid} ${startTimeOf(child.pid) ?? "0"}`);
      child.unref();
      return child;
    } finally {
      closeSync(log);
    }
  }

  /** Runs a command to its end, at most `timeoutMs` long, in a namespace if one is given. Never throws for its exit code. */
  async run(
    command: string,
    args: readonly string[],
    options: { netns?: string; env?: Readonly<Record<string, string>>; timeoutMs?: number; input?: string } = {},
  ): Promise<CommandOutcome> {
    const inside = options.netns === undefined ? [] : ["ip", "netns", "exec", options.netns];
    const [first = "", ...rest] = [...inside, command, ...args];
    const child = spawn(first, rest, { detached: true, stdio: "pipe", env: this.#environment(options.env) });
    if (child.pid !== undefined) this.register("group", `${child.pid} ${startTimeOf(child.pid) ?? "0"}`);
    let [stdout, stderr, timedOut] = ["", "", false];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child.pid, "SIGKILL");
    }, options.timeoutMs ?? 60_000);
    try {
      const [code] = await once(child, "close");
      return { code: typeof code === "number" ? code : null, stdout, stderr, timedOut };
    } catch (error) {
      return { code: null, stdout, stderr: error instanceof Error ? error.message : String(error), timedOut };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends all that this lab started and removes its folder. May be called more than once. */
  close(): Promise<void> {
    this.#closing ??= this.#closeOnce();
    return this.#closing;
  }

  async #closeOnce(): Promise<void> {
    for (const end of this.#ends.toReversed()) await end();
    await once(spawn("sh", [sweepScript, this.folder], { stdio: "ignore" }), "close");
    this.#release();
  }

  /** The same without waiting for anything but the sweep: for exit and signals. */
  closeNow(): void {
    spawnSync("sh", [sweepScript, this.folder]);
    this.#release();
  }

  #release(): void {
    this.#watchdog.stdin?.destroy();
    open.delete(this);
  }

  #environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      PATH: `${process.env["PATH"] ?? "/usr/bin:/bin"}:/usr/sbin:/sbin`,
      HOME: this.folder,
      LANG: "C.UTF-8",
      ...more,
      RDPULSE_LAB: this.id,
    };
  }
}

/** The living processes of a process group. */
export function groupMembers(group: number): string[] {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      const [state, , pgrp] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return state !== "Z" && pgrp === String(group);
    } catch {
      return false;
    }
  });
}

/** Sends a signal to a whole process group; a group that is gone is no error. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody left in it.
  }
}

/** Opens a lab, after removing what killed earlier runs left. */
export function openLab(): Lab {
  sweepStale();
  return new Lab();
}

function closeAll(): void {
  for (const lab of open) lab.closeNow();
}

let watching = false;
function watchEnds(): void {
  if (watching) return;
  watching = true;
  process.on("exit", closeAll);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const react = (): void => {
      closeAll();
      process.off(signal, react);
      process.kill(process.pid, signal);
    };
    process.on(signal, react);
  }
}
