import { Worker } from "node:worker_threads";
import type { ProbeOutcome, ProbeStage, ProbeTask } from "./probe-task.ts";
import { PROBE_WORKER_ENTRY, type ProbeAnswer, type ProbeRequest } from "./probe-worker.ts";

/** A check that could not be made: our bug, or it was given up. */
export class ProbeFailed extends Error {
  override readonly name = "ProbeFailed";
  readonly transcript: string | null;

  constructor(message: string, transcript: string | null) {
    super(message);
    this.transcript = transcript;
  }
}

interface Waiting {
  readonly resolve: (outcome: ProbeOutcome) => void;
  readonly reject: (failure: ProbeFailed) => void;
  readonly onStage: ((stage: ProbeStage) => void) | undefined;
}

/** Something that makes checks: threads of this process, or a stand-in of a test. */
export interface Prober {
  check(task: ProbeTask, signal?: AbortSignal, onStage?: (stage: ProbeStage) => void): Promise<ProbeOutcome>;
  close(): Promise<void>;
}

/**
 * Threads that make checks. Handshakes cost the time that an event loop has for everything else, so none is made on the
 * main thread. A thread that dies takes its checks with it (they reject) and is replaced.
 */
export class ProbePool implements Prober {
  readonly #lines: ProbeLine[];
  #isClosed = false;

  constructor(threads: number) {
    this.#lines = Array.from({ length: Math.max(1, threads) }, () => new ProbeLine());
  }

  async check(task: ProbeTask, signal?: AbortSignal, onStage?: (stage: ProbeStage) => void): Promise<ProbeOutcome> {
    if (this.#isClosed) throw new ProbeFailed("the monitor is stopping", null);
    const idlest = this.#lines.reduce((best, line) => (line.load < best.load ? line : best));
    const line = idlest.isDead ? this.#replace(idlest) : idlest;
    return line.check(task, signal, onStage);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#lines.map((line) => line.end()));
  }

  #replace(dead: ProbeLine): ProbeLine {
    const line = new ProbeLine();
    this.#lines[this.#lines.indexOf(dead)] = line;
    return line;
  }
}

/** A check is short-lived: with the usual limits a heap would grow to many times what is in use. */
const LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

class ProbeLine {
  readonly #worker = new Worker(PROBE_WORKER_ENTRY, { workerData: { rdpulse: "probe" }, resourceLimits: LIMITS });
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  isDead = false;

  constructor() {
    this.#worker.unref();
    this.#worker.on("message", (answer: ProbeAnswer) => this.#settle(answer));
    this.#worker.on("error", (error) => this.#fall(String(error)));
    this.#worker.on("exit", () => this.#fall("the thread of checks ended"));
  }

  get load(): number {
    return this.#waiting.size;
  }

  async check(task: ProbeTask, signal?: AbortSignal, onStage?: (stage: ProbeStage) => void): Promise<ProbeOutcome> {
    const id = this.#nextId++;
    const giveUp = (): void => this.#send({ id, abort: true });
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject, onStage });
        this.#send({ id, task, isWatched: onStage !== undefined });
      });
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }

  async end(): Promise<void> {
    this.#fall("the monitor is stopping");
    await this.#worker.terminate();
  }

  #send(request: ProbeRequest): void {
    this.#worker.postMessage(request, []);
  }

  #settle(answer: ProbeAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    if ("stage" in answer) {
      waiting.onStage?.(answer.stage);
      return;
    }
    this.#waiting.delete(answer.id);
    if ("outcome" in answer) waiting.resolve(answer.outcome);
    else waiting.reject(new ProbeFailed(answer.failure, answer.transcript));
  }

  #fall(why: string): void {
    this.isDead = true;
    for (const { reject } of this.#waiting.values()) reject(new ProbeFailed(why, null));
    this.#waiting.clear();
  }
}
