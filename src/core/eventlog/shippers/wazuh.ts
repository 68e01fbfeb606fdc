import type { EventValue } from "../record.ts";
import { type EventPlace, finishRecord, keywordsOf, type Shipped } from "./draft.ts";
import { parseIsoTime } from "./event-time.ts";
import { flattenValues, type JsonObject, memberOf, numberIn, objectIn, textIn } from "./json-fields.ts";

/*
 * Wazuh's decoder of the Windows event channel: `win.system` and `win.eventdata`, in alerts.json and archives.json below
 * `data`. UserData is an object of its own beside them, named after the provider's element (`win.eventXML`). The decoder
 * writes the first letter of every name in lower case; which ones Windows writes so itself is listed here.
 */
const LOWER_CASE_NAMES: ReadonlySet<string> = new Set([
  "data",
  "binary",
  "errorCode",
  "listenerName",
  "messageName",
  "param1",
  "param2",
  "param3",
  "param4",
]);

function windowsName(name: string): string {
  return LOWER_CASE_NAMES.has(name) ? name : name.charAt(0).toUpperCase() + name.slice(1);
}

function windowsPart(event: JsonObject): JsonObject | undefined {
  return objectIn(event, "win") ?? objectIn(objectIn(event, "data"), "win");
}

/** Whether an object is a Windows event of Wazuh. */
export function isWazuh(event: JsonObject): boolean {
  return objectIn(windowsPart(event), "system") !== undefined;
}

/** The record of a Windows event of Wazuh. */
export function readWazuh(event: JsonObject, place: EventPlace): Shipped {
  const win = windowsPart(event);
  const system = objectIn(win, "system");
  return finishRecord({
    place,
    time: parseIsoTime(textIn(system, "systemTime") ?? ""),
    recordId: numberIn(system, "eventRecordID"),
    channel: textIn(system, "channel"),
    provider: textIn(system, "providerName", "eventSourceName", "providerGuid"),
    eventId: numberIn(system, "eventID"),
    level: numberIn(system, "level"),
    version: numberIn(system, "version"),
    task: numberIn(system, "task"),
    opcode: numberIn(system, "opcode"),
    keywords: keywordsOf(textIn(system, "keywords")),
    computer: textIn(system, "computer"),
    processId: numberIn(system, "processID"),
    threadId: numberIn(system, "threadID"),
    values: [...eventData(memberOf(win, "eventdata")), ...userData(win)],
  });
}

function eventData(value: unknown): EventValue[] {
  return flattenValues(value, "", windowsName).map((item) => (item.name === "data" ? { ...item, name: "" } : item));
}

/** Under UserData Windows itself writes Param1 where a service's EventData has param1. */
function nameUnderUserData(name: string): string {
  return /^param\d$/.test(name) ? `P${name.slice(1)}` : windowsName(name);
}

function userData(win: JsonObject | undefined): EventValue[] {
  const wrapperNames = Object.keys(win ?? {}).filter((name) => name !== "system" && name !== "eventdata");
  return wrapperNames.flatMap((name) => flattenValues(memberOf(win, name), "", nameUnderUserData));
}
