import { DETECTION_IDS, SEVERITIES } from "../detection/index.ts";
import type {
  DetectionReasonReport,
  DetectionReport,
  DetectionsInput,
  DetectionsReport,
  DetectorCoverageReport,
  SigmaHitReport,
  SigmaReport,
} from "./detections-report.ts";
import {
  amount,
  described,
  integer,
  type JsonSchema,
  listOf,
  objectOf,
  oneWordOf,
  orNull,
  referenceTo,
  text,
} from "./json-schema.ts";
import { timestamp } from "./report-parts-schema.ts";

const localized = objectOf({ en: text, zh: text });
const channel = oneWordOf([
  "security",
  "system",
  "rdp-core",
  "session-manager",
  "connection-manager",
  "rdp-client",
  "sysmon",
  "xrdp",
]);

const reason = objectOf<keyof DetectionReasonReport>({
  side: oneWordOf(["for", "against"]),
  fact: localized,
  value: described("As the log has it: text of strangers.", text),
  at: described("FILE#RECORD", orNull(text)),
});

const detection = objectOf<keyof DetectionReport>({
  id: oneWordOf(DETECTION_IDS),
  severity: oneWordOf(SEVERITIES),
  confidence: amount,
  title: localized,
  summary: localized,
  outcome: described(
    "did-not-get-in only where a log that tells logons covers the time without a gap.",
    oneWordOf(["got-in", "did-not-get-in", "not-known"]),
  ),
  hosts: listOf(text),
  addresses: described("At most 50; addressCount is their whole number.", listOf(text)),
  addressCount: integer,
  users: described("At most 50; userCount is their whole number.", listOf(text)),
  userCount: integer,
  first: timestamp,
  last: timestamp,
  count: described("Attempts, where several events tell of one.", integer),
  because: described("First, some and last; evidenceCount is how many records there are.", listOf(reason)),
  evidenceCount: integer,
  cannotSee: localized,
  threshold: orNull(objectOf({ id: text, value: integer, windowMs: orNull(integer) })),
});

const coverage = objectOf<keyof DetectorCoverageReport>({
  id: oneWordOf(DETECTION_IDS),
  state: oneWordOf(["tested", "partly", "not-tested"]),
  present: listOf(channel),
  missing: listOf(objectOf({ channel, why: oneWordOf(["not-read", "not-audited"]), gives: localized })),
});

const hit = objectOf<keyof SigmaHitReport>({
  id: text,
  title: text,
  level: oneWordOf(["informational", "low", "medium", "high", "critical"]),
  author: text,
  licence: described("As the rule states it; empty where it states none.", text),
  origin: text,
  count: integer,
  first: timestamp,
  last: timestamp,
  hosts: listOf(text),
  at: described("FILE#RECORD, the first ten.", listOf(text)),
});

const sigma = objectOf<keyof SigmaReport>({
  rules: integer,
  hits: listOf(referenceTo("sigmaHit")),
  refused: described(
    "Rules that are not evaluated, and the construct that is not supported.",
    listOf(objectOf({ origin: text, title: text, construct: text, why: localized })),
  ),
  notTested: described(
    "Rules of whose log source no record was read.",
    listOf(objectOf({ id: text, title: text, origin: text })),
  ),
  unread: listOf(objectOf({ path: text, reason: text })),
});

export const detections: JsonSchema = objectOf<keyof DetectionsReport>({
  schema: { type: "string", const: "rdpulse.detections/1" },
  detections: described("Worst first.", listOf(referenceTo("detection"))),
  coverage: described("One entry a detector: what could be tested, and what lacked.", listOf(coverage)),
  sigma: described("Null where no rules were given.", orNull(sigma)),
  input: objectOf<keyof DetectionsInput>({
    records: integer,
    events: integer,
    damaged: integer,
    duplicates: integer,
    passedOver: listOf(objectOf({ path: text, why: text })),
  }),
  forgotten: described("Entries dropped to keep memory bounded.", integer),
  unlisted: described("Detections that were counted and not listed.", integer),
  clockChanges: described("Steps of a clock by more than a minute.", integer),
});

/** A line of --ndjson: a detection, or a hit of a rule. */
export const detectionLine: JsonSchema = { oneOf: [referenceTo("detection"), referenceTo("sigmaHit")] };

export const detectionDefinitions: Readonly<Record<string, JsonSchema>> = { detection, sigmaHit: hit };
