// One check or logon at a target that may be hostile, in a process of its own: watched-check-child.ts ARGUMENTS-JSON [PASSWORD].
// Prints what the command line showed, how long it took, by how much the process grew, and what went astray.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { type Probe, run, type World } from "../../src/app/cli/index.ts";
import { checkRoots, isOwnAddress, resolveName, runCheck, runLogon } from "../../src/io/probe/index.ts";
import type { CheckRun, LogonRun } from "../../src/io/probe/index.ts";
import type { WatchedCheck } from "./watched-check.ts";

const probe: Probe = { checkRoots, isOwnAddress, resolveName, runCheck, runLogon };
const loadLogonTools: World["loadLogonTools"] = () => import("../../src/io/logon/index.ts");
const stray: string[] = [];
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, (error) => stray.push(`${event}: ${error instanceof Error ? error.stack : String(error)}`));
}

const [, , argumentsJson = "[]", password = ""] = process.argv;
const argv: readonly string[] = JSON.parse(argumentsJson);
/** Each logon gets a memory of its own: what one refused must not stop the next. */
const memories = mkdtempSync(join(tmpdir(), "rdpulse-hostile-"));
let memory = 0;

/** What all runs wrote to stderr. */
let errors = "";

/** Shows a check as the command line does, and gives back what it wrote to stdout. */
async function shown(words: readonly string[], loadProbe: World["loadProbe"]): Promise<{ text: string; code: number }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let text = "";
  stdout.on("data", (piece: Buffer) => (text += piece.toString("utf8")));
  stderr.on("data", (piece: Buffer) => (errors += piece.toString("utf8")));
  const interrupted = new AbortController().signal;
  const stdin = Readable.from([]);
  const state = words[0] === "logon" ? ["--state", join(memories, `${(memory += 1)}`)] : [];
  const env = password === "" ? {} : { PASSWORD: password };
  const code = await run([...words, ...state], { env, stdin, stdout, stderr, interrupted, loadProbe, loadLogonTools });
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
const before = process.memoryUsage.rss();
let last: CheckRun | LogonRun | undefined;
let elapsedMs = 0;
let grownBytes = 0;

/** Measures the one run that is live. */
async function watched<Run extends CheckRun>(live: () => Promise<Run>): Promise<Run> {
  const startedMs = performance.now();
  const seen = await live();
  elapsedMs = performance.now() - startedMs;
  grownBytes = process.resourceUsage().maxRSS * 1024 - before;
  last = seen;
  return seen;
}

const english = await shown([...argv, "--lang", "en"], async () => ({
  ...probe,
  runCheck: (options, hooks) => watched(() => runCheck(options, hooks)),
  runLogon: (options, secret, hooks) => watched(() => runLogon(options, secret, hooks)),
}));
const seen = last;
if (seen === undefined) throw new Error(english.text + errors);
const replayed: World["loadProbe"] = async () => ({ ...probe, runCheck: async () => seen, runLogon: async () => seen });
const chinese = await shown([...argv, "--lang", "zh"], replayed);
const json = await shown([...argv, "--json"], replayed);
const { transcript } = seen;
rmSync(memories, { recursive: true, force: true });
const outcome: WatchedCheck = {
  evidence: seen.evidence,
  code: english.code,
  elapsedMs,
  grownBytes,
  shown: [english.text, chinese.text, json.text, errors],
  transcriptBytes: transcript.length,
  transcriptTellsPassword: password !== "" && formsOf(password).some((form) => transcript.includes(form)),
  stray,
};

/** The password as it would stand in a transcript. */
function formsOf(secret: string): readonly string[] {
  return [secret, Buffer.from(secret).toString("hex"), Buffer.from(secret, "utf16le").toString("hex")];
}

process.stdout.write(`${JSON.stringify(outcome)}\n`);
