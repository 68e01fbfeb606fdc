// What happens how often within a time. Times may come slightly out of order, or jump when a clock is set.

/** Tells when `value` events fell into one window. Holds `value` times. */
export class RateWindow {
  readonly #times: number[] = [];
  readonly #value: number;
  readonly #windowMs: number;
  #next = 0;

  constructor(value: number, windowMs: number) {
    this.#value = value;
    this.#windowMs = windowMs;
  }

  /** Whether this event and the `value - 1` before it lie within the window. */
  add(timeMs: number): boolean {
    if (this.#times.length < this.#value) {
      this.#times.push(timeMs);
      if (this.#times.length < this.#value) return false;
      return Math.abs(timeMs - (this.#times[0] ?? timeMs)) <= this.#windowMs;
    }
    this.#times[this.#next] = timeMs;
    this.#next = (this.#next + 1) % this.#value;
    const oldest = this.#times[this.#next] ?? timeMs;
    return Math.abs(timeMs - oldest) <= this.#windowMs;
  }
}

/** Tells when `value` different names were seen within one window. Holds at most `value` names. */
export class DistinctWindow {
  readonly #seen = new Map<string, number>();
  readonly #value: number;
  readonly #windowMs: number;

  constructor(value: number, windowMs: number) {
    this.#value = value;
    this.#windowMs = windowMs;
  }

  add(name: string, timeMs: number): boolean {
    this.#seen.delete(name);
    this.#seen.set(name, timeMs);
    if (this.#seen.size < this.#value) return false;
    for (const [known, lastMs] of this.#seen) {
      if (Math.abs(timeMs - lastMs) <= this.#windowMs) continue;
      this.#seen.delete(known);
    }
    const isReached = this.#seen.size >= this.#value;
    while (this.#seen.size > this.#value) {
      for (const oldest of this.#seen.keys()) {
        this.#seen.delete(oldest);
        break;
      }
    }
    return isReached;
  }
}
