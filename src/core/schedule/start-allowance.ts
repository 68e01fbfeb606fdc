/** Starts that may be made up for at once after a pause of the process. */
const BURST_S = 0.25;
/** Room above what the intervals ask for: what is late is caught up without a herd. */
const HEADROOM = 1.25;

/** How many checks may begin now: earned evenly over time, and hardly saved. */
export class StartAllowance {
  #extraPerSecond: number;
  /** Checks a second that all intervals together ask for. */
  #asked = 0;
  #starts: number | null = null;

  constructor(extraPerSecond: number) {
    this.#extraPerSecond = extraPerSecond;
  }

  configure(extraPerSecond: number): void {
    this.#extraPerSecond = extraPerSecond;
  }

  get has(): boolean {
    return this.#starts === null || this.#starts >= 1;
  }

  /** Until there is one. */
  get waitMs(): number {
    return this.#starts === null ? 0 : Math.max(0, ((1 - this.#starts) / this.#rate) * 1000);
  }

  /** A target with this interval came (1) or went (-1). */
  count(intervalMs: number, times: 1 | -1): void {
    this.#asked = Math.max(0, this.#asked + (times * 1000) / intervalMs);
  }

  earn(passedMs: number): void {
    const burst = Math.max(1, this.#rate * BURST_S);
    this.#starts = Math.min(burst, (this.#starts ?? burst) + (passedMs / 1000) * this.#rate);
  }

  take(): void {
    this.#starts = (this.#starts ?? 1) - 1;
  }

  get #rate(): number {
    return this.#extraPerSecond + this.#asked * HEADROOM;
  }
}
