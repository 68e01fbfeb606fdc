// `rdpulse serve` and `rdpulse vantage` as people start them: processes of the built program, talked to over the API.
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Lab } from "../../lab/index.ts";
import { killGroup } from "../../lab/workshop.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/rdpulse.mjs", import.meta.url));
const RESPONDER = fileURLToPath(new URL("../../lab/stand-in/light-responder.ts", import.meta.url));
const START_WITHIN_MS = 30_000;
const LOOK_MS = 100;
/** An answer that takes longer hangs, for whoever waits for it. */
const ANSWER_WITHIN_MS = 15_000;

export interface Incident {
  readonly id: number;
  readonly cause: string;
  readonly state: string;
  readonly scope: { readonly kind: string; readonly key: string };
}

export interface Listed<Item> {
  readonly items: readonly Item[];
}

export interface HostItem {
  readonly id: number;
  readonly name: string;
  readonly state: { readonly status: string; readonly lastSlotMs?: number; readonly lastAtMs?: number } | null;
}

/** A running program of ours: what it says, and its end. */
export interface RunningProgram {
  readonly pid: number;
  /** All it wrote so far, stdout and stderr as they came. */
  said(): string;
  /** Ends it without a word, and waits until it is gone. */
  kill(): Promise<void>;
  /** Stops or continues it, as a machine that hangs. */
  signal(signal: NodeJS.Signals): void;
  /** Its exit code; null when a signal ended it. Waits for the end. */
  ended(): Promise<number | null>;
}

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly type: string;
  readonly body: Body;
}

export interface MonitorServer extends RunningProgram {
  readonly url: string;
  /** Body of the answer to GET /api/v1/PATH. */
  get<Body>(path: string): Promise<Body>;
  /** Answer to any request; the body is read as JSON where it is some. */
  call<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<Body>>;
}

