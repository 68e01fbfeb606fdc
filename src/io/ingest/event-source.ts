import type { EventRecord } from "../../core/eventlog/index.ts";

/** One log that is read from its beginning to its end. */
export interface EventSource {
  readonly origin: string;
  /** The next records in the order of the log, perhaps none; undefined at the end. */
  next(): Promise<readonly EventRecord[] | undefined>;
}
