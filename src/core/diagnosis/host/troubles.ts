import type { StageName } from "../../evidence/index.ts";
import type { CauseId } from "../../knowledge/index.ts";
import type { Effect } from "../finding.ts";
import type { Episode, EventTally, HostEventIndex } from "./event-index.ts";
import { type HostSymptom, weightsOf } from "./pool.ts";
import { HOST_SYMPTOMS } from "./registry.ts";

/** One run of events that are a sign of a fault, whenever it was. */
export interface Trouble {
  /** Family of the fault. */
  readonly group: string;
  readonly stage: StageName;
  readonly effect: Effect;
  readonly source: string;
  readonly detail: string;
  readonly episode: Episode;
  /** What can be behind it, with weights. */
  readonly causes: readonly (readonly [CauseId, number])[];
}

/** Every run of events that tells of a fault, of the whole time that was read, in order of time. */
export function troublesOf(events: HostEventIndex): readonly Trouble[] {
  return events
    .tallies()
    .flatMap(ofTally)
    .toSorted((one, other) => one.episode.firstMs - other.episode.firstMs);
}

function ofTally(tally: EventTally): readonly Trouble[] {
  return HOST_SYMPTOMS.flatMap((symptom) => ofSymptom(tally, symptom));
}

function ofSymptom(tally: EventTally, { group, stage, effect, signs }: HostSymptom): readonly Trouble[] {
  const { source, detail, episodes } = tally;
  return signs
    .filter(
      (sign) =>
        sign.onlyBeside !== true &&
        sign.source === source &&
        (sign.details === undefined || sign.details.includes(detail)),
    )
    .flatMap((sign) =>
      episodes
        .filter(({ count }) => count >= (sign.atLeast ?? 1))
        .map((episode) => ({ group, stage, effect, source, detail, episode, causes: weightsOf(sign) })),
    );
}
