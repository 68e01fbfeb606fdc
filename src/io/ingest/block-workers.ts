import { Worker } from "node:worker_threads";
import type { BlockResult, BlockTask } from "./block-protocol.ts";

/** How workers are started. `entry` is a module that calls `serveBlocks` when `data` says so. */
export interface WorkerPlan {
  readonly entry: URL;
  readonly data: unknown;
  readonly count: number;
  /** Smaller logs are read without workers: they take longer to start than such a log to read. */
  readonly fromBytes: number;
}

/** What lives in a worker is one block; without a limit its heap grows to many times that before anything is collected. */
const LIMITS = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 512 };

interface Waiting {
  readonly task: BlockTask;
  readonly resolve: (result: BlockResult | undefined) => void;
}

/**
 * Workers that read blocks of logs, one for a core. A task whose worker fails is answered with undefined, and so are all
 * later ones: who asked then reads by itself.
 */
export class BlockWorkers {
  readonly #workers: readonly Worker[];
  readonly #waiting = new Map<number, Waiting>();
  #turn = 0;
  #nextId = 1;
  #hasFailed = false;

  constructor({ entry, data, count }: WorkerPlan) {
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(entry, { workerData: data, resourceLimits: LIMITS });
      worker.unref();
      worker.on("message", (result: BlockResult) => this.#settle(result));
      worker.on("error", () => this.#fail());
      worker.on("exit", () => this.#fail());
      return worker;
    });
  }

  /** Blocks that should be under way, so that no worker waits for the reader. */
  get depth(): number {
    return this.#workers.length + 1;
  }

  async run(task: Omit<BlockTask, "id">): Promise<BlockResult | undefined> {
    if (this.#hasFailed) return undefined;
    const id = this.#nextId++;
    const worker = this.#workers[this.#turn++ % this.#workers.length];
    return new Promise((resolve) => {
      this.#waiting.set(id, { task: { ...task, id }, resolve });
      // A reader that waits for a worker must keep the process alive.
      worker?.ref();
      worker?.postMessage({ ...task, id }, []);
    });
  }

  async close(): Promise<void> {
    this.#fail();
    await Promise.all(this.#workers.map(async (worker) => worker.terminate()));
  }

  #settle(result: BlockResult): void {
    this.#waiting.get(result.id)?.resolve(result);
    this.#waiting.delete(result.id);
  }

  #fail(): void {
    this.#hasFailed = true;
    for (const { resolve } of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}

/** Workers that are started when the first large log is opened. */
export class LazyWorkers {
  readonly #plan: WorkerPlan;
  #workers: BlockWorkers | undefined;

  constructor(plan: WorkerPlan) {
    this.#plan = plan;
  }

  get fromBytes(): number {
    return this.#plan.fromBytes;
  }

  get(): BlockWorkers {
    this.#workers ??= new BlockWorkers(this.#plan);
    return this.#workers;
  }

  async close(): Promise<void> {
    await this.#workers?.close();
  }
}
