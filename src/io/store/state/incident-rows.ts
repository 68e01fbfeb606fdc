import type { IncidentRecord, TimelineEntry } from "../../../core/incident/index.ts";
import type { SqlRow, SqlValue } from "../database/database.ts";
import { canonicalJson, integerIn, plainText, textIn } from "./columns.ts";
import { sha256Hex } from "./digest.ts";

export const INCIDENT_COLUMNS: readonly string[] = [
  "id",
  "tenant",
  "state",
  "severity",
  "severity_rank",
  "cause",
  "assignee",
  "members",
  "opened_ms",
  "closed_ms",
  "revision",
  "doc",
];

export const TIMELINE_COLUMNS: readonly string[] = [
  "incident",
  "tenant",
  "at_ms",
  "kind",
  "by_whom",
  "detail",
  "digest",
];

/** Highest is worst, so that "worst first" is descending like "newest first". */
const SEVERITY_RANKS: Readonly<Record<IncidentRecord["severity"], number>> = { critical: 2, major: 1, minor: 0 };

export function incidentRow(incident: IncidentRecord): readonly SqlValue[] {
  return [
    incident.id,
    incident.tenant,
    incident.state,
    incident.severity,
    SEVERITY_RANKS[incident.severity],
    incident.cause,
    incident.assignee === undefined ? null : plainText(incident.assignee),
    incident.members.length,
    incident.openedMs,
    incident.closedMs ?? null,
    incident.revision,
    canonicalJson(incident),
  ];
}

/** The digest makes an entry that is written a second time, after an answer that was lost, the same entry. */
export function timelineRow(entry: TimelineEntry): readonly SqlValue[] {
  return [
    entry.incident,
    entry.tenant,
    entry.atMs,
    entry.kind,
    plainText(entry.by),
    JSON.stringify(entry.detail),
    sha256Hex(canonicalJson(entry)),
  ];
}

export function incidentOf(row: SqlRow): IncidentRecord {
  return JSON.parse(textIn(row, "doc"));
}

export function timelineEntryOf(row: SqlRow): TimelineEntry {
  return {
    incident: integerIn(row, "incident"),
    tenant: integerIn(row, "tenant"),
    atMs: integerIn(row, "at_ms"),
    kind: kindIn(row),
    by: textIn(row, "by_whom"),
    detail: JSON.parse(textIn(row, "detail")),
  };
}

const TIMELINE_KINDS: Readonly<Record<TimelineEntry["kind"], true>> = {
  opened: true,
  joined: true,
  left: true,
  widened: true,
  "cause-changed": true,
  acknowledged: true,
  unacknowledged: true,
  assigned: true,
  note: true,
  muted: true,
  unmuted: true,
  merged: true,
  split: true,
  "good-again": true,
  "bad-again": true,
  closed: true,
  reopened: true,
  alerted: true,
  "change-seen": true,
};

function kindIn(row: SqlRow): TimelineEntry["kind"] {
  const kind = textIn(row, "kind");
  return isKind(kind) ? kind : "note";
}

function isKind(kind: string): kind is TimelineEntry["kind"] {
  return Object.hasOwn(TIMELINE_KINDS, kind);
}
