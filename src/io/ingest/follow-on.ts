import { setTimeout as sleep } from "node:timers/promises";
import type { EventRecord } from "../../core/eventlog/index.ts";
import type { FollowedFile } from "./follow.ts";
import type { EventBatches } from "./ingest.ts";
import type { MergeInput } from "./merge.ts";

const LOOK_EVERY_MS = 500;
/** Folders are searched for new files every so many looks. */
const LOOKS_A_SEARCH = 4;

/**
 * What is appended to logs, until the signal is aborted; by time within one look. `more` gives what has appeared since in
 * the folders. Looking is the one way that works on every file system, network shares included.
 */
export async function* followOn(
  followed: readonly FollowedFile[],
  more: () => Promise<readonly MergeInput<EventRecord>[]>,
  signal: AbortSignal,
): EventBatches {
  for (let look = 1; !signal.aborted; look++) {
    const records: EventRecord[] = [];
    for (const file of followed) records.push(...(await file.news()));
    if (look % LOOKS_A_SEARCH === 0) {
      for (const input of await more()) {
        const source = input.open();
        for (let batch = await source.next(); batch !== undefined; batch = await source.next()) records.push(...batch);
      }
    }
    if (records.length > 0) {
      yield records.toSorted((one, other) => one.timeMs - other.timeMs || one.timeTicks - other.timeTicks);
    }
    try {
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    } catch {
      return;
    }
  }
}
