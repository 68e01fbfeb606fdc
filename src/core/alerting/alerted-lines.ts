import type { IncidentRecord, TimelineEntry } from "../incident/index.ts";
import { heldKey, type AlertedDetail, type IncidentMemory } from "./alert-memory.ts";
import { scopeText, type OwedMessage } from "./incident-messages.ts";

function lineOf(
  incident: IncidentRecord,
  { kind, ordinal, channel }: OwedMessage,
  atMs: number,
  held?: AlertedDetail["held"],
): TimelineEntry {
  const { id, tenant, severity } = incident;
  const detail: AlertedDetail = {
    kind,
    ordinal,
    channels: [channel],
    severity,
    scope: scopeText(incident),
    ...(held === undefined ? {} : { held }),
  };
  return { incident: id, tenant, atMs, kind: "alerted", by: "rdpulse", detail: { ...detail } };
}

/** The line of the timeline that says that a channel was told. */
export function alertedLine(incident: IncidentRecord, message: OwedMessage, nowMs: number): TimelineEntry {
  return lineOf(incident, message, nowMs);
}

/** The line that says that a beginning was held back: once, and none for what only repeats. */
export function heldLines(
  incident: IncidentRecord,
  memory: IncidentMemory,
  message: OwedMessage,
  held: NonNullable<AlertedDetail["held"]>,
  nowMs: number,
): readonly TimelineEntry[] {
  const isBeginning = message.kind === "opened" || message.kind === "reopened";
  return isBeginning && !memory.held.has(heldKey(message)) ? [lineOf(incident, message, nowMs, held)] : [];
}
