import type { EventRecord } from "../eventlog/index.ts";
import { recordReference } from "../eventlog/index.ts";

/** Records that a log once had and has no more. */
export interface MissingRecords {
  /** Last record before, and first one after. */
  readonly after: string;
  readonly before: string;
  readonly count: number;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What was read of one channel of one host: nothing can be told about a time that it does not cover. */
export interface ChannelCoverage {
  readonly host: string;
  readonly channel: string;
  readonly records: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** Jumps of the record number; the first 50. Empty where the records were filtered. */
  readonly missing: readonly MissingRecords[];
}

interface Growing {
  host: string;
  channel: string;
  records: number;
  first: EventRecord;
  last: EventRecord;
  lastId: number;
  lastOrigin: string;
  lastIdMs: number;
  readonly missing: Jump[];
  /** So much is missing that no more is noted: the log is a choice of records. */
  isFull: boolean;
}

/** A jump of numbers. Records written at one time come by their time, so what is missing may still follow. */
interface Jump {
  readonly fromId: number;
  readonly untilId: number;
  readonly after: string;
  readonly before: string;
  readonly fromMs: number;
  readonly untilMs: number;
  count: number;
}

/** Channels of all hosts that are followed; a flood of made-up names must not fill the memory. */
const CHANNELS = 20_000;
/** Jumps followed of a channel; those that fill up give their place to later ones. */
const JUMPS = 200;
const MOST_MISSING = 50;

/** Notes which channels of which hosts were read, from when to when, and where records are missing. */
export class Coverage {
  readonly #channels = new Map<string, Map<string, Growing>>();
  readonly #isFiltered: boolean;
  #count = 0;

  constructor(isFiltered: boolean) {
    this.#isFiltered = isFiltered;
  }

  /** `host`: the one name of the computer. */
  add(record: EventRecord, host: string): void {
    const ofHost = this.#channels.get(host) ?? new Map<string, Growing>();
    const known = ofHost.get(record.channel);
    if (known === undefined) {
      if (this.#count >= CHANNELS) return;
      this.#count++;
      this.#channels.set(host, ofHost.set(record.channel, beginning(record, host)));
      return;
    }
    known.records++;
    if (record.timeMs < known.first.timeMs) known.first = record;
    if (record.timeMs >= known.last.timeMs) known.last = record;
    if (!this.#isFiltered) noteJump(known, record);
  }

  /** All channels, by host and name. */
  channels(): readonly ChannelCoverage[] {
    const all = [...this.#channels.values()].flatMap((ofHost) => [...ofHost.values()]);
    return all
      .map((known) => ({
        host: known.host,
        channel: known.channel,
        records: known.records,
        firstMs: known.first.timeMs,
        lastMs: known.last.timeMs,
        firstAt: recordReference(known.first),
        lastAt: recordReference(known.last),
        missing: known.missing
          .filter(({ count }) => count > 0)
          .slice(0, MOST_MISSING)
          .map(missingOf),
      }))
      .toSorted((one, other) => compare(one.host, other.host) || compare(one.channel, other.channel));
  }
}

function beginning(record: EventRecord, host: string): Growing {
  return {
    host,
    channel: record.channel,
    records: 1,
    first: record,
    last: record,
    lastId: record.recordId,
    lastOrigin: record.origin,
    lastIdMs: record.timeMs,
    missing: [],
    isFull: false,
  };
}

// Only within Windows logs do numbers tell: a text log counts its lines, and each file of it from one again.
function noteJump(known: Growing, record: EventRecord): void {
  const skipped = record.recordId - known.lastId - 1;
  if (skipped < 0) {
    const jump = known.missing.findLast(
      ({ fromId, untilId }) => record.recordId >= fromId && record.recordId <= untilId,
    );
    if (jump !== undefined) jump.count--;
    return;
  }
  if (skipped > 0 && record.eventId !== 0 && !known.isFull) {
    if (known.missing.length >= JUMPS) {
      dropFilled(known.missing);
      known.isFull = known.missing.length > JUMPS / 2;
    }
    if (!known.isFull) {
      known.missing.push({
        fromId: known.lastId + 1,
        untilId: record.recordId - 1,
        after: `${known.lastOrigin}#${known.lastId}`,
        before: recordReference(record),
        fromMs: known.lastIdMs,
        untilMs: record.timeMs,
        count: skipped,
      });
    }
  }
  known.lastId = record.recordId;
  known.lastOrigin = record.origin;
  known.lastIdMs = record.timeMs;
}

function dropFilled(jumps: Jump[]): void {
  const left = jumps.filter(({ count }) => count > 0);
  jumps.splice(0, jumps.length, ...left);
}

function missingOf({ after, before, count, fromMs, untilMs }: Jump): MissingRecords {
  return { after, before, count, fromMs, untilMs };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