/** Network namespace and environment of a program. */
export interface Surroundings {
  readonly netns?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ServeOptions extends Surroundings {
  /** Folder of the store. */
  readonly data: string;
  /** File of the configuration; none when absent. */
  readonly config?: string;
  /** URL of PostgreSQL in place of the folder. */
  readonly store?: string;
  /** ADDRESS:PORT, 127.0.0.1 and any port when absent. */
  readonly listen?: string;
  readonly args?: readonly string[];
}

/** Writes a configuration where `serve` reads it: YAML is a superset of JSON. */
export function writeConfiguration(folder: string, configuration: object): string {
  const path = join(folder, "rdpulse.yaml");
  writeFileSync(path, JSON.stringify(configuration, null, 2));
  return path;
}

/** Starts a command of the program in a lab. */
export function startProgram(lab: Lab, args: readonly string[], options: Surroundings = {}): RunningProgram {
  return run(lab, [PROGRAM, ...args], options);
}

function run(lab: Lab, args: readonly string[], options: Surroundings): RunningProgram {
  const logPath = join(lab.folder, `program-${lab.next()}.log`);
  const child = lab.start({ command: process.execPath, args, logPath, ...options });
  // Asked for at once: the event of a program that ends early must not be missed.
  const exit = once(child, "exit");
  exit.catch(() => undefined);
  const ended = async (): Promise<number | null> => {
    await exit;
    return child.exitCode;
  };
  return {
    pid: child.pid ?? 0,
    said: () => readFileSync(logPath, "utf8"),
    ended,
    signal: (signal) => killGroup(child.pid, signal),
    kill: async () => {
      killGroup(child.pid, "SIGKILL");
      await ended();
    },
  };
}

/** Starts `rdpulse serve` and waits for nothing. */
export function startServe(lab: Lab, options: ServeOptions): RunningProgram {
  const { data, config, store, listen = "127.0.0.1:0", args = [], ...place } = options;
  const where = ["--data", data, "--listen", listen, "--threads", "1"];
  const given = [
    ...(config === undefined ? [] : ["--config", config]),
    ...(store === undefined ? [] : ["--store", store]),
  ];
  return startProgram(lab, ["serve", ...where, ...given, ...args], place);
}

/** Starts `rdpulse serve`; resolves when it printed its address. Rejects with what it said where it ends before. */
export async function serve(lab: Lab, options: ServeOptions): Promise<MonitorServer> {
  const program = startServe(lab, options);
  const url = await until(
    `serve prints its address`,
    async () => {
      const over = await Promise.race([program.ended().then(() => true), sleep(1, false)]);
      const [opened] = /https?:\/\/\S+/u.exec(/^Open .*$/mu.exec(program.said())?.[0] ?? "") ?? [];
      if (over && opened === undefined) throw new Error(`serve did not start: ${program.said()}`);
      return opened;
    },
    START_WITHIN_MS,
  );
  const call: MonitorServer["call"] = async (method, path, body, headers = {}) =>
    askApi(url, method, path, body, headers);
  return {
    ...program,
    url,
    call,
    get: async <Body>(path: string) => (await call<Body>("GET", path)).body,
  };
}

async function askApi<Body>(
  url: string,
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Answer<Body>> {
  const response = await fetch(new URL(`api/v1/${path}`, url), {
    method,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  // The API's own tests hold its answers against their schemas.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { status: response.status, type, body: (type.includes("json") ? JSON.parse(text) : text) as Body };
}

/** What `look` finds, asked again until it finds something. Rejects with `what` after `withinMs`. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined> | Value | undefined,
  withinMs: number,
): Promise<Value> {
  const endMs = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (Date.now() > endMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(LOOK_MS);
  }
}

/** Open incidents, as the API lists them. */
export async function openIncidents(server: Pick<MonitorServer, "get">): Promise<readonly Incident[]> {
  return (await server.get<Listed<Incident>>("incidents?state=open&limit=100")).items;
}

/** Slots that the server itself says it left out, because the machine was too busy for them. */
export async function leftOutBy(server: Pick<MonitorServer, "url">): Promise<number> {
  const text = await (await fetch(new URL("metrics", server.url))).text();
  return Number(/^rdpulse_skipped_slots_total (\d+)/mu.exec(text)?.[1] ?? Number.NaN);
}

/** Healthy hosts, every address of 127.0.0.0/8 on this port; a process of its own, so that it can be ended. */
export async function lightHosts(lab: Lab, port: number, place: Surroundings = {}): Promise<RunningProgram> {
  const hosts = run(lab, [RESPONDER, "--port", String(port)], place);
  await until("the hosts listen", () => (hosts.said().includes("ready") ? true : undefined), START_WITHIN_MS);
  return hosts;
}

/** Somebody who is told: every message that a webhook brought, by its id, in order. */
export interface Mailbox {
  readonly url: string;
  readonly messages: readonly Message[];
  /** Those that say that an incident began: nothing about certificates or error budgets. */
  opened(): readonly Message[];
}

export interface Message {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
}

export async function mailbox(lab: Lab): Promise<Mailbox> {
  const messages: Message[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (more: string) => (text += more));
    request.on("end", () => {
      // Our own program wrote it.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      const { kind, subject } = JSON.parse(text) as { kind: string; subject: string };
      messages.push({ id: String(request.headers["webhook-id"]), kind, subject });
      response.end();
    });
  });
  const address = lab.loopback();
  server.listen(0, address);
  await once(server, "listening");
  lab.onClose(() => {
    server.close();
    server.closeAllConnections();
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the mailbox has no port");
  const opened = (): readonly Message[] => messages.filter(({ kind }) => kind === "opened");
  return { url: `http://${address}:${bound.port}/`, messages, opened };
}

/** A fleet of healthy hosts, and what a test usually wants to have quick. */
export function quickConfiguration(
  targets: readonly object[],
  told: Mailbox,
  intervalSeconds = 5,
): Readonly<Record<string, unknown>> {
  return {
    monitor: { intervalSeconds },
    incidents: { closeAfterSeconds: 5, widenFrom: 1000 },
    outbound: { allow: ["127.0.0.0/8"] },
    targets,
    // Hundreds of incidents are to be counted one by one, not summed up.
    channels: [{ name: "hook", kind: "webhook", url: told.url, perHour: 3600 }],
    rules: [{ name: "all", channels: ["*"], waitSeconds: 1 }],
  };
}

/** Gaps and doubles among the slots of a target's rows, which come in any order. */
export function slotFaults(
  rows: readonly { readonly slotMs: number; readonly kind: string }[],
  intervalMs: number,
): { readonly missing: number; readonly twice: number } {
  const slots = rows
    .filter(({ kind }) => kind === "interval" || kind === "full")
    .map(({ slotMs }) => slotMs)
    .toSorted((one, other) => one - other);
  let [missing, twice] = [0, 0];
  for (const [index, slot] of slots.entries()) {
    const before = slots[index - 1];
    if (before === undefined) continue;
    if (slot === before) twice += 1;
    else missing += Math.round((slot - before) / intervalMs) - 1;
  }
  return { missing, twice };
}
