import type { HostDocument } from "../../../../src/core/contract/index.ts";
import { type ExportColumn, isoTime } from "../../parts/export-buttons.tsx";

/** Columns of the table of hosts as a file. */
export const HOST_COLUMNS: readonly ExportColumn<HostDocument>[] = [
  { head: "id", cell: ({ id }) => id },
  { head: "name", cell: ({ name }) => name },
  { head: "host", cell: ({ settings }) => settings.host },
  { head: "port", cell: ({ settings }) => settings.port },
  {
    head: "status",
    cell: ({ settings, state }) => (settings.enabled === false ? "disabled" : (state?.status ?? "unknown")),
  },
  { head: "since", cell: ({ state }) => isoTime(state?.sinceMs) },
  { head: "cause", cell: ({ state }) => state?.causes[0]?.id },
  { head: "site", cell: ({ settings }) => settings.site },
  { head: "build", cell: ({ facts }) => facts.osBuild },
  { head: "certificateEnds", cell: ({ facts }) => isoTime(facts.certificateNotAfterMs) },
];
