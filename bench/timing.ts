import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";

export interface Timed {
  readonly wallMs: number;
  readonly code: number | null;
  readonly stdout: string;
}

/** Runs a command as a whole process and times it from outside. */
export function timeCommand(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Timed> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "ignore"], env });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ wallMs: performance.now() - startedMs, code, stdout }));
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs several commands in turn, A B A B, so that a machine that gets slower gets slower for all. */
export async function inTurn(
  rounds: number,
  contenders: Readonly<Record<string, () => Promise<Timed>>>,
): Promise<ReadonlyMap<string, readonly Timed[]>> {
  const results = new Map<string, Timed[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const timed = await run();
      // Round 0 warms caches up and is not counted.
      if (round > 0) results.set(name, [...(results.get(name) ?? []), timed]);
    }
  }
  return results;
}

export function wallTimes(timed: readonly Timed[] | undefined): { readonly median: number; readonly min: number } {
  const walls = (timed ?? []).map(({ wallMs }) => wallMs);
  return { median: median(walls), min: Math.min(...walls) };
}

export const ms = (value: number): string => `${value.toFixed(0)} ms`;
