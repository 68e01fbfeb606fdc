import { type EventPlace, finishRecord, guidOf, keywordsOf, levelOfWord, type Shipped } from "./draft.ts";
import { type LocalZone, parseIsoTime } from "./event-time.ts";
import { flattenValues, type JsonObject, memberOf, numberIn, textIn } from "./json-fields.ts";

/*
 * NXLog's to_json() of im_msvistalog: one flat object, the fields of the system part beside the values of the event.
 * EventTime is written in the local time of the sender without an offset unless its configuration says otherwise.
 * UserData may come as an object of its own (EventXML).
 */

/** Fields that NXLog makes itself; all others are values of the event. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  "@timestamp",
  "@version",
  "AccountName",
  "AccountType",
  "ActivityID",
  "Category",
  "Channel",
  "Domain",
  "EventID",
  "EventReceivedTime",
  "EventTime",
  "EventTimeWritten",
  "EventType",
  "ExecutionProcessID",
  "ExecutionThreadID",
  "FileName",
  "Hostname",
  "Keywords",
  "Level",
  "Message",
  "Opcode",
  "OpcodeValue",
  "ProcessID",
  "ProviderGuid",
  "RecordNumber",
  "RelatedActivityID",
  "Severity",
  "SeverityValue",
  "SourceModuleName",
  "SourceModuleType",
  "SourceName",
  "Task",
  "TimeCreated",
  "ThreadID",
  "UserID",
  "Version",
  "host",
  "port",
  "tags",
]);

/** Whether an object is an event of NXLog. */
export function isNxlog(event: JsonObject): boolean {
  return "EventID" in event && ("SourceName" in event || "Channel" in event);
}

/** The record of an event of NXLog; its local time is read in `zone` where it has no offset. */
export function readNxlog(event: JsonObject, place: EventPlace, zone?: LocalZone): Shipped {
  const values = Object.entries(event)
    .filter(([name]) => !OWN_FIELDS.has(name))
    .flatMap(([name, value]) => flattenValues(value, name === "EventXML" || name === "UserData" ? "" : name));
  return finishRecord({
    place,
    time:
      parseIsoTime(textIn(event, "EventTime", "TimeCreated") ?? "", zone) ??
      parseIsoTime(textIn(event, "@timestamp") ?? ""),
    recordId: numberIn(event, "RecordNumber"),
    channel: textIn(event, "Channel"),
    provider: textIn(event, "SourceName"),
    eventId: numberIn(event, "EventID"),
    level: numberIn(event, "Level") ?? levelOfWord(textIn(event, "EventType", "Severity")),
    version: numberIn(event, "Version"),
    task: numberIn(event, "Task"),
    opcode: numberIn(event, "OpcodeValue"),
    keywords: keywordsIn(memberOf(event, "Keywords")),
    computer: textIn(event, "Hostname"),
    activityId: guidOf(textIn(event, "ActivityID")),
    relatedActivityId: guidOf(textIn(event, "RelatedActivityID")),
    processId: numberIn(event, "ExecutionProcessID", "ProcessID"),
    threadId: numberIn(event, "ExecutionThreadID", "ThreadID"),
    userId: textIn(event, "UserID"),
    values,
  });
}

/** A JSON number has lost the low bits of 64: then no keywords are better than wrong ones. */
function keywordsIn(value: unknown): string | undefined {
  if (typeof value === "string") return keywordsOf(value);
  return typeof value === "number" && Number.isSafeInteger(value) ? keywordsOf(String(value)) : undefined;
}
