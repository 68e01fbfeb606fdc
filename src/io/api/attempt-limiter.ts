const WINDOW_MS = 60_000;
const MOST_ADDRESSES = 10_000;

/** Counts failed tokens an address, so that guessing one is hopeless. It holds a bounded number of addresses. */
export class AttemptLimiter {
  readonly #most: number;
  readonly #failures: Map<string, { count: number; untilMs: number }> = new Map();

  constructor(most: number) {
    this.#most = most;
  }

  /** Seconds until this address may try again; 0 where it may. */
  waitSeconds(address: string, nowMs: number): number {
    const entry = this.#failures.get(neighbourhood(address));
    if (entry === undefined || entry.count < this.#most || entry.untilMs <= nowMs) return 0;
    return Math.ceil((entry.untilMs - nowMs) / 1000);
  }

  failed(address: string, nowMs: number): void {
    const key = neighbourhood(address);
    const before = this.#failures.get(key);
    this.#failures.delete(key);
    const isOver = before === undefined || before.untilMs <= nowMs;
    this.#failures.set(key, isOver ? { count: 1, untilMs: nowMs + WINDOW_MS } : { ...before, count: before.count + 1 });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > MOST_ADDRESSES && oldest !== undefined) this.#failures.delete(oldest);
  }
}

/** One customer has a whole /64 of IPv6. */
function neighbourhood(address: string): string {
  if (!address.includes(":") || address.startsWith("::ffff:")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head.split(":").filter((group) => group !== "");
  if (tail === undefined) return groups.slice(0, 4).join(":");
  const missing = 8 - groups.length - tail.split(":").filter((group) => group !== "").length;
  return [...groups, ...Array.from({ length: Math.max(0, missing) }, () => "0")].slice(0, 4).join(":");
}
