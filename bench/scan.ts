import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { packedProgram } from "./packed.ts";
import { timeCommand } from "./timing.ts";

const PORT = 3389;
const FIRST = "127.1.0.1";
const PARALLEL = 64;
const COMPARED_TARGETS = 1000;
const GROWTH = [10, 100, 1000, 10_000];
const NMAP_GOAL = 80;
const FLOOR_GOAL = 0.4;
const MEMORY_GOAL_MB = 200;

interface ScanRun {
  readonly perSecond: number;
  readonly seconds: number;
  readonly peakMb: number;
  readonly cpuMsEach: number;
  readonly lines: number;
}

function rangeOf(count: number): string {
  return `${FIRST}-${addressAt(count)}`;
}

function addressAt(index: number): string {
  return `127.1.${Math.floor(index / 256)}.${index % 256}`;
}

/** Peak memory and CPU time of a living process, from the kernel. */
function usageOf(pid: number): { readonly peakMb: number; readonly cpuMs: number } | undefined {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    // A process that has ended, but was not yet waited for, has no memory any more.
    if (peak === undefined) return undefined;
    return { peakMb: Number(peak) / 1024, cpuMs: (Number(fields[11]) + Number(fields[12])) * 10 };
  } catch {
    // The process is gone: what was read last counts.
    return undefined;
  }
}

function runScan(bin: string, env: NodeJS.ProcessEnv, count: number): Promise<ScanRun> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const args = [bin, "scan", rangeOf(count), "--ndjson", "--parallel", String(PARALLEL)];
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "ignore"] });
    let lines = 0;
    let usage = { peakMb: 0, cpuMs: 0 };
    const watch = setInterval(() => (usage = (child.pid === undefined ? undefined : usageOf(child.pid)) ?? usage), 20);
    child.stdout.on("data", (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 10) lines += 1;
    });
    child.on("error", reject);
    child.on("close", () => {
      clearInterval(watch);
      const seconds = (performance.now() - startedMs) / 1000;
      resolve({ perSecond: lines / seconds, seconds, peakMb: usage.peakMb, cpuMsEach: usage.cpuMs / lines, lines });
    });
  });
}

function numberIn(json: string, field: string): number {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== "object" || parsed === null) return Number.NaN;
  return Number(new Map<string, unknown>(Object.entries(parsed)).get(field));
}

function startResponder(): Promise<{ readonly stop: () => void }> {
  return new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, "..", "lab", "stand-in", "light-responder.ts");
    const child = spawn(process.execPath, [script, "--listen", `127.1.0.0/18:${PORT}`], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the responder ended with ${code}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.includes("ready")) resolve({ stop: () => child.kill() });
    });
  });
}

const INSIDE = "RDPULSE_BENCH_INSIDE";

/**
 * nmap's scripts insist on port 3389, and some server of this machine may have it. As root the whole bench therefore runs
 * in a network namespace of its own. Returns undefined where it already does, or cannot.
 */
function runInside(): boolean | undefined {
  if (process.env[INSIDE] !== undefined || process.getuid?.() !== 0) return undefined;
  const script = `ip link set lo up && exec "$0" "$1"`;
  const inside = spawnSync("unshare", ["--net", "sh", "-c", script, process.execPath, import.meta.filename], {
    stdio: "inherit",
    env: { ...process.env, [INSIDE]: "1" },
  });
  return inside.status === 0;
}

/** Scan of loopback targets against nmap -T5 and a bare X.224+TLS loop, and how it grows. */
export async function benchScan(): Promise<boolean> {
  const inside = runInside();
  if (inside !== undefined) return inside;
  const program = packedProgram();
  const responder = await startResponder();
  try {
    const scan = (count: number): Promise<ScanRun> => runScan(program.bin, program.env, count);
    await scan(100);
    const bare = await timeCommand(process.execPath, [
      join(import.meta.dirname, "bare-loop.ts"),
      FIRST,
      String(COMPARED_TARGETS),
      String(PORT),
      String(PARALLEL),
    ]);
    // Whole processes on all sides: start-up is part of what a person waits for.
    const bareRate = (COMPARED_TARGETS * 1000) / bare.wallMs;
    const ours = await scan(COMPARED_TARGETS);
    const nmapTargets = Array.from({ length: COMPARED_TARGETS }, (_, index) => addressAt(index + 1));
    const scripts = "rdp-ntlm-info,rdp-enum-encryption,ssl-cert";
    const options = ["-T5", "-Pn", "-n", "-p", String(PORT), "--script", scripts];
    const nmap = await timeCommand("nmap", options.concat(nmapTargets));
    const nmapRate = (COMPARED_TARGETS * 1000) / nmap.wallMs;
    console.log(`scan, ${PARALLEL} at a time, targets answer X.224, TLS 1.3 and an NTLM challenge`);
    console.log(
      `  ours: ${ours.lines} of ${COMPARED_TARGETS} in ${ours.seconds.toFixed(2)} s, ${ours.perSecond.toFixed(0)}/s, ${ours.cpuMsEach.toFixed(2)} ms CPU each`,
    );
    console.log(
      `  bare X.224+TLS+certificate loop: ${bareRate.toFixed(0)}/s, ${numberIn(bare.stdout, "cpuMsEach").toFixed(2)} ms CPU each (the floor)`,
    );
    console.log(`  nmap -T5, three scripts, ${COMPARED_TARGETS} targets: ${nmapRate.toFixed(2)}/s`);
    const toNmap = ours.perSecond / nmapRate;
    const toFloor = ours.perSecond / bareRate;
    console.log(
      `  ours / nmap ${toNmap.toFixed(0)} (goal ${NMAP_GOAL}); ours / bare loop ${toFloor.toFixed(2)} (goal ${FLOOR_GOAL})`,
    );
    let peakMb = 0;
    for (const count of GROWTH) {
      const run = await scan(count);
      peakMb = Math.max(peakMb, run.peakMb);
      console.log(
        `  ${String(count).padStart(6)} targets: ${run.perSecond.toFixed(0).padStart(5)}/s, peak ${run.peakMb.toFixed(0)} MB`,
      );
    }
    console.log(`  peak memory ${peakMb.toFixed(0)} MB (goal below ${MEMORY_GOAL_MB} MB)`);
    return toNmap >= NMAP_GOAL && toFloor >= FLOOR_GOAL && peakMb < MEMORY_GOAL_MB && ours.lines === COMPARED_TARGETS;
  } finally {
    responder.stop();
    program.remove();
  }
}

if (import.meta.main) process.exitCode = (await benchScan()) ? 0 : 1;
