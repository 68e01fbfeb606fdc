import { setImmediate as immediate } from "node:timers/promises";

const LONGEST_MS = 40;

/** Lets signals, timers and output have their turn in a long loop, at most every 40 ms. */
export function breathing(): () => Promise<void> {
  let lastMs = performance.now();
  return async () => {
    if (performance.now() - lastMs < LONGEST_MS) return;
    await immediate();
    lastMs = performance.now();
  };
}
