import type { EventValue } from "../record.ts";
import { type EventPlace, finishRecord, guidOf, keywordsOf, type Shipped } from "./draft.ts";
import { type EventTime, eventTimeText, type LocalZone, parseIsoTime, parseJsonDate } from "./event-time.ts";
import { isJsonObject, type JsonObject, memberOf, numberIn, scalarText, textIn } from "./json-fields.ts";
import { propertyNames } from "./property-names.ts";

/*
 * `Get-WinEvent … | ConvertTo-Json`: the properties of EventLogRecord. Windows PowerShell 5.1 writes dates as
 * "/Date(ms)/", PowerShell 7 as ISO 8601; one event comes as an object, several as a list; `-Depth` defaults to 2, which
 * is just enough for Properties[].Value. Values have no names there: see property-names.ts.
 */

/** Whether an object is an event as PowerShell serialises it. */
export function isPowershellEvent(event: JsonObject): boolean {
  return "ProviderName" in event && "Id" in event && ("LogName" in event || "TimeCreated" in event);
}

/** The record of an event that PowerShell serialised; a time without an offset is read in `zone`. */
export function readPowershellEvent(event: JsonObject, place: EventPlace, zone?: LocalZone): Shipped {
  const provider = textIn(event, "ProviderName");
  const eventId = numberIn(event, "Id");
  const texts = propertyTexts(memberOf(event, "Properties"));
  if (texts === undefined) return { refused: "Properties were cut: use ConvertTo-Json -Depth 3" };
  const names = propertyNames(provider ?? "", eventId ?? 0, texts.length);
  const values = texts.map((text, index): EventValue => ({ name: names?.[index] ?? "", text }));
  return finishRecord({
    place,
    time: timeOf(memberOf(event, "TimeCreated"), zone),
    recordId: numberIn(event, "RecordId"),
    channel: textIn(event, "LogName"),
    provider,
    eventId,
    level: numberIn(event, "Level"),
    version: numberIn(event, "Version"),
    task: numberIn(event, "Task"),
    opcode: numberIn(event, "Opcode"),
    keywords: exactKeywords(memberOf(event, "Keywords")),
    computer: textIn(event, "MachineName"),
    activityId: guidOf(textIn(event, "ActivityId")),
    relatedActivityId: guidOf(textIn(event, "RelatedActivityId")),
    processId: numberIn(event, "ProcessId"),
    threadId: numberIn(event, "ThreadId"),
    userId: sidOf(memberOf(event, "UserId")),
    values,
  });
}

/** A date is a text, or an object with `value` where a property was added to it (`DateTime`, `DisplayHint`). */
function timeOf(value: unknown, zone: LocalZone | undefined): EventTime | undefined {
  const text = isJsonObject(value) ? textIn(value, "value", "Value") : scalarText(value);
  return text === undefined ? undefined : (parseJsonDate(text) ?? parseIsoTime(text, zone));
}

/** Undefined where the depth was too small: every property is then the name of its class. */
function propertyTexts(value: unknown): string[] | undefined {
  if (value === null || value === undefined || value === "") return [];
  const texts: string[] = [];
  for (const property of Array.isArray(value) ? value : [value]) {
    if (!isJsonObject(property)) return undefined;
    const inner = memberOf(property, "Value");
    texts.push(valueText(inner));
  }
  return texts;
}

function valueText(value: unknown): string {
  const text = scalarText(value);
  if (text !== undefined) {
    const time = parseJsonDate(text);
    return time === undefined ? text : eventTimeText(time);
  }
  if (Array.isArray(value)) return value.map(valueText).join(" ");
  return sidOf(value) ?? "";
}

/** A security identifier is an object: {BinaryLength, AccountDomainSid, Value}. */
function sidOf(value: unknown): string | undefined {
  if (typeof value === "string") return /^S-1-[\d-]+$/.test(value) ? value : undefined;
  return isJsonObject(value) ? textIn(value, "Value") : undefined;
}

function exactKeywords(value: unknown): string | undefined {
  return typeof value === "string" || Number.isSafeInteger(value) ? keywordsOf(scalarText(value)) : undefined;
}
