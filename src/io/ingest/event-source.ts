import type { EventRecord, EventTime } from "../../core/eventlog/index.ts";

/** One log that is read from its beginning to its end: as records, or as what was made of them. */
export interface EventSource<Item extends EventTime = EventRecord> {
  readonly origin: string;
  /** The next ones in the order of the log, perhaps none; undefined at the end. */
  next(): Promise<readonly Item[] | undefined>;
}
