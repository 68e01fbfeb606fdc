import type { Because, Effect } from "../diagnosis/index.ts";
import type { StageName } from "../evidence/index.ts";
import type { CauseId } from "../knowledge/index.ts";
import type { Localized } from "../texts/index.ts";

/** One symptom of a fault, whoever saw it. */
export interface Symptom {
  readonly kind: "event" | "probe" | "client-code" | "metric" | "detection" | "restart";
  /** What was seen, in a few words. */
  readonly what: Localized;
  readonly host: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly count: number;
  readonly effect: Effect;
  readonly stage: StageName;
  /** Family of the fault. */
  readonly group: string;
  /** What can be behind it, with weights that add up to at most 1. */
  readonly causes: readonly (readonly [CauseId, number])[];
  /** FILE#RECORD, `line N` of a transcript, or where a value was read. */
  readonly at: readonly string[];
  readonly users: readonly string[];
  readonly addresses: readonly string[];
}

/** A value that left its usual range for a while. */
export interface MetricSwing {
  /** "cpu", "memory" … as a person reads it. */
  readonly name: Localized;
  readonly host: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly usual: number;
  readonly reached: number;
  readonly unit: string;
  readonly at: string;
  readonly causes: readonly CauseId[];
}

/** What a person was shown. */
export interface ClientCode {
  readonly code: string;
  readonly title: Localized;
  readonly host: string;
  readonly timeMs: number;
  readonly causes: readonly CauseId[];
}

/** A node of a problem tree. */
export interface ProblemNode {
  readonly kind: "problem" | "seen" | "symptom" | "why" | "cause" | "for" | "against" | "unknown" | "not-tested";
  readonly text: Localized;
  /** Of a cause: 0 to 1. */
  readonly confidence?: number;
  readonly causeId?: CauseId;
  /** Records it rests on, at most five; `count` is how many there were. */
  readonly at: readonly string[];
  readonly count?: number;
  readonly children: readonly ProblemNode[];
}

/** How an incident ended, as far as anything tells. */
export type IncidentEnd =
  /** Somebody got in again. */
  | { readonly kind: "recovered"; readonly timeMs: number; readonly at: string }
  /** Its last sign is within an hour of the moment that is explained. */
  | { readonly kind: "ongoing"; readonly lastMs: number }
  /** No sign came after this; whether it was over then, nothing tells. */
  | { readonly kind: "last-seen"; readonly lastMs: number };

/** Everything that one fault showed, and why. */
export interface Incident {
  /** "host/first record", stable for the same input. */
  readonly id: string;
  readonly host: string;
  readonly effect: Effect;
  readonly stage: StageName;
  readonly title: Localized;
  readonly beginMs: number;
  readonly beginAt: string;
  readonly end: IncidentEnd;
  readonly symptoms: readonly Symptom[];
  readonly causes: readonly IncidentCause[];
  readonly tree: ProblemNode;
}

export interface IncidentCause {
  readonly id: CauseId;
  readonly confidence: number;
  readonly because: readonly Because[];
}
