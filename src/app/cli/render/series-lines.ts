import type { LogonSeriesReport, Percentiles } from "../../../core/contract/index.ts";
import { STAGES } from "../../../core/evidence/index.ts";
import { displayWidth, padEnd, padStart } from "./display-width.ts";
import { duration, heading, paint, type Style, tell } from "./style.ts";

/** How long each part took over all runs: a table, one line a stage, then what a user waits for. */
export function seriesLines(style: Style, { runs, percentiles }: LogonSeriesReport): readonly string[] {
  const named: readonly (readonly [string, Percentiles | null | undefined])[] = [
    ...STAGES.map((name) => [name, percentiles.stages[name]] as const),
    [tell(style, "series.first-picture"), percentiles.firstPictureMs],
    [tell(style, "series.stable"), percentiles.stableMs],
    [tell(style, "series.round-trip"), percentiles.roundTripMs],
    [tell(style, "series.total"), percentiles.totalMs],
  ];
  const head = [
    tell(style, "series.column-what"),
    tell(style, "series.column-runs"),
    tell(style, "series.column-middle"),
    tell(style, "series.column-most"),
    tell(style, "series.column-max"),
  ];
  const rows = named.flatMap(([name, times]) =>
    times === null || times === undefined
      ? []
      : [[name, String(times.runs), ...[times.p50, times.p95, times.max].map((time) => duration(style, time))]],
  );
  const widths = head.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[column] ?? ""))),
  );
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => (column === 0 ? padEnd : padStart)(cell, widths[column] ?? 0)).join("  ")}`;
  return [
    ...heading(style, tell(style, "series.heading", { count: runs.length })),
    paint(style, "quiet", line(head)),
    ...rows.map(line),
  ];
}
