import fontJson from "./data/xrdp-glyphs.json" with { type: "json" };

/** Rows of a line of text; xrdp draws one glyph beside the other, without kerning or smoothing. */
export const LINE_ROWS = 15;

export interface Glyph {
  readonly text: string;
  /** Ink of each column, bit 0 the topmost row. They begin `leftOfPen` columns before the pen. */
  readonly columns: readonly number[];
  readonly leftOfPen: number;
  /** The first column with ink, counted from the pen. */
  readonly firstInk: number;
}

const leftOfPen: ReadonlyMap<string, number> = new Map(Object.entries(fontJson.leftOfPen));

function glyphOf([text, digits]: readonly [string, string]): Glyph {
  const columns = (digits.match(/.{4}/g) ?? []).map((column) => Number.parseInt(column, 16));
  const left = leftOfPen.get(text) ?? 0;
  return { text, columns, leftOfPen: left, firstInk: columns.findIndex((column) => column !== 0) - left };
}

/** Glyphs with ink by their first column of it, the widest first: '"' is not two of "'". */
export const GLYPHS_BY_INK: ReadonlyMap<number, readonly Glyph[]> = Map.groupBy(
  Object.entries(fontJson.glyphs)
    .map(glyphOf)
    .filter(({ columns }) => columns.some((column) => column !== 0))
    .toSorted((a, b) => b.columns.length - a.columns.length),
  ({ columns }) => columns.find((column) => column !== 0) ?? 0,
);

/** Columns that a space takes. */
export const SPACE_COLUMNS: number = fontJson.glyphs[" "].length / 4;
