import type { Cause, ExplainAnswer } from "../knowledge/index.ts";

/** `rdpulse.explain/1`: what `rdpulse explain --json` prints, in both languages. */
export interface Explanation extends ExplainAnswer {
  readonly schema: "rdpulse.explain/1";
  /** The whole entry with its remedies, where the query is the id of a cause. */
  readonly cause?: Cause;
}

/** Puts an answer and the entry that was asked for by its id into one document. */
export function buildExplanation(answer: ExplainAnswer, cause: Cause | undefined): Explanation {
  return { schema: "rdpulse.explain/1", ...answer, ...(cause === undefined ? {} : { cause }) };
}
