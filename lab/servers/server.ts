// What every server of the lab has in common: started, waited for, paused, stopped.
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { relay } from "../relay.ts";
import { groupMembers, killGroup, startTimeOf, type Lab } from "../workshop.ts";

/** Where a server listens, and the namespace it lives in. */
export interface Placement {
  /** Default: a loopback address that only this server has; inside a namespace 0.0.0.0. */
  readonly address?: string;
  /** Default 3389. */
  readonly port?: number;
  readonly netns?: string;
}

/** A running server. */
export interface LabServer {
  readonly kind: string;
  readonly address: string;
  readonly port: number;
  readonly pid: number;
  readonly logPath: string;
  /** From start to the first answer. */
  readonly startedInMs: number;
  /** Ends it and everything it started; resolves when it is gone. */
  stop(): Promise<void>;
  /** SIGSTOP: the kernel still takes connections, nobody answers. */
  pause(): void;
  resume(): void;
  alive(): boolean;
  /** What it wrote so far. */
  log(): string;
}

/** When a server counts as started: it listens, it answers an X.224 request, or TLS is complete behind that. */
export type Readiness = "listens" | "x224" | "tls";

export interface ServerPlan {
  readonly kind: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly logPath: string;
  readonly address: string;
  readonly port: number;
  readonly netns?: string | undefined;
  readonly ready: Readiness;
  /** Default 15 s. */
  readonly timeoutMs?: number;
}

/** The first bytes of every client here: TLS, CredSSP and CredSSP with early authorization are offered, no cookie. */
export const x224Request = "030000130ee00000000000010008000b000000";

/** Sends bytes (hex) on a new connection and returns the first answer as hex; "fin", "silent" or the error's code else. */
export async function ask(address: string, port: number, request: string, timeoutMs = 3000): Promise<string> {
  const socket = connect({ host: address, port });
  const answer = await firstAnswer(socket, request, timeoutMs);
  socket.destroy();
  return answer;
}

function firstAnswer(socket: ReturnType<typeof connect>, request: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("silent"), timeoutMs);
    const settle = (answer: string): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    socket.once("connect", () => socket.write(Buffer.from(request, "hex")));
    socket.once("data", (bytes) => {
      // Without this, bytes between now and the next reader are lost.
      socket.pause();
      settle(bytes.toString("hex"));
    });
    socket.once("end", () => settle("fin"));
    socket.on("error", (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
  });
}

/** X.224, then TLS, ended with close_notify: the politest question, for servers that an early hang-up harms. */
async function completesTls(address: string, port: number): Promise<boolean> {
  const socket = connect({ host: address, port });
  const answer = await firstAnswer(socket, x224Request, 5000);
  if (!answer.startsWith("03")) {
    socket.destroy();
    return false;
  }
  return new Promise((resolve) => {
    const tls = connectTls({ socket, rejectUnauthorized: false });
    const settle = (done: boolean): void => {
      tls.end();
      setTimeout(() => socket.destroy(), 200);
      resolve(done);
    };
    socket.setTimeout(5000, () => settle(false));
    tls.once("secureConnect", () => settle(true));
    tls.once("error", () => settle(false));
  });
}

/** True when a process group listens on this TCP address and port; a stranger on the same port does not count. */
function listens(group: number, address: string, port: number): boolean {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  // The kernel prints an IPv4 address as one little-endian word; a listener on "any" counts too.
  const octets = address.split(".").map(Number).toReversed();
  const own = octets.length === 4 ? Buffer.from(octets).toString("hex").toUpperCase() : "";
  const sockets = ["tcp", "tcp6"].flatMap((table) =>
    (readIfThere(`/proc/${group}/net/${table}`) ?? "").split("\n").flatMap((line) => {
      const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
      const [host = "", at] = local.split(":");
      const here = state === "0A" && at === hexPort && (host === own || /^0+$/.test(host) || own === "");
      return here ? [`socket:[${inode}]`] : [];
    }),
  );
  return sockets.length > 0 && groupMembers(group).some((pid) => holds(pid, sockets));
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

function holds(pid: string, sockets: readonly string[]): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((name) => sockets.includes(readlinkSync(`${folder}/${name}`)));
  } catch {
    return false;
  }
}

/** The last lines of a file, for the message of a server that died. */
export function tail(path: string, lines = 12): string {
  try {
    return readFileSync(path, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "";
  }
}

/** Starts a server and waits until it answers. Throws an Error with the end of its log when it dies or stays silent. */
export async function startServer(lab: Lab, plan: ServerPlan): Promise<LabServer> {
  const began = performance.now();
  const child = lab.start({
    command: plan.command,
    args: plan.args,
    logPath: plan.logPath,
    ...(plan.env ? { env: plan.env } : {}),
    ...(plan.cwd === undefined ? {} : { cwd: plan.cwd }),
    ...(plan.netns === undefined ? {} : { netns: plan.netns }),
  });
  const pid = child.pid;
  const failed = (why: string): Error =>
    new Error(`${plan.kind} on ${plan.address}:${plan.port} ${why}\n${tail(plan.logPath)}`);
  if (pid === undefined) throw failed(`could not be started: ${plan.command} is missing`);
  const exited = once(child, "exit");
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const stop = async (): Promise<void> => {
    // Nothing else may be keeping this program alive while it waits.
    child.ref();
    killGroup(pid, "SIGTERM");
    killGroup(pid, "SIGCONT");
    if (!ended()) await Promise.race([exited, sleep(500)]);
    // A member of the group may outlive its leader, and a leader may not listen.
    killGroup(pid, "SIGKILL");
    if (!ended()) await exited;
    while (groupMembers(pid).length > 0) await sleep(5);
  };
  // The question is put from where the server lives; a namespace has its own loopback.
  const through =
    plan.netns !== undefined && plan.ready !== "listens" ? await relay(lab, plan.netns, plan.address, plan.port) : plan;
  const answers = async (): Promise<boolean> => {
    if (!listens(pid, plan.address, plan.port)) return false;
    if (plan.ready === "listens") return true;
    if (plan.ready === "tls") return completesTls(through.address, through.port);
    return (await ask(through.address, through.port, x224Request, 1000)).startsWith("03");
  };
  const deadline = began + (plan.timeoutMs ?? 15_000);
  let answered = false;
  while (!answered && !ended() && performance.now() < deadline) {
    answered = await answers();
    if (!answered) await sleep(15);
  }
  const startedInMs = Math.round(performance.now() - began);
  if ("stop" in through) await through.stop();
  if (!answered) {
    const why = ended() ? `died (exit ${child.exitCode ?? child.signalCode})` : `did not answer in ${startedInMs} ms`;
    await stop();
    throw failed(why);
  }
  return {
    kind: plan.kind,
    address: plan.address,
    port: plan.port,
    pid,
    logPath: plan.logPath,
    startedInMs,
    stop,
    pause: () => killGroup(pid, "SIGSTOP"),
    resume: () => killGroup(pid, "SIGCONT"),
    alive: () => !ended() && startTimeOf(pid) !== undefined,
    log: () => tail(plan.logPath, Number.MAX_SAFE_INTEGER),
  };
}

/** Address and port of a placement, with the defaults filled in. */
export function place(lab: Lab, placement: Placement): { address: string; port: number; netns: string | undefined } {
  const address = placement.address ?? (placement.netns === undefined ? lab.loopback() : "0.0.0.0");
  return { address, port: placement.port ?? 3389, netns: placement.netns };
}
