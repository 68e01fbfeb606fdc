import type { EventRecord } from "../eventlog/index.ts";
import { AddressJoin, type JoinCounts } from "./address-join.ts";
import { type ChannelCoverage, Coverage } from "./channel-coverage.ts";
import { Duplicates } from "./duplicates.ts";
import type { HostEvent } from "./host-event.ts";
import { HostNames } from "./host-names.ts";
import { normalise } from "./normalise.ts";

export interface HostStoryOptions {
  /** The records were chosen by provider or id: jumps of their numbers tell nothing. */
  readonly isFiltered?: boolean;
}

/** What went in and what came of it. */
export interface StoryCounts {
  readonly records: number;
  /** Records that a second file held too. */
  readonly duplicates: number;
  readonly events: number;
  readonly addresses: JoinCounts;
}

const NOTHING: readonly HostEvent[] = [];

/**
 * Records in, host events out: repeated records are left out, the rest is put into the common vocabulary, and addresses
 * are joined; a machine has one name, the short one where that is clear. Records must come in order of time. Events come out in that order, up to two seconds of log time later.
 */
export class HostStory {
  readonly #duplicates = new Duplicates();
  readonly #join = new AddressJoin();
  readonly #names = new HostNames();
  readonly #coverage: Coverage;
  #records = 0;
  #repeated = 0;
  #events = 0;

  constructor(options: HostStoryOptions = {}) {
    this.#coverage = new Coverage(options.isFiltered ?? false);
  }

  get counts(): StoryCounts {
    return {
      records: this.#records,
      duplicates: this.#repeated,
      events: this.#events,
      addresses: this.#join.counts,
    };
  }

  /** Takes the next record and gives the events that are now decided; never throws. */
  add(record: EventRecord): readonly HostEvent[] {
    this.#records++;
    if (this.#duplicates.isRepeated(record)) {
      this.#repeated++;
      return NOTHING;
    }
    const host = this.#names.of(record.computer);
    this.#coverage.add(record, host);
    const event = normalise(record);
    if (event === undefined) return NOTHING;
    return this.#count(this.#join.add(host === event.host ? event : { ...event, host }));
  }

  /** Gives what waits for more than the window of time, while a log that grows is silent. */
  advance(timeMs: number): readonly HostEvent[] {
    return this.#count(this.#join.advance(timeMs));
  }

  /** Gives all that still waits. */
  finish(): readonly HostEvent[] {
    return this.#count(this.#join.finish());
  }

  /** Which channels of which hosts were read, from when to when. */
  channels(): readonly ChannelCoverage[] {
    return this.#coverage.channels();
  }

  #count(events: readonly HostEvent[]): readonly HostEvent[] {
    this.#events += events.length;
    return events;
  }
}
