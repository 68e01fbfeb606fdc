import { ProbeFailed, type Prober } from "../probe/probe-pool.ts";
import type { ProbeOutcome, ProbeStage, ProbeTask } from "../probe/probe-task.ts";
import type { RemoteProber } from "./remote-prober.ts";

/**
 * The checks of this fleet, made here and by the vantages that took a share. A host stays with the same one as long as
 * those that are there do not change; the share of one that is gone is made here at once.
 */
export class SharedProber implements Prober {
  readonly #local: Prober;
  readonly #sharers = new Map<string, RemoteProber>();

  constructor(local: Prober) {
    this.#local = local;
  }

  join(name: string, prober: RemoteProber): void {
    this.#sharers.set(name, prober);
  }

  leave(name: string): void {
    this.#sharers.delete(name);
  }

  async check(task: ProbeTask, signal?: AbortSignal, onStage?: (stage: ProbeStage) => void): Promise<ProbeOutcome> {
    const alive = [...this.#sharers.values()].filter(({ isAlive }) => isAlive);
    const chosen = task.kind === "asked" ? undefined : alive[task.target.id % (alive.length + 1)];
    if (chosen === undefined) return this.#local.check(task, signal, onStage);
    try {
      return await chosen.check(task, signal);
    } catch (error) {
      if (signal?.aborted === true || !(error instanceof ProbeFailed)) throw error;
      return this.#local.check(task, signal, onStage);
    }
  }

  async close(): Promise<void> {
    await this.#local.close();
  }
}
