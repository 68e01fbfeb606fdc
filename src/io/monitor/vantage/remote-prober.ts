import { ProbeFailed, type Prober } from "../probe/probe-pool.ts";
import type { ProbeOutcome, ProbeTask } from "../probe/probe-task.ts";
import type { Clock } from "../watch-settings.ts";

/** A check on its way to a vantage. */
export interface HandedTask {
  readonly id: number;
  readonly task: ProbeTask;
}

/** What a vantage reports of one. */
export type VantageAnswer =
  | { readonly id: number; readonly outcome: ProbeOutcome }
  | { readonly id: number; readonly failure: string };

interface Waiting {
  readonly task: ProbeTask;
  readonly resolve: (outcome: ProbeOutcome) => void;
  readonly reject: (failure: ProbeFailed) => void;
  untilMs: number;
  isHanded: boolean;
}

/** A vantage that has said nothing for so long is gone; it gives a sign of life every 3 s. */
export const VANTAGE_SILENCE_MS = 12_000;
/** Work that a vantage does not fetch within this time is late anyway. */
const FETCH_MS = 30_000;
const QUEUE_LIMIT = 5000;

/** Checks that are made elsewhere: handed out when the vantage asks for work, finished when it reports. */
export class RemoteProber implements Prober {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #lastSeenMs: number;
  #wake: (() => void) | undefined;
  /** Of the newest request for work. */
  #turn = 0;
  /** Checks that the vantage says it can make at a time. */
  capacity = 64;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastSeenMs = clock.nowMs();
  }

  get lastSeenMs(): number {
    return this.#lastSeenMs;
  }

  get load(): number {
    return this.#waiting.size;
  }

  get isAlive(): boolean {
    return this.#clock.nowMs() - this.#lastSeenMs < VANTAGE_SILENCE_MS;
  }

  async check(task: ProbeTask, signal?: AbortSignal): Promise<ProbeOutcome> {
    if (!this.isAlive) throw new ProbeFailed("the vantage is gone", null);
    if (this.#waiting.size >= QUEUE_LIMIT) throw new ProbeFailed("the vantage is behind with its work", null);
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<ProbeOutcome>();
    this.#waiting.set(id, { task, resolve, reject, untilMs: this.#clock.nowMs() + FETCH_MS, isHanded: false });
    signal?.addEventListener("abort", () => this.#reject(id, "given up"), { once: true });
    this.#wake?.();
    return promise;
  }

  /** The vantage's process is another one than before: what the former one had is handed out again. */
  startAnew(): void {
    for (const waiting of this.#waiting.values()) waiting.isHanded = false;
  }

  /** Up to `most` checks, oldest first; waits up to `waitMs` for the first one. */
  async handOut(most: number, waitMs: number): Promise<readonly HandedTask[]> {
    this.#turn += 1;
    const turn = this.#turn;
    this.seen();
    if (!this.#hasWork()) await this.#work(waitMs);
    // It asked again meanwhile: nobody reads this answer any more.
    if (turn !== this.#turn) return [];
    const handed: HandedTask[] = [];
    for (const [id, waiting] of this.#waiting) {
      if (handed.length >= most) break;
      if (waiting.isHanded) continue;
      waiting.isHanded = true;
      waiting.untilMs = this.#clock.nowMs() + waiting.task.totalTimeoutMs * 2 + FETCH_MS;
      handed.push({ id, task: waiting.task });
    }
    return handed;
  }

  /** Answers to checks that were given up meanwhile, or to none at all, are ignored. */
  report(answers: readonly VantageAnswer[]): void {
    this.seen();
    for (const answer of answers) {
      const waiting = this.#waiting.get(answer.id);
      if (waiting === undefined || !waiting.isHanded) continue;
      if ("failure" in answer) this.#reject(answer.id, answer.failure);
      else if (answersTask(answer.outcome, waiting.task)) {
        this.#waiting.delete(answer.id);
        waiting.resolve(answer.outcome);
      } else this.#reject(answer.id, "the vantage answered another question");
    }
  }

  seen(): void {
    this.#lastSeenMs = this.#clock.nowMs();
  }

  /** Gives up what takes too long, and everything once the vantage is gone. To be called every few seconds. */
  sweep(): void {
    const nowMs = this.#clock.nowMs();
    const isAlive = this.isAlive;
    for (const [id, { untilMs }] of this.#waiting) {
      if (!isAlive || nowMs > untilMs) this.#reject(id, isAlive ? "the vantage did not answer" : "the vantage is gone");
    }
  }

  async close(): Promise<void> {
    for (const id of this.#waiting.keys()) this.#reject(id, "the monitor is stopping");
    this.#wake?.();
  }

  #hasWork(): boolean {
    for (const { isHanded } of this.#waiting.values()) if (!isHanded) return true;
    return false;
  }

  async #work(waitMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        if (this.#wake === end) this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, waitMs);
      this.#wake = end;
    });
  }

  #reject(id: number, why: string): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.reject(new ProbeFailed(why, null));
  }
}

/** A vantage may report only what it was asked: nobody writes results of other hosts through it. */
function answersTask({ row }: ProbeOutcome, task: ProbeTask): boolean {
  const { target, vantage, kind, slotMs } = task;
  return (
    row.target === target.id &&
    row.tenant === target.tenant &&
    row.vantage === vantage &&
    row.kind === kind &&
    row.slotMs === slotMs
  );
}
