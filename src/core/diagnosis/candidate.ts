import type { StageName } from "../evidence/index.ts";
import type { CauseId } from "../knowledge/index.ts";
import type { EvidenceReader } from "./evidence-reader.ts";
import type { Because, Effect } from "./finding.ts";

/** One explanation of a symptom. */
export interface Candidate {
  readonly id: CauseId;
  readonly variant?: string;
  /** How likely beside the other candidates of its group; only the ratio counts. */
  readonly weight: number;
  /** What speaks for or against this candidate alone; the group's own evidence is added to every candidate. */
  readonly because?: readonly Because[];
}

/** Alternatives for one symptom: exactly one of them, or something that is not in the list, is true. */
export interface Group {
  /** Stable name of the symptom. */
  readonly group: string;
  readonly stage: StageName;
  readonly effect: Effect;
  /** How sure we are that the list holds the true cause, 0 to 1: the confidences of the candidates add up to it. */
  readonly certainty: number;
  /** The evidence of the symptom itself. */
  readonly because: readonly Because[];
  readonly candidates: readonly Candidate[];
  /** Ordered after every other group, whatever the stage: posture that depends on what the client trusts. */
  readonly afterAll?: boolean;
}

/** Looks for one symptom and names what can be behind it. Empty: the symptom was not seen. */
export type Symptom = (reader: EvidenceReader) => readonly Group[];
