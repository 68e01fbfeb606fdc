import { languageFor } from "./language.ts";
import { EXIT } from "./operation-error.ts";
import { complain, run } from "./run.ts";
import type { World } from "./world.ts";

/** A second Ctrl-C within this time is the same one, heard from the terminal and from the launcher. */
const SAME_SIGNAL_MS = 300;

/** Entry of the program: gives it the real surroundings, and ends the process with the right code. */
export async function main(): Promise<void> {
  const argv = argvOf(process.argv.slice(2), process.env);
  const interruption = new AbortController();
  const world: World = {
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    interrupted: interruption.signal,
    loadProbe: () => import("../../io/probe/index.ts"),
    loadLogonTools: () => import("../../io/logon/index.ts"),
  };
  listenForInterrupts(interruption);
  for (const stream of [process.stdout, process.stderr]) {
    // `rdpulse … | head` closes the pipe: stop working, and say nothing.
    stream.on("error", () => interruption.abort());
  }
  const end = async (error: unknown): Promise<void> => {
    process.exit(await complain(error, world, languageFor(argv, process.env)));
  };
  const fall = (error: unknown): void => void end(error);
  process.on("uncaughtException", fall);
  process.on("unhandledRejection", fall);
  const code = await run(argv, world);
  await drained(process.stdout);
  await drained(process.stderr);
  process.exit(code);
}

/** `npm start` alone is the server; `npm start -- check HOST` is that command. */
export function argvOf(given: readonly string[], env: NodeJS.ProcessEnv): readonly string[] {
  return given.length === 0 && env["npm_lifecycle_event"] === "start" ? ["serve"] : given;
}

/** The first asks the command to end in good order, the second ends it. */
function listenForInterrupts(interruption: AbortController): void {
  let firstAtMs: number | undefined;
  const interrupt = (): void => {
    const nowMs = performance.now();
    if (firstAtMs === undefined) firstAtMs = nowMs;
    else if (nowMs - firstAtMs > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
    interruption.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
}

/** Resolves when all that was written has left the process: `process.exit` would cut it off in a pipe. */
async function drained(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return;
  await new Promise<void>((resolve) => {
    stream.write("", () => resolve());
    stream.once("error", () => resolve());
    stream.once("close", () => resolve());
  });
}
