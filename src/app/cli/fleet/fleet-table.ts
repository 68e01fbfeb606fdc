import type { TextKey } from "../../../core/texts/index.ts";
import { cut, displayWidth, padEnd, padStart } from "../render/display-width.ts";
import { paint, paragraph, type Style, tell, type Tone } from "../render/style.ts";

/** One column. The first says which one a row is of, the second how it is. */
export interface FleetColumn<Row> {
  readonly head: TextKey;
  readonly text: (row: Row) => string;
  readonly tone?: (row: Row) => Tone | undefined;
  /** Only where the page is at least so wide. */
  readonly fromColumns?: number;
  readonly widest?: number;
  readonly isNumber?: boolean;
}

const GAP = 2;
/** Below this many columns a row takes lines of its own. */
const TABLE_FROM_COLUMNS = 72;

/** Rows as a table, or on a narrow page one under the other. */
export function fleetTable<Row>(style: Style, columns: readonly FleetColumn<Row>[], rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  return style.width >= TABLE_FROM_COLUMNS ? table(style, columns, rows) : stacked(style, columns, rows);
}

function table<Row>(style: Style, all: readonly FleetColumn<Row>[], rows: readonly Row[]): string[] {
  const columns = all.filter(({ fromColumns = 0 }) => style.width >= fromColumns);
  const heads = columns.map(({ head }) => tell(style, head));
  const cells = rows.map((row) => columns.map((column) => column.text(row)));
  const widths = columns.map(({ widest = style.width }, index) =>
    Math.min(
      widest,
      Math.max(displayWidth(heads[index] ?? ""), ...cells.map((line) => displayWidth(line[index] ?? ""))),
    ),
  );
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP, 0);
  const line = (texts: readonly string[], toneOf: (index: number) => Tone | undefined): string =>
    columns
      .map(({ isNumber }, index) => {
        const isLast = index === columns.length - 1;
        const width = isLast ? Math.max(8, style.width - before) : (widths[index] ?? 0);
        const text = cut(texts[index] ?? "", width);
        const padded = isNumber === true && !isLast ? padStart(text, width) : isLast ? text : padEnd(text, width);
        return paint(style, toneOf(index), padded);
      })
      .join(" ".repeat(GAP))
      .trimEnd();
  return [
    paint(
      style,
      "strong",
      line(heads, () => undefined),
    ),
    ...rows.map((row, at) => line(cells[at] ?? [], (index) => columns[index]?.tone?.(row))),
  ];
}

function stacked<Row>(style: Style, columns: readonly FleetColumn<Row>[], rows: readonly Row[]): string[] {
  const [name, state, ...rest] = columns;
  return rows.flatMap((row) => {
    const status = state?.text(row) ?? "";
    const left = style.width - displayWidth(status) - GAP;
    const detail = rest
      .map((column) => ({ head: tell(style, column.head), text: column.text(row) }))
      .filter(({ text }) => text !== "");
    return [
      `${paint(style, state?.tone?.(row), status)}  ${cut(name?.text(row) ?? "", left)}`,
      ...detail.flatMap(({ head, text }) => paragraph(style, `${head} ${text}`, 2)),
    ];
  });
}

/** Lines "name  value" with the values under each other. */
export function pairs(style: Style, rows: readonly (readonly [name: string, value: string])[]): string[] {
  const widest = Math.min(24, Math.max(0, ...rows.map(([name]) => displayWidth(name))));
  return rows.flatMap(([name, value]) => {
    const lead = `  ${padEnd(name, widest)}  `;
    const lines = paragraph(style, value, displayWidth(lead));
    return lines.map((line, index) => (index === 0 ? lead + line.trimStart() : line));
  });
}
