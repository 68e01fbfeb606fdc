import type { Localized } from "../texts/index.ts";
import type { CauseId } from "./causes/cause-id.ts";
import eventsJson from "./data/events.json" with { type: "json" };
import { isCauseId } from "./known-cause.ts";

/** One Windows event that tells something about Remote Desktop. Match on channel, provider and id: ids alone repeat. */
export interface EventEntry {
  readonly channel: string;
  readonly provider: string;
  /** Short name of the provider as people write it: "TermDD", "RdpCoreTS", "Security", "RDPClient". */
  readonly shortName: string;
  readonly id: number;
  /** Level in the provider's manifest. */
  readonly level: string;
  readonly meaning: Localized;
  readonly note?: Localized;
  /** Names of the event's own values, in order. */
  readonly fields: readonly string[];
  readonly likelyCauses: readonly CauseId[];
  /** Machine that writes it. */
  readonly side: "host" | "client";
  readonly source: string;
  readonly unverified: boolean;
}

interface EventRow {
  readonly channel: string;
  readonly provider: string;
  readonly id: number;
  readonly level: string;
  readonly meaning: Localized;
  readonly note?: Localized | undefined;
  readonly fields: readonly string[];
  readonly likelyCauses: readonly string[];
  readonly side?: string | undefined;
  readonly source: string;
  readonly unverified?: boolean | undefined;
}

// The compiler checks here that no meaning lacks a language.
const rows: readonly EventRow[] = eventsJson;

const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ["Microsoft-Windows-Security-Auditing", "Security"],
  ["Microsoft-Windows-TerminalServices-ClientActiveXCore", "RDPClient"],
  ["LSA (LsaSrv)", "LSA"],
]);

/** Short name of an event provider, as used in the catalogue and in queries. */
export function shortProviderName(provider: string): string {
  return (
    SHORT_NAMES.get(provider) ??
    provider.replace(/^Microsoft-Windows-(?:TerminalServices-|RemoteDesktopServices-)?/, "")
  );
}

function entryOf(row: EventRow): EventEntry {
  return {
    channel: row.channel,
    provider: row.provider,
    shortName: shortProviderName(row.provider),
    id: row.id,
    level: row.level,
    meaning: row.meaning,
    ...(row.note === undefined ? {} : { note: row.note }),
    fields: row.fields,
    likelyCauses: row.likelyCauses.filter(isCauseId),
    side: row.side === "client" ? "client" : "host",
    source: row.source,
    unverified: row.unverified ?? false,
  };
}

let built: readonly EventEntry[] | undefined;

/** Every event of the catalogue. */
export function eventEntries(): readonly EventEntry[] {
  built ??= rows.map(entryOf);
  return built;
}

/** All events with this id; of one provider only if its short or full name is given (any case). */
export function findEvents(id: number, provider?: string): readonly EventEntry[] {
  const wanted = provider?.toLowerCase();
  return eventEntries().filter(
    (event) =>
      event.id === id &&
      (wanted === undefined ||
        event.shortName.toLowerCase() === wanted ||
        event.provider.toLowerCase() === wanted ||
        event.channel.toLowerCase() === wanted),
  );
}
