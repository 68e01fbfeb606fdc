import type { Cause, CauseId, ExplainAnswer } from "../knowledge/index.ts";
import type { Localized } from "../texts/index.ts";

/** `rdpulse.explain/1`: what `rdpulse explain --json` prints, in both languages. */
export interface Explanation extends ExplainAnswer {
  readonly schema: "rdpulse.explain/1";
  /** Titles of the causes that matches name, by their ids. */
  readonly causeTitles: Readonly<Partial<Record<CauseId, Localized>>>;
  /** The whole entry with its remedies, where the query is the id of a cause. */
  readonly cause?: Cause;
}

/** Puts an answer and the entry that was asked for by its id into one document. `catalogue`: where titles of causes are. */
export function buildExplanation(
  answer: ExplainAnswer,
  cause: Cause | undefined,
  catalogue: Readonly<Record<CauseId, Pick<Cause, "title">>>,
): Explanation {
  const named = new Set(answer.matches.flatMap(({ likelyCauses }) => likelyCauses));
  return {
    schema: "rdpulse.explain/1",
    ...answer,
    causeTitles: Object.fromEntries([...named].map((id) => [id, catalogue[id].title])),
    ...(cause === undefined ? {} : { cause }),
  };
}
