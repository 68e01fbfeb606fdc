import type { EventFilter, EventRecord } from "./record.ts";

/** Whether a record is wanted. Names compare without regard to case; what the filter leaves out admits everything. */
export function recordFilter(filter: EventFilter | undefined): (record: EventRecord) => boolean {
  if (filter === undefined) return () => true;
  const channels = namesOf(filter.channels);
  const providers = namesOf(filter.providers);
  const eventIds = filter.eventIds === undefined ? undefined : new Set(filter.eventIds);
  const fromMs = filter.fromMs ?? Number.NEGATIVE_INFINITY;
  const untilMs = filter.untilMs ?? Number.POSITIVE_INFINITY;
  return (record) =>
    (eventIds === undefined || eventIds.has(record.eventId)) &&
    record.timeMs >= fromMs &&
    record.timeMs <= untilMs &&
    (channels === undefined || channels.has(record.channel.toLowerCase())) &&
    (providers === undefined || providers.has(record.provider.toLowerCase()));
}

function namesOf(names: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return names === undefined ? undefined : new Set(names.map((name) => name.toLowerCase()));
}
