import { performance } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import { newStretches } from "./coverage.ts";
import type { Coverage, Reached } from "./coverage.ts";
import { keepInput, keptInputs } from "./hex-files.ts";
import { RUN_LIMIT_MS, thrownBy, tooLarge, tooSlow } from "./judge.ts";
import type { Breach } from "./judge.ts";
import { minimise } from "./minimise.ts";
import { mutate } from "./mutate.ts";
import { Random } from "./random.ts";
import { targets } from "./targets.ts";
import type { FuzzTarget } from "./targets.ts";
import { announce, rest, watchedRun } from "./watched-run.ts";
import type { WatchedRun } from "./watched-run.ts";

/**
 * Asking for coverage costs as much as many runs, so it is asked for after each batch; where a batch reached something
 * new, halves of it are run again until it is known which inputs did.
 */
const BATCH = 256;
const BATCH_MS = 25;
const HANG_AFTER_MS = 10_000;
/** One bug shows itself in many inputs; so many different ones are kept of a target. */
const BREACHES_KEPT = 3;
/** Of the inputs kept, the latest are the most promising. */
const LATEST = 16;

export interface CampaignOptions {
  /** For all targets together. */
  readonly seconds: number;
  /** Runs of each target instead of a time, so that two campaigns with the same seed do the same. */
  readonly runs?: number;
  readonly seed: number;
  /** Part of a target's name. */
  readonly target?: string;
}

export interface TargetResult {
  readonly name: string;
  readonly runs: number;
  readonly runsPerSecond: number;
  /** Stretches of source reached. */
  readonly ranges: number;
  readonly corpus: number;
  readonly breaches: readonly { readonly breach: Breach; readonly kept: string; readonly bytes: number }[];
}

export function targetsNamed(part: string | undefined): readonly FuzzTarget[] {
  const exact = targets.filter(({ name }) => name === part);
  return exact.length > 0 ? exact : targets.filter(({ name }) => name.includes(part ?? ""));
}

/** Fuzzes every chosen target in turn and reports each as it is done. */
export async function campaign(
  options: CampaignOptions,
  coverage: Coverage,
  report: (result: TargetResult) => void,
): Promise<readonly TargetResult[]> {
  const chosen = targetsNamed(options.target);
  const run = watchedRun(chosen.map(({ name }) => name));
  const watchdog = new Worker(new URL("./watchdog.ts", import.meta.url), {
    workerData: { run, hangAfterMs: HANG_AFTER_MS },
  });
  const shares = chosen.reduce((sum, { share = 1 }) => sum + share, 0);
  const results: TargetResult[] = [];
  for (const [index, target] of chosen.entries()) {
    const attempt = new TargetFuzz(target, index, run, coverage, new Random(options.seed + index));
    const forMs = (options.seconds * 1000 * (target.share ?? 1)) / shares;
    const result = attempt.fuzz(forMs, options.runs);
    results.push(result);
    report(result);
  }
  await watchdog.terminate();
  return results;
}

class TargetFuzz {
  readonly #target: FuzzTarget;
  readonly #index: number;
  readonly #watched: WatchedRun;
  readonly #coverage: Coverage;
  readonly #random: Random;
  readonly #reached: Reached = new Map();
  readonly #corpus: Uint8Array[] = [];
  readonly #breaches = new Map<string, TargetResult["breaches"][number]>();
  #runs = 0;
  #ranges = 0;
  #endsMs = Number.POSITIVE_INFINITY;

  constructor(target: FuzzTarget, index: number, watched: WatchedRun, coverage: Coverage, random: Random) {
    this.#target = target;
    this.#index = index;
    this.#watched = watched;
    this.#coverage = coverage;
    this.#random = random;
  }

