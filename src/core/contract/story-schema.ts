import type { Contradiction, Separation } from "../diagnosis/index.ts";
import { CHECK_STAGES } from "../evidence/index.ts";
import type { ProblemNode } from "../incident/index.ts";
import { detectionDefinitions, detections } from "./detections-schema.ts";
import {
  anything,
  described,
  flag,
  integer,
  type JsonSchema,
  listOf,
  objectOf,
  oneWordOf,
  orNull,
  referenceTo,
  text,
} from "./json-schema.ts";
import { because, effect, findingSchema, timestamp } from "./report-parts-schema.ts";
import { sessionsReportSchema } from "./sessions-schema.ts";
import type {
  HostStoryReport,
  IncidentReport,
  StoryChannel,
  StoryInput,
  StoryReport,
  StoryStep,
  SymptomReport,
} from "./story-report.ts";

const localized = objectOf({ en: text, zh: text });
const records = described("FILE#RECORD, `probe line N`, or where a setting was read; at most five.", listOf(text));
const share: JsonSchema = { type: "number", minimum: 0, maximum: 1 };
const stage = oneWordOf(CHECK_STAGES);

function partOf(schema: JsonSchema, field: string): JsonSchema {
  const properties: Readonly<Record<string, JsonSchema>> = {};
  Object.assign(properties, schema["properties"]);
  return properties[field] ?? anything;
}

const step = objectOf<keyof StoryStep>({
  what: localized,
  why: localized,
  command: described("It tells more and changes nothing.", orNull(text)),
  causeId: orNull(text),
  detectionId: orNull(text),
  controlId: orNull(text),
  at: records,
  count: integer,
});

const channel = objectOf<keyof StoryChannel>({
  channel: text,
  records: integer,
  from: timestamp,
  until: timestamp,
  missing: integer,
});

const symptom = objectOf<keyof SymptomReport>({
  kind: oneWordOf(["event", "probe", "client-code", "metric", "detection", "restart"]),
  what: localized,
  host: text,
  first: timestamp,
  last: timestamp,
  count: integer,
  effect,
  stage,
  group: text,
  causes: described("Pairs of a cause and its share.", listOf({ type: "array" })),
  at: records,
  users: listOf(text),
  addresses: listOf(text),
});

const node = objectOf<keyof ProblemNode>(
  {
    kind: oneWordOf(["problem", "seen", "symptom", "why", "cause", "for", "against", "unknown", "not-tested"]),
    text: localized,
    confidence: share,
    causeId: text,
    at: records,
    count: integer,
    children: listOf(referenceTo("problemNode")),
  },
  ["confidence", "causeId", "count"],
);

const incident = objectOf<keyof IncidentReport>({
  id: text,
  host: text,
  title: localized,
  effect,
  stage,
  begin: timestamp,
  beginAt: text,
  end: objectOf({
    kind: described(
      "recovered: somebody got in again. ongoing: its last sign is within an hour of the moment that is explained. last-seen: nothing came after; whether it was over is not known.",
      oneWordOf(["recovered", "ongoing", "last-seen"]),
    ),
    time: timestamp,
    at: orNull(text),
  }),
  symptoms: listOf(symptom),
  causes: listOf(objectOf({ id: text, confidence: share, because: listOf(because) })),
  tree: referenceTo("problemNode"),
});

const weighed = listOf(objectOf({ id: text, confidence: share }));

const separation = objectOf<keyof Separation>({
  group: text,
  before: weighed,
  after: weighed,
  isDecided: described("One cause is now far before the others.", flag),
});

const contradiction = objectOf<keyof Contradiction>({
  id: text,
  title: localized,
  meaning: localized,
  outside: because,
  inside: because,
});

const host = objectOf<keyof HostStoryReport>({
  host: text,
  from: orNull(timestamp),
  until: orNull(timestamp),
  events: integer,
  explained: objectOf({ moment: timestamp, isProbe: flag }),
  steps: described("What to do, the first first.", listOf(step)),
  findings: listOf(referenceTo("finding")),
  separated: described("Groups of the probe that the host's own evidence moved.", listOf(separation)),
  contradictions: listOf(contradiction),
  untested: listOf(objectOf({ id: text, why: localized })),
  incidents: described("Newest first.", listOf(incident)),
  detections: partOf(detections, "detections"),
  sessions: partOf(sessionsReportSchema, "sessions"),
  gaps: partOf(sessionsReportSchema, "gaps"),
  grade: orNull({ type: "object" }),
  notMet: described("Controls that are not met, worst first, as in rdpulse.audit/1.", listOf({ type: "object" })),
  notTested: listOf(localized),
  channels: listOf(channel),
});

export const story: JsonSchema = objectOf<keyof StoryReport>({
  schema: { type: "string", const: "rdpulse.story/1" },
  probe: orNull(text),
  code: orNull(text),
  hosts: listOf(host),
  input: objectOf<keyof StoryInput>({
    records: integer,
    events: integer,
    damaged: integer,
    duplicates: integer,
    inventories: integer,
    passedOver: listOf(objectOf({ path: text, why: text })),
  }),
});

export const storyDefinitions: Readonly<Record<string, JsonSchema>> = {
  ...detectionDefinitions,
  finding: findingSchema(CHECK_STAGES),
  problemNode: node,
};
