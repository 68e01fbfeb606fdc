import type { IncidentDocument } from "../../../../src/core/contract/index.ts";
import { type ExportColumn, isoTime } from "../../parts/export-buttons.tsx";

/** Columns of the inbox as a file. */
export const INCIDENT_COLUMNS: readonly ExportColumn<IncidentDocument>[] = [
  { head: "id", cell: ({ id }) => `INC-${id}` },
  { head: "title", cell: ({ title }) => title.en },
  { head: "cause", cell: ({ cause }) => cause },
  { head: "severity", cell: ({ severity }) => severity },
  { head: "state", cell: ({ state }) => state },
  { head: "scope", cell: ({ scope }) => `${scope.kind}/${scope.key}` },
  { head: "hosts", cell: ({ members }) => members.length },
  { head: "began", cell: ({ firstFailureMs }) => isoTime(firstFailureMs) },
  { head: "closed", cell: ({ closedMs }) => isoTime(closedMs) },
  { head: "outageSeconds", cell: ({ outageMs }) => Math.round(outageMs / 1000) },
  { head: "confidence", cell: ({ confidence }) => confidence },
  { head: "assignee", cell: ({ assignee }) => assignee },
];
