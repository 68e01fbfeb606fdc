import type { IncidentRecord, TimelineEntry } from "../incident/index.ts";
import type { AlertKind } from "./alert.ts";

/** `detail` of a timeline entry "alerted": who was told what of an incident. The router's memory is these lines alone. */
export interface AlertedDetail {
  readonly kind: AlertKind;
  readonly ordinal: string;
  readonly channels: readonly string[];
  readonly severity: IncidentRecord["severity"];
  /** "gateway/gw1": where it was then. */
  readonly scope: string;
  /** Present: nothing was sent yet, and why. */
  readonly held?: "quiet" | "daily" | "limit";
}

/** One thing that one channel was told. */
export interface Told {
  readonly kind: AlertKind;
  readonly ordinal: string;
  readonly channel: string;
  readonly severity: IncidentRecord["severity"];
  readonly scope: string;
  readonly atMs: number;
}

/** What was said of one incident so far, oldest first. */
export interface IncidentMemory {
  readonly told: readonly Told[];
  /** `heldKey` of messages that were due and held back. */
  readonly held: ReadonlySet<string>;
}

export const NOTHING_TOLD: IncidentMemory = { told: [], held: new Set() };

/** Names one message to one channel within an incident. */
export function heldKey(message: {
  readonly kind: AlertKind;
  readonly ordinal: string;
  readonly channel: string;
}): string {
  return JSON.stringify([message.kind, message.ordinal, message.channel]);
}

const KINDS: ReadonlySet<unknown> = new Set([
  "opened",
  "widened",
  "reminder",
  "escalated",
  "closed",
  "reopened",
] satisfies AlertKind[]);

const isKind = (value: unknown): value is AlertKind => KINDS.has(value);
const isSeverity = (value: unknown): value is IncidentRecord["severity"] =>
  value === "critical" || value === "major" || value === "minor";

/** Adds what a timeline entry says; entries of other kinds, or of a form that is not ours, say nothing. */
export function remember(memory: IncidentMemory, entry: TimelineEntry): IncidentMemory {
  if (entry.kind !== "alerted") return memory;
  const { kind, ordinal, channels, severity, scope, held } = entry.detail;
  if (!isKind(kind) || typeof ordinal !== "string" || !Array.isArray(channels)) return memory;
  if (!isSeverity(severity) || typeof scope !== "string") return memory;
  const names = channels.filter((channel) => typeof channel === "string");
  if (held !== undefined) {
    const keys = names.map((channel) => heldKey({ kind, ordinal, channel }));
    return { ...memory, held: new Set([...memory.held, ...keys]) };
  }
  const told = names.map((channel): Told => ({ kind, ordinal, channel, severity, scope, atMs: entry.atMs }));
  return { ...memory, told: [...memory.told, ...told] };
}

/** What a channel was told since it last heard of an end: empty when it believes that all is well. */
export function openThread(memory: IncidentMemory, channel: string): readonly Told[] {
  const thread = memory.told.filter((told) => told.channel === channel);
  const end = thread.findLastIndex((told) => told.kind === "closed");
  return thread.slice(end + 1);
}
