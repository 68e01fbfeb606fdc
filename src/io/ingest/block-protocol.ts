import type { DamagedRecord, EventFilter } from "../../core/eventlog/index.ts";

/** Some chunks of a log that a worker reads and renders. */
export interface BlockTask {
  readonly id: number;
  readonly path: string;
  readonly origin: string;
  readonly offsets: readonly number[];
  readonly filter: EventFilter | undefined;
  /** One text for all records, where nothing has to be merged between them. */
  readonly isJoined: boolean;
}

/** What a worker made of them: a line for each record that is wanted, with its time; joined, one text with the first time. */
export interface BlockResult {
  readonly id: number;
  readonly lines: readonly string[];
  /** Records that the lines hold. */
  readonly records: number;
  readonly timesMs: Float64Array;
  readonly timeTicks: Uint16Array;
  readonly damaged: readonly DamagedRecord[];
  readonly bytes: number;
}

/** A record, or several that follow each other, as output; the time is that of the first one. */
export interface TimedLine {
  readonly timeMs: number;
  readonly timeTicks: number;
  readonly line: string;
  readonly records: number;
}
