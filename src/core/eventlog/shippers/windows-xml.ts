import type { EventValue } from "../record.ts";
import { type EventPlace, finishRecord, guidOf, keywordsOf, type Shipped } from "./draft.ts";
import { attributeOf, childOf, childText, type EventElement } from "./event-element.ts";
import { parseIsoTime } from "./event-time.ts";

/*
 * The event schema of Windows (namespace http://schemas.microsoft.com/win/2004/08/events/event), as `wevtutil qe`,
 * `Get-WinEvent … ToXml()`, the event viewer's export and Event Forwarding write it:
 *
 *   Event
 *     System    Provider@Name @Guid @EventSourceName, EventID, Version, Level, Task, Opcode, Keywords,
 *               TimeCreated@SystemTime, EventRecordID, Correlation@ActivityID @RelatedActivityID,
 *               Execution@ProcessID @ThreadID, Channel, Computer, Security@UserID
 *     EventData   Data@Name …, ComplexData, Binary
 *     UserData    one element of the provider's own with its values
 *     RenderingInfo, DebugData, ProcessingErrorData: not read
 */

const DEEPEST = 32;
const MOST_VALUES = 4096;

/** The record of an `Event` element. RenderingInfo, which forwarding adds, holds localised texts and is not read. */
export function readWindowsEvent(event: EventElement, place: EventPlace): Shipped {
  const system = childOf(event, "System");
  if (event.name !== "Event" || system === undefined) return { refused: "no Event element with a System part" };
  const provider = childOf(system, "Provider");
  const correlation = childOf(system, "Correlation");
  const execution = childOf(system, "Execution");
  return finishRecord({
    place,
    time: parseIsoTime(attributeOf(childOf(system, "TimeCreated"), "SystemTime") ?? ""),
    recordId: wholeNumber(childText(system, "EventRecordID")),
    channel: childText(system, "Channel"),
    provider:
      attributeOf(provider, "Name") ?? attributeOf(provider, "EventSourceName") ?? attributeOf(provider, "Guid"),
    eventId: wholeNumber(childText(system, "EventID")),
    level: wholeNumber(childText(system, "Level")),
    version: wholeNumber(childText(system, "Version")),
    task: wholeNumber(childText(system, "Task")),
    opcode: wholeNumber(childText(system, "Opcode")),
    keywords: keywordsOf(childText(system, "Keywords")),
    computer: childText(system, "Computer"),
    activityId: guidOf(attributeOf(correlation, "ActivityID")),
    relatedActivityId: guidOf(attributeOf(correlation, "RelatedActivityID")),
    processId: wholeNumber(attributeOf(execution, "ProcessID")),
    threadId: wholeNumber(attributeOf(execution, "ThreadID")),
    userId: attributeOf(childOf(system, "Security"), "UserID"),
    values: [...eventDataValues(childOf(event, "EventData")), ...userDataValues(childOf(event, "UserData"))],
  });
}

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^(?:\d{1,16}|0x[0-9a-f]{1,13})$/i.test(text)) return undefined;
  return Number(text);
}

function eventDataValues(data: EventElement | undefined): EventValue[] {
  const values: EventValue[] = [];
  for (const child of data?.children ?? []) {
    const name = attributeOf(child, "Name") ?? (child.name === "Data" ? "" : child.name);
    if (child.children.length === 0) values.push({ name, text: child.text });
    else collect(child, name, 1, values);
  }
  return values;
}

/** The element of the provider is only a wrapper: its children name the values. */
function userDataValues(data: EventElement | undefined): EventValue[] {
  const values: EventValue[] = [];
  for (const wrapper of data?.children ?? []) {
    if (wrapper.children.length === 0) values.push({ name: wrapper.name, text: wrapper.text });
    else collect(wrapper, "", 1, values);
  }
  return values;
}

function collect(element: EventElement, path: string, depth: number, values: EventValue[]): void {
  if (depth > DEEPEST || values.length > MOST_VALUES) return;
  for (const child of element.children) {
    const own = attributeOf(child, "Name") ?? child.name;
    const name = path === "" ? own : `${path}/${own}`;
    if (child.children.length === 0) values.push({ name, text: child.text });
    else collect(child, name, depth + 1, values);
  }
}
