import type { Clock } from "./watch-settings.ts";

/** A wall clock this far ahead of ours was set, or the machine slept: then we follow it. */
const FOLLOW_MS = 250;

/**
 * Wall time that never goes back. A clock that is set back would silence a monitor until it came to the same time again
 * and would write two results for one moment; this one goes on at the speed of the processor until the wall clock is
 * ahead of it again.
 */
export class SteadyClock implements Clock {
  readonly #wall: () => number;
  readonly #elapsed: () => number;
  #atMs: number;
  #atElapsedMs: number;

  constructor(wall: () => number = Date.now, elapsed: () => number = () => performance.now()) {
    this.#wall = wall;
    this.#elapsed = elapsed;
    this.#atMs = wall();
    this.#atElapsedMs = elapsed();
  }

  nowMs(): number {
    const steady = this.#atMs + (this.#elapsed() - this.#atElapsedMs);
    const wall = this.#wall();
    if (wall > steady + FOLLOW_MS) {
      this.#atMs = wall;
      this.#atElapsedMs = this.#elapsed();
      return wall;
    }
    return Math.floor(steady);
  }

  /** How far the wall clock is behind this one: above a second, somebody set it back. */
  get aheadMs(): number {
    return Math.max(0, this.nowMs() - this.#wall());
  }
}
