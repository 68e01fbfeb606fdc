import type { EventRecord } from "../../../core/eventlog/index.ts";
import { jsonText } from "../json-text.ts";
import type { Style } from "../render/style.ts";
import { CSV_HEADING, csvRow } from "./event-csv.ts";
import { eventDocument } from "./event-document.ts";
import { eventHeading, eventRow } from "./event-rows.ts";

export type EventForm = "table" | "ndjson" | "csv" | "json";

/** How records are written: what comes before them, each of them, and what stands between two. */
export interface EventWriter {
  readonly heading: string;
  readonly separator: string;
  readonly write: (record: EventRecord) => string;
}

/** The writer of a form. `json` writes the items of a list; the document around them is the command's. */
export function eventWriter(form: EventForm, style: Style): EventWriter {
  switch (form) {
    case "table":
      return { heading: eventHeading(style), separator: "", write: (record) => eventRow(record, style) };
    case "ndjson":
      return { heading: "", separator: "", write: (record) => `${jsonText(eventDocument(record))}\n` };
    case "csv":
      return { heading: CSV_HEADING, separator: "", write: csvRow };
    case "json":
      return { heading: "", separator: ",\n", write: (record) => jsonText(eventDocument(record)) };
  }
}
