import type { EventValue } from "../record.ts";
import { type EventPlace, finishRecord, guidOf, keywordsOf, levelOfWord, type Shipped } from "./draft.ts";
import { type EventTime, parseIsoTime, parseUnixNanoseconds } from "./event-time.ts";
import {
  flattenValues,
  isJsonObject,
  type JsonObject,
  memberOf,
  numberIn,
  objectIn,
  scalarText,
  textIn,
} from "./json-fields.ts";

/*
 * OTLP/JSON (opentelemetry-proto, logs/v1): resourceLogs[].scopeLogs[].logRecords[]; a value is an object with one member
 * that names its type. The body is what the Windows event log receiver of the OpenTelemetry collector writes: channel,
 * computer, event_id {id, qualifiers}, provider {name, guid, event_source}, record_id, system_time, level, event_data
 * (a list of pairs, or since 0.93 a map with `data`), correlation, execution, security; with `raw: true` it is the XML.
 */

const MOST_RECORDS = 100_000;
const DEEPEST = 16;

/** What a record of OTLP holds: the event as fields, or its XML, which the caller parses. */
export type OtlpEvent = Shipped | { readonly xml: string };

/** Whether an object is a document of OTLP logs. */
export function isOtlpLogs(document: JsonObject): boolean {
  return Array.isArray(memberOf(document, "resourceLogs"));
}

/** Every log record of a document; `number` of the place counts the first. */
export function readOtlpLogs(document: JsonObject, place: EventPlace): OtlpEvent[] {
  const events: OtlpEvent[] = [];
  for (const resource of listIn(document, "resourceLogs")) {
    const scopes = [...listIn(resource, "scopeLogs"), ...listIn(resource, "instrumentationLibraryLogs")];
    for (const scope of scopes) {
      for (const logRecord of listIn(scope, "logRecords", "logs")) {
        if (events.length >= MOST_RECORDS) return events;
        events.push(readLogRecord(logRecord, { origin: place.origin, number: place.number + events.length }));
      }
    }
  }
  return events;
}

function listIn(value: unknown, ...names: readonly string[]): readonly unknown[] {
  if (!isJsonObject(value)) return [];
  for (const name of names) {
    const list = memberOf(value, name);
    if (Array.isArray(list)) return list;
  }
  return [];
}

function readLogRecord(logRecord: unknown, place: EventPlace): OtlpEvent {
  if (!isJsonObject(logRecord)) return { refused: "no log record" };
  const body = plainValue(memberOf(logRecord, "body"), 0);
  if (typeof body === "string") {
    return body.trimStart().startsWith("<Event") ? { xml: body } : { foreign: "a body that is no Windows event" };
  }
  if (!isJsonObject(body)) return { foreign: "no body" };
  const provider = objectIn(body, "provider");
  const execution = objectIn(body, "execution");
  const correlation = objectIn(body, "correlation");
  return finishRecord({
    place,
    time: timeOf(logRecord, body),
    recordId: numberIn(body, "record_id"),
    channel: textIn(body, "channel"),
    provider: textIn(provider, "name", "event_source"),
    eventId: numberIn(objectIn(body, "event_id"), "id") ?? numberIn(body, "event_id"),
    level: levelOfWord(textIn(body, "level") ?? textIn(logRecord, "severityText")),
    version: numberIn(body, "version"),
    keywords: keywordsOf(textIn(body, "keywords")),
    computer: textIn(body, "computer"),
    activityId: guidOf(textIn(correlation, "activity_id")),
    relatedActivityId: guidOf(textIn(correlation, "related_activity_id")),
    processId: numberIn(execution, "process_id"),
    threadId: numberIn(execution, "thread_id"),
    userId: textIn(objectIn(body, "security"), "user_id", "sid"),
    values: [...eventData(memberOf(body, "event_data")), ...userData(memberOf(body, "user_data"))],
  });
}

/** `system_time` has 100 ns, `timeUnixNano` nanoseconds of the same; a zero means that it is not known. */
function timeOf(logRecord: JsonObject, body: JsonObject): EventTime | undefined {
  return (
    parseIsoTime(textIn(body, "system_time") ?? "") ?? parseUnixNanoseconds(textIn(logRecord, "timeUnixNano") ?? "")
  );
}

/** A map of names; or `{data: [{name: value} …]}`; or a list of such pairs. */
function eventData(value: unknown): EventValue[] {
  if (isJsonObject(value)) {
    const data = memberOf(value, "data");
    return Array.isArray(data) ? eventData(data) : flattenValues(value);
  }
  if (!Array.isArray(value)) return [];
  return value.flatMap((pair) => flattenValues(pair));
}

/** The element of the provider is a wrapper: where it is the only member, its members are the values. */
function userData(value: unknown): EventValue[] {
  if (!isJsonObject(value)) return [];
  const members = Object.values(value);
  const [only] = members;
  return flattenValues(members.length === 1 && isJsonObject(only) ? only : value);
}

/** The plain value of an AnyValue: text, number as text, boolean, list or object. */
function plainValue(value: unknown, depth: number): unknown {
  if (!isJsonObject(value) || depth > DEEPEST) return undefined;
  const scalar = scalarText(
    memberOf(value, "stringValue") ??
      memberOf(value, "intValue") ??
      memberOf(value, "boolValue") ??
      memberOf(value, "doubleValue") ??
      memberOf(value, "bytesValue"),
  );
  if (scalar !== undefined) return scalar;
  const items = memberOf(value, "arrayValue");
  if (items !== undefined) return listIn(items, "values").map((item) => plainValue(item, depth + 1));
  const pairs = memberOf(value, "kvlistValue");
  if (pairs === undefined) return undefined;
  const members: [string, unknown][] = [];
  for (const pair of listIn(pairs, "values")) {
    const key = isJsonObject(pair) ? textIn(pair, "key") : undefined;
    if (key !== undefined && isJsonObject(pair)) members.push([key, plainValue(memberOf(pair, "value"), depth + 1)]);
  }
  return Object.fromEntries(members);
}
