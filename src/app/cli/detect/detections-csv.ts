import { isoTime } from "../../../core/contract/index.ts";
import type { Detection, SigmaHit } from "../../../core/detection/index.ts";
import { csvCell } from "../../../core/markup/index.ts";
import { type Language, printable } from "../../../core/texts/index.ts";

/** Names of the columns; they are the same in every language. */
const COLUMNS = [
  "id",
  "severity",
  "confidence",
  "outcome",
  "first",
  "last",
  "count",
  "hosts",
  "addresses",
  "users",
  "summary",
  "records",
] as const;

const LONGEST_CELL = 8000;

type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** One line a finding, in UTC, rules' hits behind. Cells that a spreadsheet would run as a formula are made harmless. */
export function detectionsCsv(detections: readonly Detection[], hits: readonly SigmaHit[], language: Language): string {
  const rows = [...detections.map((detection) => detectionRow(detection, language)), ...hits.map(hitRow)];
  const lines = rows.map((row) => COLUMNS.map((column) => csvCell(printable(row[column], LONGEST_CELL))).join(","));
  return `${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}

function detectionRow(detection: Detection, language: Language): Row {
  return {
    id: detection.id,
    severity: detection.severity,
    confidence: String(detection.confidence),
    outcome: detection.outcome,
    first: isoTime(detection.firstMs),
    last: isoTime(detection.lastMs),
    count: String(detection.count),
    hosts: detection.hosts.join(" "),
    addresses: detection.addresses.join(" "),
    users: detection.users.join(" "),
    summary: detection.summary[language],
    records: detection.because.flatMap(({ at }) => at ?? []).join(" "),
  };
}

function hitRow({ at, count, firstMs, hosts, lastMs, rule }: SigmaHit): Row {
  return {
    id: `sigma:${rule.id}`,
    severity: rule.level,
    confidence: "",
    outcome: "not-known",
    first: isoTime(firstMs),
    last: isoTime(lastMs),
    count: String(count),
    hosts: hosts.join(" "),
    addresses: "",
    users: "",
    summary: rule.title,
    records: at.join(" "),
  };
}
