import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { keepInput } from "./hex-files.ts";
import type { WatchedRun } from "./watched-run.ts";

const LOOK_EVERY_MS = 500;

/** A run that never ends cannot be stopped from within its own thread: this one keeps its input and ends the process. */
function watch({ numbers, input, names }: WatchedRun, hangAfterMs: number): void {
  let last = -1;
  let sinceMs = Date.now();
  setInterval(() => {
    const run = Atomics.load(numbers, 0);
    if (run !== last) {
      last = run;
      sinceMs = Date.now();
      return;
    }
    const name = names[Atomics.load(numbers, 1)];
    const length = Atomics.load(numbers, 2);
    if (name === undefined || length < 0 || Date.now() - sinceMs < hangAfterMs) return;
    const kept = keepInput("regressions", name, input.slice(0, length));
    writeSync(2, `fuzz: ${name} does not come back from ${length} bytes, kept in fuzz/${kept}\n`);
    process.kill(process.pid, "SIGKILL");
  }, LOOK_EVERY_MS);
}

const { run, hangAfterMs }: { readonly run: WatchedRun; readonly hangAfterMs: number } = workerData;
watch(run, hangAfterMs);
