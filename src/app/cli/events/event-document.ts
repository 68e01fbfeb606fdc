import { type EventRecord, eventTimeText, recordReference } from "../../../core/eventlog/index.ts";
import type { EventDocument } from "../../../core/contract/index.ts";

/** A record as `--json` and `--ndjson` print it (schema rdpulse.event/1). */
export function eventDocument(record: EventRecord): EventDocument {
  const { version, task, opcode, keywords, activityId, relatedActivityId, processId, threadId, userId } = record;
  return {
    schema: "rdpulse.event/1",
    at: recordReference(record),
    time: eventTimeText(record),
    computer: record.computer,
    channel: record.channel,
    provider: record.provider,
    eventId: record.eventId,
    level: record.level,
    recordId: record.recordId,
    ...(version === undefined ? {} : { version }),
    ...(task === undefined ? {} : { task }),
    ...(opcode === undefined ? {} : { opcode }),
    ...(keywords === undefined ? {} : { keywords }),
    ...(activityId === undefined ? {} : { activityId }),
    ...(relatedActivityId === undefined ? {} : { relatedActivityId }),
    ...(processId === undefined ? {} : { processId }),
    ...(threadId === undefined ? {} : { threadId }),
    ...(userId === undefined ? {} : { userId }),
    data: dataOf(record),
  };
}

/** Values by name. A name that occurs several times has a list; values without a name are under "". */
function dataOf(record: EventRecord): Readonly<Record<string, string | readonly string[]>> {
  const members = new Map<string, string | string[]>();
  for (const { name, text } of record.values) {
    const known = members.get(name);
    if (known === undefined) members.set(name, text);
    else if (typeof known === "string") members.set(name, [known, text]);
    else known.push(text);
  }
  return Object.fromEntries(members);
}
