import type { ScanReport, ScanRow } from "../../../core/contract/index.ts";
import type { Verdict } from "../../../core/diagnosis/index.ts";
import { causes, isCauseId } from "../../../core/knowledge/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { cut, displayWidth, padEnd, padStart } from "./display-width.ts";
import { duration } from "./stage-lines.ts";
import { heading, paint, paragraph, type Style, tell, type Tone } from "./style.ts";

const TONE: Readonly<Record<Verdict, Tone | undefined>> = {
  healthy: "good",
  degraded: "warn",
  failing: "bad",
  unreachable: "bad",
};
const VERDICTS = ["failing", "unreachable", "degraded", "healthy"] as const satisfies readonly Verdict[];
const GAP = 2;
const MOST_CAUSES = 8;
/** Below this many columns a row takes two lines. */
const TABLE_FROM_COLUMNS = 72;

/** The summary of a scan: how many of which verdict, the causes behind them, and the targets, worst first. */
export function scanPage(style: Style, report: ScanReport, mostRows: number): string {
  const shown = report.rows.slice(0, mostRows);
  const { finished, total } = report.targets;
  const time = duration(style, report.durationMs);
  const lines = [
    ...(shown.length === 0 ? [] : style.width >= TABLE_FROM_COLUMNS ? table(style, shown) : stacked(style, shown)),
    ...(finished > shown.length
      ? paragraph(style, tell(style, "scan.more-rows", { count: finished - shown.length }), 0, "", "quiet")
      : []),
    ...(shown.length === 0 ? [] : [""]),
    ...paragraph(style, tell(style, "scan.total", { finished, total, time }), 0, "", "strong"),
    ...paragraph(
      style,
      VERDICTS.map((verdict) => `${tell(style, `verdict.${verdict}`)} ${report.verdicts[verdict]}`).join(
        tell(style, "list.separator"),
      ),
      2,
    ),
    ...causeLines(style, report),
  ];
  return `${lines.join("\n")}\n`;
}

function causeLines(style: Style, report: ScanReport): string[] {
  const counted = Object.entries(report.causes).slice(0, MOST_CAUSES);
  if (counted.length === 0) return [];
  const widest = Math.max(...counted.map(([, count]) => String(count).length));
  return [
    ...heading(style, tell(style, "scan.causes")),
    ...counted.flatMap(([id, count]) =>
      paragraph(style, `${titleOf(style, id)} · ${printable(id, 80)}`, 2, `${padStart(String(count), widest)}  `),
    ),
  ];
}

function titleOf(style: Style, id: string): string {
  return isCauseId(id) ? causes[id].title[style.language] : "";
}

function causeOf(style: Style, { cause }: ScanRow): string {
  return cause === null ? "" : titleOf(style, cause) || printable(cause, 80);
}

function table(style: Style, rows: readonly ScanRow[]): string[] {
  const heads = (["target", "verdict", "stage", "grade", "time", "cause"] as const).map((name) =>
    tell(style, `scan.column-${name}`),
  );
  const cells = rows.map((row) => [
    printable(row.target, 80),
    tell(style, `verdict.${row.verdict}`),
    row.stage ?? "",
    row.grade === "not-graded" ? "-" : row.grade,
    duration(style, row.durationMs),
    causeOf(style, row),
  ]);
  const widths = heads.map((head, column) =>
    Math.max(displayWidth(head), ...cells.map((cell) => displayWidth(cell[column] ?? ""))),
  );
  widths[0] = Math.min(widths[0] ?? 0, Math.max(20, Math.floor(style.width * 0.35)));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP, 0);
  widths[5] = Math.max(8, style.width - before);
  const line = (cell: readonly string[], row?: ScanRow): string =>
    cell
      .map((text, column) => {
        const width = widths[column] ?? 0;
        const isTime = column === 4;
        const padded = isTime ? padStart(text, width) : padEnd(cut(text, width), width);
        return paint(style, column === 1 && row !== undefined ? TONE[row.verdict] : undefined, padded);
      })
      .join(" ".repeat(GAP))
      .trimEnd();
  return [paint(style, "strong", line(heads)), ...cells.map((cell, index) => line(cell, rows[index]))];
}

/** For a narrow terminal: target and verdict, and below them what is wrong. */
function stacked(style: Style, rows: readonly ScanRow[]): string[] {
  return rows.flatMap((row) => {
    const verdict = tell(style, `verdict.${row.verdict}`);
    const detail = [row.stage ?? "", causeOf(style, row)].filter((part) => part !== "").join(": ");
    return [
      `${paint(style, TONE[row.verdict], verdict)}  ${cut(printable(row.target, 80), style.width - displayWidth(verdict) - GAP)}`,
      ...(detail === "" ? [] : paragraph(style, detail, 2)),
    ];
  });
}
