import { LogHistogram } from "../../core/reliability/index.ts";

const MINUTE_MS = 60_000;

/** How punctual checks are: over the life of the process for metrics, over the last minute for people. */
export class Lateness {
  readonly all: LogHistogram = new LogHistogram();
  #recent: { readonly atMs: number; readonly lateMs: number }[] = [];

  add(atMs: number, lateMs: number): void {
    const late = Math.max(0, lateMs);
    this.all.add(late * 1000);
    this.#recent.push({ atMs, lateMs: late });
    if (this.#recent.length > 1 && (this.#recent[0]?.atMs ?? 0) < atMs - 2 * MINUTE_MS) this.#forget(atMs);
  }

  p99Ms(nowMs: number): number | null {
    this.#forget(nowMs);
    const sorted = this.#recent.map(({ lateMs }) => lateMs).toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)] ?? null;
  }

  #forget(nowMs: number): void {
    this.#recent = this.#recent.filter(({ atMs }) => atMs >= nowMs - MINUTE_MS);
  }
}
