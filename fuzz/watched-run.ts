/** The run that is under way, where the watchdog sees it: number of the run, number of the target, length of the input. */
export interface WatchedRun {
  readonly numbers: Int32Array;
  readonly input: Uint8Array;
  readonly names: readonly string[];
}

/** Longer inputs than the longest seed do not come up. */
const INPUT_LIMIT_BYTES = 256 * 1024;

export function watchedRun(names: readonly string[]): WatchedRun {
  const numbers = new Int32Array(new SharedArrayBuffer(12));
  numbers[2] = -1;
  return { numbers, input: new Uint8Array(new SharedArrayBuffer(INPUT_LIMIT_BYTES)), names };
}

/** Says what is about to run. */
export function announce(run: WatchedRun, target: number, bytes: Uint8Array): void {
  run.input.set(bytes.subarray(0, run.input.length));
  Atomics.store(run.numbers, 1, target);
  Atomics.store(run.numbers, 2, Math.min(bytes.length, run.input.length));
  Atomics.add(run.numbers, 0, 1);
}

/** Says that nothing runs. */
export function rest(run: WatchedRun): void {
  Atomics.store(run.numbers, 2, -1);
}
