import { type EventRecord, eventTimeText, recordReference } from "../../../core/eventlog/index.ts";
import { csvCell } from "../../../core/markup/index.ts";
import { printable } from "../../../core/texts/index.ts";

const COLUMNS = ["time", "level", "computer", "channel", "provider", "eventId", "recordId", "at", "activityId", "data"];
const LONGEST_CELL = 32_000;

/** Names of the columns; they are the same in every language. */
export const CSV_HEADING: string = `${COLUMNS.join(",")}\r\n`;

/** One record as a line of CSV (RFC 4180); no cell can become a formula, and none holds a line end. */
export function csvRow(record: EventRecord): string {
  const data = record.values.map(({ name, text }) => (name === "" ? text : `${name}=${text}`)).join("; ");
  const cells = [
    eventTimeText(record),
    String(record.level),
    record.computer,
    record.channel,
    record.provider,
    String(record.eventId),
    String(record.recordId),
    recordReference(record),
    record.activityId ?? "",
    data,
  ];
  return `${cells.map((cell) => csvCell(printable(cell, LONGEST_CELL))).join(",")}\r\n`;
}
