import type { Because } from "../../diagnosis/index.ts";
import { STAGES } from "../../evidence/index.ts";
import type { Scope, ScopeKind } from "../../fleet/index.ts";
import type { IncidentMember, TimelineKind } from "../../incident/index.ts";
import {
  amount,
  anything,
  flag,
  integer,
  type JsonSchema,
  listOf,
  objectOf,
  oneWordOf,
  orNull,
  text,
} from "../json-schema.ts";
import { bounded, closed, countedPageOf, line, localized, openObject, timeMs, wholeNumber } from "./common-schema.ts";
import type {
  EvidenceDocument,
  HostCauseDocument,
  HostCausesDocument,
  IncidentDetailDocument,
  IncidentDocument,
  TimelineDocument,
  ToldFaultDocument,
} from "./documents.ts";
import { effect } from "./host-schema.ts";

export const INCIDENT_STATES: readonly ["open", "acknowledged", "closed"] = ["open", "acknowledged", "closed"];
export const SEVERITIES: readonly ["critical", "major", "minor"] = ["critical", "major", "minor"];

const SCOPE_KINDS: Readonly<Record<ScopeKind, true>> = {
  target: true,
  site: true,
  gateway: true,
  balancer: true,
  pool: true,
  vantage: true,
  fleet: true,
};

const TIMELINE_KINDS: Readonly<Record<TimelineKind, true>> = {
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

const because = objectOf<keyof Because>({
  side: oneWordOf(["for", "against"]),
  fact: text,
  value: anything,
  at: text,
});

const FIELDS: Readonly<Record<keyof IncidentDocument, JsonSchema>> = {
  id: integer,
  title: localized,
  cause: text,
  variant: text,
  told: text,
  effect,
  stage: oneWordOf(STAGES),
  confidence: amount,
  because: listOf(because),
  scope: objectOf<keyof Scope>({ kind: oneWordOf(Object.keys(SCOPE_KINDS)), key: text }),
  severity: oneWordOf(SEVERITIES),
  state: oneWordOf(INCIDENT_STATES),
  firstFailureMs: integer,
  openedMs: integer,
  acknowledgedMs: integer,
  acknowledgedBy: text,
  assignee: text,
  mutedUntilMs: integer,
  goodSinceMs: integer,
  badSinceMs: integer,
  closedMs: integer,
  reopened: wholeNumber,
  mergedInto: integer,
  suppressedBy: integer,
  members: listOf(
    objectOf<keyof IncidentMember>(
      { target: integer, joinedMs: integer, leftMs: integer, why: oneWordOf(["dependency", "person"]) },
      ["leftMs", "why"],
    ),
  ),
  outageMs: amount,
  revision: integer,
};

const OPTIONAL = [
  "variant",
  "told",
  "acknowledgedMs",
  "acknowledgedBy",
  "assignee",
  "mutedUntilMs",
  "goodSinceMs",
  "badSinceMs",
  "closedMs",
  "mergedInto",
  "suppressedBy",
] as const satisfies readonly (keyof IncidentDocument)[];

export const incident: JsonSchema = objectOf<keyof IncidentDocument>(FIELDS, OPTIONAL);
export const incidentPage: JsonSchema = countedPageOf(incident);

const timelineEntry = objectOf<keyof TimelineDocument>({
  atMs: integer,
  kind: oneWordOf(Object.keys(TIMELINE_KINDS)),
  by: text,
  detail: openObject,
  text: localized,
});

const evidence = objectOf<keyof EvidenceDocument>({ side: oneWordOf(["for", "against"]), text: localized, at: text });

export const incidentDetail: JsonSchema = objectOf<keyof IncidentDetailDocument>(
  {
    ...FIELDS,
    explanation: localized,
    remedies: openObject,
    stack: orNull(text),
    scopeText: localized,
    evidence: listOf(evidence),
    hosts: listOf(objectOf({ id: integer, name: text })),
    sessions: wholeNumber,
    users: wholeNumber,
    sessionsKnownMs: orNull(integer),
    timeline: listOf(timelineEntry),
  },
  OPTIONAL,
);

/** Bodies of what a person does with an incident. */
export const incidentActions: Readonly<Record<"assign" | "note" | "mute" | "merge" | "split", JsonSchema>> = {
  assign: closed(objectOf({ assignee: orNull(line(128)) })),
  note: closed(objectOf({ text: { type: "string", minLength: 1, maxLength: 10_000 } })),
  mute: closed(objectOf({ untilMs: orNull(timeMs) })),
  merge: closed(objectOf({ into: { type: "integer", minimum: 1 } })),
  split: closed(objectOf({ members: bounded({ type: "integer", minimum: 1 }, 10_000, 1) })),
};

/** The problem tree: what is broken, why, whom it hits, what it explains. */
export const problemTree: JsonSchema = objectOf({
  incident: integer,
  text: localized,
  because: listOf(
    objectOf<keyof Because | "text">({
      side: oneWordOf(["for", "against"]),
      fact: text,
      value: anything,
      at: text,
      text: localized,
    }),
  ),
  hosts: listOf(objectOf({ id: integer, name: text, state: text })),
  explains: listOf(objectOf({ incident: integer, text: localized, hosts: wholeNumber, state: text })),
  explainedBy: orNull(objectOf({ incident: integer, text: localized })),
});

const hostCause = objectOf<keyof HostCauseDocument>({
  id: text,
  title: localized,
  explanation: localized,
  effect,
  confidence: amount,
  remedies: openObject,
  incident: orNull(integer),
});
export const hostCauseList: JsonSchema = objectOf<keyof HostCausesDocument>({
  items: listOf(hostCause),
  otherIncidents: listOf(objectOf({ id: integer, title: localized })),
});

const toldFault = objectOf<keyof ToldFaultDocument>({
  cause: text,
  title: localized,
  effect,
  severity: oneWordOf(SEVERITIES),
  confidence: amount,
  firstMs: integer,
  lastMs: integer,
  isOver: flag,
  evidence: listOf(evidence),
});
export const toldFaultList: JsonSchema = objectOf({ items: listOf(toldFault) });
