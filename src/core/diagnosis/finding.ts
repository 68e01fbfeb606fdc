import type { StageName } from "../evidence/index.ts";
import type { CauseId } from "../knowledge/index.ts";

/** *blocks*: a current client cannot connect. *hinders*: it warns, is slow, or will fail by a date. *weakens*: posture only. */
export type Effect = "blocks" | "hinders" | "weakens";

export interface Because {
  readonly side: "for" | "against";
  /** Name of a fact, or `fault.<stage>` for the fault of a stage. */
  readonly fact: string;
  /** The value that counted, as plain JSON. */
  readonly value: unknown;
  /** Where it was seen: `line N` of the transcript. */
  readonly at: string;
}

/** A conclusion: one cause of the catalogue, how sure we are, and on what it rests. */
export interface Finding {
  readonly id: CauseId;
  readonly variant?: string;
  /** Same group: alternatives for one fault, confidences together at most 1. */
  readonly group: string;
  readonly effect: Effect;
  readonly stage: StageName;
  readonly confidence: number;
  readonly because: readonly Because[];
}

export type Verdict = "healthy" | "degraded" | "failing" | "unreachable";
