import { performance } from "node:perf_hooks";

/** Milliseconds since the check began, with the three decimals that a transcript holds, and the wall time of its start. */
export class CheckClock {
  readonly startedAtMs: number = Date.now();
  readonly #zero = performance.now();

  nowMs(): number {
    return Math.round((performance.now() - this.#zero) * 1000) / 1000;
  }
}
