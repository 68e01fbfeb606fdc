import { readFile } from "node:fs/promises";
import { replayTranscript } from "../../../core/transcript/index.ts";
import type { Evidence } from "../../../core/evidence/index.ts";
import { ProbeFailed, type Prober } from "../probe/probe-pool.ts";
import { outcomeOf } from "../probe/outcome-of.ts";
import type { ProbeOutcome, ProbeTask } from "../probe/probe-task.ts";
import type { Clock } from "../watch-settings.ts";
import { DEMO_FLEET, type DemoHost } from "./demo-fleet.ts";

const MINUTE_MS = 60_000;
/** Two checks of one host differ by up to this share, so that a chart of the demo is no ruler line. */
const JITTER = 0.15;

/** Answers checks of the demo fleet from recorded conversations; everything else goes to the real prober. */
export class DemoProber implements Prober {
  readonly #real: Prober;
  readonly #clock: Clock;
  readonly #folder: URL;
  readonly #startedMs: number;
  readonly #recordings = new Map<string, Promise<string>>();

  /** `folder` holds the recordings as NAME.txt. */
  constructor(real: Prober, clock: Clock, folder: URL) {
    this.#real = real;
    this.#clock = clock;
    this.#folder = folder;
    this.#startedMs = clock.nowMs();
  }

  async check(task: ProbeTask, ...rest: [AbortSignal?, Parameters<Prober["check"]>[2]?]): Promise<ProbeOutcome> {
    const host = DEMO_FLEET.find(({ settings }) => settings.name === task.target.name);
    if (task.target.origin !== "demo" || host === undefined) return this.#real.check(task, ...rest);
    const text = await this.#recording(this.#actOf(host));
    try {
      const { evidence } = replayTranscript(text);
      return outcomeOf(task, moved(evidence, task, this.#clock.nowMs()), () => text);
    } catch (error) {
      throw new ProbeFailed(`a recording of the demo cannot be replayed: ${String(error)}`, null);
    }
  }

  async close(): Promise<void> {
    await this.#real.close();
  }

  #actOf({ acts }: DemoHost): string {
    const cycle = acts.reduce((sum, { minutes }) => sum + minutes, 0);
    let minute = ((this.#clock.nowMs() - this.#startedMs) / MINUTE_MS) % cycle;
    for (const { recording, minutes } of acts) {
      if (minute < minutes) return recording;
      minute -= minutes;
    }
    return acts[0]?.recording ?? "silent";
  }

  async #recording(name: string): Promise<string> {
    const known = this.#recordings.get(name);
    if (known !== undefined) return known;
    const read = readFile(new URL(`${name}.txt`, this.#folder), "utf8");
    this.#recordings.set(name, read);
    return read;
  }
}

/**
 * The same evidence, seen now, with times that differ a little from check to check. A host has one address, whichever recording it
 * shows: they were made at several, and nobody moved.
 */
function moved(evidence: Evidence, task: ProbeTask, nowMs: number): Evidence {
  const factor = 1 + JITTER * (fraction(task.target.id * 7919 + task.slotMs) * 2 - 1);
  const address = evidence.facts["tcp.address"];
  return {
    ...evidence,
    facts:
      address === undefined
        ? evidence.facts
        : { ...evidence.facts, "tcp.address": { ...address, value: `10.20.0.${task.target.id % 250}` } },
    startedAtMs: nowMs,
    stages: evidence.stages.map((stage) => ({
      ...stage,
      ...(stage.startMs === undefined ? {} : { startMs: stage.startMs * factor }),
      ...(stage.durationMs === undefined ? {} : { durationMs: stage.durationMs * factor }),
    })),
  };
}

/** A number from 0 to 1 that looks like chance and is the same for the same seed. */
function fraction(seed: number): number {
  const wave = Math.sin(seed * 12.9898) * 43_758.5453;
  return wave - Math.floor(wave);
}
