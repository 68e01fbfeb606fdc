import fontJson from "./data/xrdp-glyphs.json" with { type: "json" };

/** Rows of a line of text; xrdp draws one glyph beside the other, without kerning or smoothing. */
export const LINE_ROWS: number = fontJson.rows;

export interface Glyph {
  readonly text: string;
  /** Ink of each column, bit 0 the topmost row. They begin `leftOfPen` columns before the pen. */
  readonly columns: readonly number[];
  readonly leftOfPen: number;
  /** What the pen moves by; columns beyond it stand over the next glyph. */
  readonly advance: number;
  /** The first column with ink, counted from the pen. */
  readonly firstInk: number;
}

const leftOfPen: ReadonlyMap<string, number> = new Map(Object.entries(fontJson.leftOfPen));
const rightOfCell: ReadonlyMap<string, number> = new Map(Object.entries(fontJson.rightOfCell));

function glyphOf([text, digits]: readonly [string, string]): Glyph {
  const columns = (digits.match(/.{4}/g) ?? []).map((column) => Number.parseInt(column, 16));
  const left = leftOfPen.get(text) ?? 0;
  const advance = columns.length - left - (rightOfCell.get(text) ?? 0);
  return { text, columns, leftOfPen: left, advance, firstInk: columns.findIndex((column) => column !== 0) - left };
}

/** Glyphs with ink, the widest first: '"' is not two of "'". */
export const GLYPHS: readonly Glyph[] = Object.entries(fontJson.glyphs)
  .map(glyphOf)
  .filter(({ columns }) => columns.some((column) => column !== 0))
  .toSorted((a, b) => b.columns.length - a.columns.length);

/** Glyphs by their first column of ink. */
export const GLYPHS_BY_INK: ReadonlyMap<number, readonly Glyph[]> = Map.groupBy(
  GLYPHS,
  ({ columns }) => columns.find((column) => column !== 0) ?? 0,
);

/** Glyphs by their first column of ink that is not left of the pen. */
export const GLYPHS_BY_OWN_INK: ReadonlyMap<number, readonly Glyph[]> = Map.groupBy(
  GLYPHS,
  ({ columns, leftOfPen: left }) => columns.slice(left).find((column) => column !== 0) ?? 0,
);

/** What a glyph may leave in the last column of the one before it. */
export const OVERHANGS: ReadonlySet<number> = new Set(
  GLYPHS.flatMap(({ columns, leftOfPen: left }) => columns.slice(0, left)),
);

/** Columns that a space takes. */
export const SPACE_COLUMNS: number = fontJson.glyphs[" "].length / 4;
