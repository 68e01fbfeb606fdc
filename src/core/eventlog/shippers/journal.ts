import { readProgramMessage } from "../text/program-message.ts";
import type { EventPlace, Shipped } from "./draft.ts";
import { type JsonObject, memberOf, numberIn, textIn } from "./json-fields.ts";

/*
 * `journalctl -o json` (systemd.journal-fields): __REALTIME_TIMESTAMP in microseconds since 1970, _HOSTNAME,
 * SYSLOG_IDENTIFIER, PRIORITY as in syslog, MESSAGE as text or, where it is no UTF-8, as a list of bytes.
 */

/** Whether an object is an entry of the systemd journal. */
export function isJournalEntry(event: JsonObject): boolean {
  return "__REALTIME_TIMESTAMP" in event && "MESSAGE" in event;
}

/** The record of a journal entry. */
export function readJournalEntry(event: JsonObject, place: EventPlace): Shipped {
  const microseconds = textIn(event, "__REALTIME_TIMESTAMP") ?? "";
  if (!/^\d{4,18}$/.test(microseconds)) return { refused: "no time that can be read" };
  return readProgramMessage({
    place,
    time: { timeMs: Number(microseconds.slice(0, -3)), timeTicks: Number(microseconds.slice(-3)) * 10 },
    program: textIn(event, "SYSLOG_IDENTIFIER", "_COMM") ?? "",
    channel: textIn(event, "_SYSTEMD_UNIT") ?? "journal",
    computer: textIn(event, "_HOSTNAME") ?? "",
    severity: numberIn(event, "PRIORITY"),
    processId: numberIn(event, "_PID", "SYSLOG_PID"),
    message: messageText(memberOf(event, "MESSAGE")),
  });
}

function messageText(value: unknown): string {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  let text = "";
  for (const byte of value.slice(0, 65_536)) {
    if (typeof byte === "number" && byte >= 0 && byte < 0x100) text += String.fromCharCode(byte);
  }
  return text;
}
