import { type EventPlace, finishRecord, guidOf, keywordsOf, levelOfWord, type Shipped } from "./draft.ts";
import { type EventTime, parseIsoTime } from "./event-time.ts";
import { flattenValues, isJsonObject, type JsonObject, memberOf, numberIn, objectIn, textIn } from "./json-fields.ts";

/*
 * Winlogbeat 7 and 8 (ECS): `winlog.*` holds the event, `@timestamp` its time in milliseconds, `event.created` only when
 * it was read; since 8.x `winlog.time_created` has the full time. Winlogbeat 6 had the same fields at the top:
 * log_name, source_name, record_number, computer_name. Values without a name arrive as param1, param2 ….
 */

/** Whether an object is an event of Winlogbeat. */
export function isWinlogbeat(event: JsonObject): boolean {
  return objectIn(event, "winlog") !== undefined || ("log_name" in event && "event_id" in event);
}

/** The record of an event of Winlogbeat. */
export function readWinlogbeat(event: JsonObject, place: EventPlace): Shipped {
  const winlog = objectIn(event, "winlog") ?? event;
  const process = objectIn(winlog, "process");
  const user = objectIn(winlog, "user");
  return finishRecord({
    place,
    time: timeOf(event, winlog),
    recordId: numberIn(winlog, "record_id", "record_number"),
    channel: textIn(winlog, "channel", "log_name"),
    provider: textIn(winlog, "provider_name", "source_name"),
    eventId: numberIn(winlog, "event_id") ?? numberIn(objectIn(event, "event"), "code"),
    level: levelOfWord(textIn(objectIn(event, "log"), "level") ?? textIn(winlog, "level")),
    version: numberIn(winlog, "version"),
    opcode: numberIn(winlog, "opcode"),
    task: numberIn(winlog, "task"),
    keywords: keywordsOf(textIn(winlog, "keywords_raw")),
    computer: textIn(winlog, "computer_name") ?? textIn(objectIn(event, "host"), "name"),
    activityId: guidOf(textIn(winlog, "activity_id")),
    relatedActivityId: guidOf(textIn(winlog, "related_activity_id")),
    processId: numberIn(process, "pid") ?? numberIn(winlog, "process_id"),
    threadId: numberIn(objectIn(process, "thread"), "id") ?? numberIn(winlog, "thread_id"),
    userId: textIn(user, "identifier"),
    values: [...flattenValues(memberOf(winlog, "event_data")), ...userData(memberOf(winlog, "user_data"))],
  });
}

/** The time with the most digits: Elasticsearch keeps only milliseconds of `@timestamp`. */
function timeOf(event: JsonObject, winlog: JsonObject): EventTime | undefined {
  return parseIsoTime(textIn(winlog, "time_created") ?? "") ?? parseIsoTime(textIn(event, "@timestamp") ?? "");
}

/** `xml_name` is the element of the provider, a wrapper and no value. */
function userData(value: unknown): ReturnType<typeof flattenValues> {
  if (!isJsonObject(value)) return [];
  return flattenValues(Object.fromEntries(Object.entries(value).filter(([name]) => name !== "xml_name")));
}
