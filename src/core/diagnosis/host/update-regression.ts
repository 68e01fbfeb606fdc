import type { Group } from "../candidate.ts";
import { cite, type HostReader, RARE_MS } from "./host-reader.ts";

/** An update that a fault follows by more than this is no suspect. */
const SUSPECT_MS = 3 * 86_400_000;

/**
 * A fault that blocks and whose first sign ever came within three days after an update: the update is a suspect, never more.
 * A log that begins less than a week before the update cannot tell "ever".
 */
export function updateSuspect(reader: HostReader, groups: readonly Group[]): readonly Group[] {
  const update = reader.newest(["WindowsUpdateClient 19"], RARE_MS);
  const span = reader.evidence.events?.span;
  if (update === undefined || span === undefined || update.lastMs - span.fromMs < 7 * 86_400_000) return [];
  const blocking = groups.find(({ effect }) => effect === "blocks");
  const firstMs = blocking === undefined ? undefined : firstSeenMs(reader, blocking);
  if (blocking === undefined || firstMs === undefined) return [];
  if (firstMs < update.lastMs || firstMs - update.lastMs > SUSPECT_MS) return [];
  return [
    {
      group: "host.update-before",
      stage: blocking.stage,
      effect: "weakens",
      certainty: 0.35,
      because: [],
      candidates: [{ id: "windows-update-regression", weight: 1, because: [cite("for", update)] }],
    },
  ];
}

/** When the signs of a group were first seen in the whole log. */
function firstSeenMs(reader: HostReader, group: Group): number | undefined {
  const sources = group.candidates
    .flatMap(({ because = [] }) => because)
    .filter(({ side, fact }) => side === "for" && fact.startsWith("event."))
    .map(({ fact }) => fact.slice("event.".length));
  const times = sources.flatMap((source) => (reader.evidence.events?.of(source) ?? []).map(({ firstMs }) => firstMs));
  return times.length === 0 ? undefined : Math.min(...times);
}
