import type { EventRecord, EventValue } from "../record.ts";
import type { EventTime } from "./event-time.ts";

/** Where an event stands: the file or stream, and its number in it, counted from 1. */
export interface EventPlace {
  readonly origin: string;
  readonly number: number;
}

/** What became of one event of a shipper: a record, or why there is none. `foreign` is sound, but no event of a host. */
export type Shipped = { readonly record: EventRecord } | { readonly refused: string } | { readonly foreign: string };

/** A record under construction: what a format does not have is undefined. */
export interface RecordDraft {
  readonly place: EventPlace;
  readonly time: EventTime | undefined;
  readonly recordId?: number | undefined;
  readonly channel?: string | undefined;
  readonly provider: string | undefined;
  readonly eventId: number | undefined;
  readonly level?: number | undefined;
  readonly version?: number | undefined;
  readonly task?: number | undefined;
  readonly opcode?: number | undefined;
  readonly keywords?: string | undefined;
  readonly computer?: string | undefined;
  readonly activityId?: string | undefined;
  readonly relatedActivityId?: string | undefined;
  readonly processId?: number | undefined;
  readonly threadId?: number | undefined;
  readonly userId?: string | undefined;
  readonly values: readonly EventValue[];
}

const MOST_VALUES = 4096;
/** Years 1601 to 9999: what Windows can write. */
const EARLIEST_MS = -11_644_473_600_000;
const LATEST_MS = 253_402_300_799_999;

/** The record of a draft, or what it lacks: a time, a provider and an id are the least of an event. */
export function finishRecord(draft: RecordDraft): Shipped {
  const { place, time, provider, eventId } = draft;
  if (time === undefined) return { refused: "no time that can be read" };
  if (!(time.timeMs >= EARLIEST_MS && time.timeMs <= LATEST_MS)) return { refused: "a time out of the calendar" };
  if (provider === undefined || provider === "") return { refused: "no provider" };
  if (eventId === undefined) return { refused: "no event id" };
  if (draft.values.length > MOST_VALUES) return { refused: `more than ${MOST_VALUES} values` };
  const { version, task, opcode, keywords, activityId, relatedActivityId, processId, threadId, userId } = draft;
  return {
    record: {
      origin: place.origin,
      recordId: draft.recordId ?? place.number,
      timeMs: time.timeMs,
      timeTicks: time.timeTicks,
      channel: draft.channel ?? "",
      provider,
      eventId,
      level: draft.level ?? 0,
      ...(version === undefined ? {} : { version }),
      ...(task === undefined ? {} : { task }),
      ...(opcode === undefined ? {} : { opcode }),
      ...(keywords === undefined ? {} : { keywords }),
      computer: draft.computer ?? "",
      ...(activityId === undefined ? {} : { activityId }),
      ...(relatedActivityId === undefined ? {} : { relatedActivityId }),
      ...(processId === undefined ? {} : { processId }),
      ...(threadId === undefined ? {} : { threadId }),
      ...(userId === undefined ? {} : { userId }),
      values: draft.values,
    },
  };
}

/** A GUID as records hold it: lower case, without braces; undefined for anything else and for the empty GUID. */
export function guidOf(text: string | undefined): string | undefined {
  const match = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i.exec(text?.trim() ?? "");
  const guid = match?.[1]?.toLowerCase();
  return guid === "00000000-0000-0000-0000-000000000000" ? undefined : guid;
}

const LEVEL_WORDS: Readonly<Record<string, number>> = {
  critical: 1,
  fatal: 1,
  error: 2,
  warning: 3,
  warn: 3,
  information: 4,
  info: 4,
  informational: 4,
  verbose: 5,
  debug: 5,
  "audit success": 0,
  "audit failure": 0,
  audit_success: 0,
  audit_failure: 0,
};

/** A level from the word that a shipper puts in its place; undefined for words of other languages. */
export function levelOfWord(word: string | undefined): number | undefined {
  const key = word?.trim().toLowerCase() ?? "";
  return Object.hasOwn(LEVEL_WORDS, key) ? LEVEL_WORDS[key] : undefined;
}

/** The 64 bits of the keywords as Windows writes them, from a decimal number (also negative) or a hexadecimal text. */
export function keywordsOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^(?:-?\d{1,20}|0x[0-9a-f]{1,16})$/i.test(text)) return undefined;
  return `0x${BigInt.asUintN(64, BigInt(text)).toString(16)}`;
}
