import type { ScanReport, ScanRow } from "../../../core/contract/index.ts";
import type { Verdict } from "../../../core/diagnosis/index.ts";
import { causes, isCauseId } from "../../../core/knowledge/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { cut, displayWidth, padEnd, padStart } from "./display-width.ts";
import { duration, heading, paint, paragraph, type Style, tell, type Tone } from "./style.ts";

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

/** Title of the first cause, in the form that was seen. Posture is left to the page of the one host. */
function causeOf(style: Style, { cause, variant, effect }: ScanRow): string {
  if (cause === null || effect === "weakens") return "";
  if (!isCauseId(cause)) return printable(cause, 80);
  const { title } = (variant === null ? undefined : causes[cause].variants?.[variant]) ?? causes[cause];
  return title[style.language];
}

interface Column {
  readonly name: "target" | "verdict" | "stage" | "grade" | "time" | "cause";
  readonly text: (row: ScanRow) => string;
  readonly fromColumns?: number;
}

function columnsFor(style: Style): Column[] {
  const all: readonly Column[] = [
    { name: "target", text: ({ target }) => printable(target, 80) },
    { name: "verdict", text: ({ verdict }) => tell(style, `verdict.${verdict}`) },
    { name: "stage", text: ({ stage }) => stage ?? "" },
    { name: "grade", text: ({ grade }) => (grade === "not-graded" ? "-" : grade) },
    { name: "time", text: ({ durationMs }) => duration(style, durationMs), fromColumns: 100 },
    { name: "cause", text: (row) => causeOf(style, row) },
  ];
  return all.filter(({ fromColumns = 0 }) => style.width >= fromColumns);
}

function table(style: Style, rows: readonly ScanRow[]): string[] {
  const columns = columnsFor(style).map((column) => {
    const head = tell(style, `scan.column-${column.name}`);
    const cells = rows.map((row) => column.text(row));
    return { ...column, head, cells, width: Math.max(displayWidth(head), ...cells.map(displayWidth)) };
  });
  const targets = Math.max(20, Math.floor(style.width * 0.35));
  const widths = columns.map(({ name, width }) => (name === "target" ? Math.min(width, targets) : width));
  // The last column takes what is left.
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP, 0);
  const line = (textOf: (column: (typeof columns)[number]) => string, tone?: Tone): string =>
    columns
      .map((column, index) => {
        const isLast = index === columns.length - 1;
        const width = isLast ? Math.max(8, style.width - before) : (widths[index] ?? 0);
        const text = cut(textOf(column), width);
        const padded = column.name === "time" ? padStart(text, width) : isLast ? text : padEnd(text, width);
        return paint(style, column.name === "verdict" ? tone : undefined, padded);
      })
      .join(" ".repeat(GAP))
      .trimEnd();
  return [
    paint(
      style,
      "strong",
      line(({ head }) => head),
    ),
    ...rows.map((row, index) => line(({ cells }) => cells[index] ?? "", TONE[row.verdict])),
  ];
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
