/** What waits for an address, with all addresses that it needs. */
interface Waiting<Job> {
  readonly job: Job;
  readonly addresses: readonly string[];
}

/**
 * Lets one job at a time onto each address, and the next one only `gapMs` after it: some servers stop serving when two
 * come at once, or too soon after each other.
 */
export class HostGate<Job> {
  readonly #gapMs: number;
  readonly #busy = new Set<string>();
  readonly #waiting = new Map<string, Waiting<Job>[]>();
  readonly #ready: Waiting<Job>[] = [];
  #waitingCount = 0;
  #wake: (() => void)[] = [];

  constructor(gapMs: number) {
    this.#gapMs = gapMs;
  }

  /** Jobs that were turned away and have not been taken again. */
  get hasWaiting(): boolean {
    return this.#waitingCount > 0;
  }

  /** true: the job holds all its addresses until `leave`. false: it was parked, and `takeReady` will give it back. */
  tryEnter(job: Job, addresses: readonly string[]): boolean {
    const taken = addresses.find((address) => this.#busy.has(address));
    if (taken !== undefined) {
      const list = this.#waiting.get(taken);
      if (list === undefined) this.#waiting.set(taken, [{ job, addresses }]);
      else list.push({ job, addresses });
      this.#waitingCount++;
      return false;
    }
    for (const address of addresses) this.#busy.add(address);
    return true;
  }

  leave(addresses: readonly string[]): void {
    setTimeout(() => {
      for (const address of addresses) this.#free(address);
    }, this.#gapMs);
  }

  takeReady(): Waiting<Job> | undefined {
    const next = this.#ready.shift();
    if (next !== undefined) this.#waitingCount--;
    return next;
  }

  /** Resolves when a parked job may be tried again. */
  async change(): Promise<void> {
    if (this.#ready.length > 0) return;
    await new Promise<void>((resolve) => {
      this.#wake.push(resolve);
    });
  }

  /** Lets everybody who waits look again: the scan is over. */
  wakeAll(): void {
    const sleepers = this.#wake;
    this.#wake = [];
    for (const wake of sleepers) wake();
  }

  #free(address: string): void {
    this.#busy.delete(address);
    const list = this.#waiting.get(address);
    const next = list?.shift();
    if (list?.length === 0) this.#waiting.delete(address);
    if (next === undefined) return;
    this.#ready.push(next);
    this.wakeAll();
  }
}
