import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";

const FIRST_PORT = 23_389;
const HOSTS_A_NET = 250;

/** Where a host of the fleet is. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** So many hosts on addresses of 127.0.0.0/8 that nothing else of this machine has, from the `first` one on. */
export function placesOf(count: number, port: number, first = 0): readonly Place[] {
  return Array.from({ length: count }, (_, offset) => {
    const index = first + offset;
    return { host: `127.77.${Math.floor(index / HOSTS_A_NET)}.${1 + (index % HOSTS_A_NET)}`, port };
  });
}

export interface Responder {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

/** Hosts that answer X.224, TLS and one NTLM challenge: all of 127.0.0.0/8 on one port, in a process of their own. */
export async function startResponder(firstPort = FIRST_PORT): Promise<Responder> {
  const port = await freePort(firstPort);
  const script = join(import.meta.dirname, "..", "..", "lab", "stand-in", "light-responder.ts");
  const child = spawn(process.execPath, [script, "--port", String(port)], { stdio: ["ignore", "pipe", "inherit"] });
  await said(child, "ready", "the responder");
  return { pid: child.pid ?? 0, port, stop: () => ended(child) };
}

/** Resolves with what the child wrote until then once it has written `text`. Rejects when it ends before. */
export async function said(child: ChildProcess, text: string, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let written = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      written += chunk;
      if (written.includes(text)) resolve(written);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code}`)));
  });
}

/** Asks a child to end, and waits until it has. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** A port that nobody has, below those that the kernel gives to clients. */
export async function freePort(first = FIRST_PORT): Promise<number> {
  const server = createServer();
  try {
    server.listen(first, "0.0.0.0");
    await once(server, "listening");
    return first;
  } catch {
    return await freePort(first + 1);
  } finally {
    server.close();
  }
}
