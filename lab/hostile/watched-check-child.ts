// One check of a target that may be hostile, in a process of its own: watched-check-child.ts ARGUMENTS-JSON.
// Prints what the command line showed, how long the check took, by how much the process grew, and what went astray.
import { once } from "node:events";
import { createServer } from "node:net";
import { PassThrough, Readable } from "node:stream";
import { type Probe, run, type World } from "../../src/app/cli/index.ts";
import { checkRoots, isOwnAddress, resolveName, runCheck, runLogon } from "../../src/io/probe/index.ts";
import type { CheckRun } from "../../src/io/probe/index.ts";
import type { WatchedCheck } from "./watched-check.ts";

const probe: Probe = { checkRoots, isOwnAddress, resolveName, runCheck, runLogon };
const loadLogonTools: World["loadLogonTools"] = () => import("../../src/io/logon/index.ts");
const stray: string[] = [];
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, (error) => stray.push(`${event}: ${error instanceof Error ? error.stack : String(error)}`));
}

/** What all runs wrote to stderr. */
let errors = "";

/** Shows a check as the command line does, and gives back what it wrote to stdout. */
async function shown(argv: readonly string[], loadProbe: World["loadProbe"]): Promise<{ text: string; code: number }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let text = "";
  stdout.on("data", (piece: Buffer) => (text += piece.toString("utf8")));
  stderr.on("data", (piece: Buffer) => (errors += piece.toString("utf8")));
  const interrupted = new AbortController().signal;
  const stdin = Readable.from([]);
  const code = await run(argv, { env: {}, stdin, stdout, stderr, interrupted, loadProbe, loadLogonTools });
  return { text, code };
}

/** Loads and compiles what a check needs, so that this is not taken for growth. */
async function warmUp(): Promise<void> {
  const server = createServer((socket) => socket.end("SSH-2.0-warm-up\r\n")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const place = server.address();
  const port = place === null || typeof place === "string" ? 1 : place.port;
  await shown(["check", `127.0.0.1:${port}`, "--skip", "all"], async () => probe);
  server.close();
}

await warmUp();
const argv: readonly string[] = JSON.parse(process.argv[2] ?? "[]");
const before = process.memoryUsage.rss();
let last: CheckRun | undefined;
let elapsedMs = 0;
let grownBytes = 0;
const english = await shown([...argv, "--lang", "en"], async () => ({
  ...probe,
  runCheck: async (options, hooks) => {
    const startedMs = performance.now();
    last = await runCheck(options, hooks);
    elapsedMs = performance.now() - startedMs;
    grownBytes = process.resourceUsage().maxRSS * 1024 - before;
    return last;
  },
}));
const seen = last;
if (seen === undefined) throw new Error(english.text + errors);
const replayed: World["loadProbe"] = async () => ({ ...probe, runCheck: async () => seen });
const chinese = await shown([...argv, "--lang", "zh"], replayed);
const json = await shown([...argv, "--json"], replayed);
const outcome: WatchedCheck = {
  evidence: seen.evidence,
  code: english.code,
  elapsedMs,
  grownBytes,
  shown: [english.text, chinese.text, json.text, errors],
  transcriptBytes: seen.transcript.length,
  stray,
};
process.stdout.write(`${JSON.stringify(outcome)}\n`);
