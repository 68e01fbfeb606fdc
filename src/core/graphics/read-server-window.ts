import { asksWhoWeAre } from "./judge-picture.ts";
import type { Picture } from "./picture.ts";
import { type Glyph, GLYPHS_BY_INK, GLYPHS_BY_OWN_INK, LINE_ROWS, OVERHANGS, SPACE_COLUMNS } from "./xrdp-font.ts";

/** Text that was found, with the upper left corner of its line. */
interface TextRun {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Whether a pixel is ink, by its darkest and its brightest channel: few bits a pixel, and themes, shift colours. */
type IsInk = (least: number, most: number) => boolean;
const isDark: IsInk = (_, most) => most <= 0x40;
const isLight: IsInk = (least) => least >= 0xe0;

/** Fewer letters and digits than this may be lines and dots of a drawing. */
const LETTERS_MIN = 3;
const LETTER = /[\p{L}\d]/gu;
const GLYPHS_MAX = 400;
/** Wider gaps are between columns of a form. */
const SPACES_MAX = 3;
/** No neighbour reaches over. */
const ALONE: ReadonlySet<number> = new Set();
/** Stands for what cannot be read at the end of a line. */
const UNREADABLE = "…";

/**
 * The lines in xrdp's own window, its login form or its connection log: title first, then from the top to the bottom, and from the left
 * to the right. Empty where there is no such window. Reads the one font that xrdp 0.9 draws with, pixel by pixel: a line is right or
 * missing, and ends with "…" where letters follow that are not in the table. Light letters are the title; what is dark on a lighter
 * ground below it is the text. A login form counts without a title that can be read, as that can be of any script.
 */
export function readServerWindow(picture: Picture): readonly string[] {
  const dark = textRuns(picture, isDark);
  if (dark.length === 0) return [];
  const [title] = textRuns(picture, isLight);
  const below = dark.filter(({ y }) => title === undefined || y > title.y).map(({ text }) => text);
  if (title === undefined) return asksWhoWeAre(below) ? below : [];
  return below.length === 0 ? [] : [title.text, ...below];
}

/** All text in ink of one kind. One look at each pixel, and at each place where a line may begin. */
function textRuns(picture: Picture, isInk: IsInk): readonly TextRun[] {
  const { width, height, rgba } = picture;
  const runs: TextRun[] = [];
  // Ink of each column in the rows that end with this one.
  const ink = new Uint16Array(width);
  for (let y = 0; y < height; y++) {
    for (let x = 0, at = y * width * 4; x < width; x++, at += 4) {
      const [red, green, blue] = [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0];
      const isSet = isInk(Math.min(red, green, blue), Math.max(red, green, blue));
      ink[x] = ((ink[x] ?? 0) >> 1) | (isSet ? 1 << (LINE_ROWS - 1) : 0);
    }
    for (let x = 0; x < width; x++) {
      const column = ink[x] ?? 0;
      if (column === 0 || (ink[x - 1] ?? 0) !== 0) continue;
      const run = runFrom(ink, x, column);
      const top = y - LINE_ROWS + 1;
      if (run === undefined || !isUnsmoothed(picture, x, run.end, top)) continue;
      runs.push({ x, y: top, text: run.text });
      x = run.end;
    }
  }
  return runs;
}

/** Desktops smooth their letters: pixels between ink and ground are of many colours there, and of two here. */
function isUnsmoothed({ width, rgba }: Picture, from: number, end: number, top: number): boolean {
  const colours = new Set<number>();
  for (let y = Math.max(0, top); y < top + LINE_ROWS; y++) {
    for (let at = (y * width + from) * 4; at < (y * width + end) * 4; at += 4) {
      colours.add(((rgba[at] ?? 0) << 16) | ((rgba[at + 1] ?? 0) << 8) | (rgba[at + 2] ?? 0));
      if (colours.size > 2) return false;
    }
  }
  return true;
}

interface Run {
  readonly text: string;
  /** The column after it. */
  readonly end: number;
}

function runFrom(ink: Uint16Array, x: number, column: number): Run | undefined {
  for (const first of GLYPHS_BY_INK.get(column) ?? []) {
    const pen = x - first.firstInk;
    if (pen < 0 || !fits(first, ink, pen)) continue;
    const run = readRun(ink, pen);
    if (run !== undefined) return run;
  }
  return undefined;
}

function readRun(columns: Uint16Array, from: number): Run | undefined {
  let ink = columns;
  let [text, end, pen] = ["", from, from];
  let spaces = 0;
  while (pen < ink.length && text.length < GLYPHS_MAX) {
    const glyph = glyphAt(ink, pen);
    if (glyph !== undefined) {
      text += " ".repeat(spaces) + glyph.text;
      spaces = 0;
      pen += glyph.advance;
      end = pen;
      ink = withoutSpill(ink, glyph, pen);
    } else if (spaces < SPACES_MAX && isSpace(ink, pen)) {
      spaces++;
      pen += SPACE_COLUMNS;
    } else break;
  }
  if ((text.match(LETTER) ?? []).length < LETTERS_MIN) return undefined;
  // Beyond one space it may be a field or a border.
  const isCut = spaces <= 1 && pen + SPACE_COLUMNS <= ink.length && !isSpace(ink, pen);
  return { text: isCut ? text + " ".repeat(spaces) + UNREADABLE : text, end };
}

/** The ink without what a glyph before the pen leaves behind it. */
function withoutSpill(ink: Uint16Array, { columns, leftOfPen, advance }: Glyph, pen: number): Uint16Array {
  const spill = columns.slice(leftOfPen + advance);
  if (spill.length === 0) return ink;
  const rest = ink.slice();
  for (const [index, column] of spill.entries()) rest[pen + index] = (rest[pen + index] ?? 0) & ~column;
  return rest;
}

function glyphAt(ink: Uint16Array, pen: number): Glyph | undefined {
  let at = pen;
  while (at < pen + SPACE_COLUMNS && ink[at] === 0) at++;
  const candidates = (GLYPHS_BY_OWN_INK.get(ink[at] ?? 0) ?? []).filter(({ firstInk }) => firstInk <= at - pen);
  const widest = candidates.find((glyph) => fits(glyph, ink, pen));
  // "i" with what reaches over from behind may look like "ì": of one width, it is who needs no neighbour.
  const rivals = candidates.filter(({ columns }) => columns.length === widest?.columns.length);
  return rivals.find((glyph) => fits(glyph, ink, pen, ALONE)) ?? widest;
}

/** Whether the columns from the pen on are those of the glyph, no more and no less but for what its neighbours leave. */
function fits({ columns, leftOfPen, advance }: Glyph, ink: Uint16Array, pen: number, overhangs = OVERHANGS): boolean {
  const [start, last] = [pen - leftOfPen, leftOfPen + advance - 1];
  return columns.every((column, index) => {
    const seen = ink[start + index];
    if (seen === undefined) return false;
    if (index < leftOfPen || index > last) return (seen & column) === column;
    return seen === column || (index === last && (seen & column) === column && overhangs.has(seen ^ column));
  });
}

/** Nothing but what the next glyph reaches back. */
function isSpace(ink: Uint16Array, pen: number): boolean {
  const last = pen + SPACE_COLUMNS - 1;
  for (let at = pen; at < last; at++) if ((ink[at] ?? 0) !== 0) return false;
  const reached = ink[last] ?? 0;
  return reached === 0 || OVERHANGS.has(reached);
}
