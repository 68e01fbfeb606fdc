import type { DamagedDocument, EventCounts, EventDocument, EventsReport, PassedOverDocument } from "./events-report.ts";
import { described, integer, type JsonSchema, listOf, objectOf, oneWordOf, text } from "./json-schema.ts";

export const event: JsonSchema = objectOf<keyof EventDocument>(
  {
    schema: { type: "string", const: "rdpulse.event/1" },
    at: described("FILE#RECORD", text),
    time: described("UTC, with seven digits behind the second.", text),
    computer: text,
    channel: text,
    provider: text,
    eventId: integer,
    level: described("1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0 is always logged.", integer),
    recordId: described("EventRecordID; of text formats the number of the line or document.", integer),
    version: integer,
    task: integer,
    opcode: integer,
    keywords: text,
    activityId: text,
    relatedActivityId: text,
    processId: integer,
    threadId: integer,
    userId: text,
    data: described('Values by name; several of one name are a list, those without a name are under "".', {
      type: "object",
      additionalProperties: { oneOf: [text, listOf(text)] },
    }),
  },
  ["version", "task", "opcode", "keywords", "activityId", "relatedActivityId", "processId", "threadId", "userId"],
);

const damaged = objectOf<keyof DamagedDocument>({ origin: text, offset: integer, recordId: integer, reason: text }, [
  "recordId",
]);

const passedOver = objectOf<keyof PassedOverDocument>(
  {
    path: text,
    why: oneWordOf(["not-a-log", "unreadable", "empty", "duplicate", "too-large", "unsupported", "foreign"]),
    detail: text,
  },
  ["detail"],
);

export const events: JsonSchema = objectOf<keyof EventsReport>({
  schema: { type: "string", const: "rdpulse.events/1" },
  records: listOf(event),
  damaged: described("The first thousand; counts.damaged is their whole number.", listOf(damaged)),
  passedOver: listOf(passedOver),
  counts: objectOf<keyof EventCounts>({ records: integer, damaged: integer, logs: integer }),
  complete: described("False where --limit or an interruption ended the reading.", { type: "boolean" }),
});