  fuzz(forMs: number, runs: number | undefined): TargetResult {
    const startedMs = performance.now();
    const { name } = this.#target;
    const begin = [
      ...keptInputs("seeds", name).map(({ bytes }) => bytes),
      ...keptInputs("regressions", name).map(({ bytes }) => bytes),
      ...(this.#target.recordings?.() ?? []),
    ];
    if (runs === undefined) this.#endsMs = startedMs + forMs;
    // What other targets reached is no news of this one.
    this.#coverage.take();
    for (const seed of [new Uint8Array(0), ...begin]) {
      this.#judge(seed);
      this.#learn([seed]);
      this.#weigh(seed);
    }
    if (this.#corpus.length === 0) this.#corpus.push(new Uint8Array(0), ...begin);
    while (runs === undefined ? performance.now() < this.#endsMs : this.#runs < runs) {
      if (runs === undefined) this.#batch(BATCH, performance.now() + BATCH_MS);
      else this.#batch(Math.min(BATCH, runs - this.#runs), Number.POSITIVE_INFINITY);
    }
    rest(this.#watched);
    return {
      name,
      runs: this.#runs,
      runsPerSecond: (this.#runs * 1000) / (performance.now() - startedMs),
      ranges: this.#ranges,
      corpus: this.#corpus.length,
      breaches: [...this.#breaches.values()],
    };
  }

  #batch(limit: number, untilMs: number): void {
    const batch: Uint8Array[] = [];
    do {
      const bytes = mutate(this.#parent(), this.#parent(), this.#random);
      batch.push(bytes);
      this.#judge(bytes);
    } while (batch.length < limit && performance.now() < untilMs);
    if (newStretches(this.#reached, this.#coverage.take(), true) > 0) this.#learn(batch);
    this.#weigh(this.#random.pick(batch));
  }

  #parent(): Uint8Array {
    const latest = this.#corpus.slice(-LATEST);
    return this.#random.pick(this.#random.below(2) === 0 ? latest : this.#corpus);
  }

  #judge(bytes: Uint8Array): void {
    announce(this.#watched, this.#index, bytes);
    this.#runs += 1;
    const startedMs = performance.now();
    const breach = thrownBy(this.#target, bytes);
    const isSlow = performance.now() - startedMs > (this.#target.runLimitMs ?? RUN_LIMIT_MS);
    if (breach !== undefined) this.#keep(bytes, breach, thrownBy);
    else if (isSlow) this.#suspect(bytes, tooSlow);
  }

  #weigh(bytes: Uint8Array): void {
    this.#suspect(bytes, tooLarge);
  }

  #suspect(bytes: Uint8Array, law: (target: FuzzTarget, bytes: Uint8Array) => Breach | undefined): void {
    const breach = law(this.#target, bytes);
    if (breach !== undefined) this.#keep(bytes, breach, law);
  }

  /**
   * Keeps the inputs that reach what none before them did. What ran since coverage was last taken are these inputs and some
   * that were learnt before, so none of it needs to be taken first. Learning serves the runs to come, and ends with the time.
   */
  #learn(batch: readonly Uint8Array[]): void {
    if (performance.now() >= this.#endsMs) return;
    for (const bytes of batch) {
      announce(this.#watched, this.#index, bytes);
      thrownBy(this.#target, bytes);
    }
    const [only] = batch;
    if (only === undefined) return;
    const stretches = newStretches(this.#reached, this.#coverage.take(), batch.length > 1);
    if (stretches === 0) return;
    if (batch.length > 1) {
      const half = batch.length >>> 1;
      this.#learn(batch.slice(0, half));
      this.#learn(batch.slice(half));
      return;
    }
    this.#ranges += stretches;
    this.#corpus.push(only);
  }

  #keep(
    bytes: Uint8Array,
    breach: Breach,
    law: (target: FuzzTarget, candidate: Uint8Array) => Breach | undefined,
  ): void {
    if (this.#breaches.has(breach.what) || this.#breaches.size >= BREACHES_KEPT) return;
    const turns = breach.law === "throws" ? 2000 : 60;
    const smallest = minimise(bytes, (candidate) => law(this.#target, candidate)?.what === breach.what, turns);
    const kept = keepInput("regressions", this.#target.name, smallest);
    this.#breaches.set(breach.what, { breach, kept, bytes: smallest.length });
  }
}
