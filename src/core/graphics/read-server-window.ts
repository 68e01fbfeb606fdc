import type { Picture } from "./picture.ts";
import { type Glyph, GLYPHS_BY_INK, LINE_ROWS, SPACE_COLUMNS } from "./xrdp-font.ts";

/** Text that was found, with the upper left corner of its line. */
interface TextRun {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

const BLACK = 0x000000;
const WHITE = 0xffffff;
/** Fewer letters and digits than this may be lines and dots of a drawing. */
const LETTERS_MIN = 3;
const LETTER = /[\p{L}\d]/gu;
const GLYPHS_MAX = 400;
/** Wider gaps are between columns of a form. */
const SPACES_MAX = 3;
/** Ink that a following "J" leaves in the last column of a glyph: the lowest row. */
const OVERHANG = 1 << (LINE_ROWS - 1);

/**
 * The lines in xrdp's own window, its login form or its connection log: title first, then from the top to the bottom, and from the left
 * to the right. Empty where there is no such window. Reads the one font that xrdp 0.9 draws with, pixel by pixel: a line is right or
 * missing. White letters are the title; what is black on any other ground below it is the text.
 */
export function readServerWindow(picture: Picture): readonly string[] {
  const [title] = textRuns(picture, WHITE);
  if (title === undefined) return [];
  const lines = textRuns(picture, BLACK).filter(({ y }) => y > title.y);
  return lines.length === 0 ? [] : [title.text, ...lines.map(({ text }) => text)];
}

/** All text of one colour. One look at each pixel, and at each place where a line may begin. */
function textRuns({ width, height, rgba }: Picture, color: number): readonly TextRun[] {
  const [red, green, blue] = [color >> 16, (color >> 8) & 0xff, color & 0xff];
  const runs: TextRun[] = [];
  // Ink of each column in the rows that end with this one.
  const ink = new Uint16Array(width);
  for (let y = 0; y < height; y++) {
    for (let x = 0, at = y * width * 4; x < width; x++, at += 4) {
      const isInk = rgba[at] === red && rgba[at + 1] === green && rgba[at + 2] === blue;
      ink[x] = ((ink[x] ?? 0) >> 1) | (isInk ? OVERHANG : 0);
    }
    for (let x = 0; x < width; x++) {
      const column = ink[x] ?? 0;
      if (column === 0 || (ink[x - 1] ?? 0) !== 0) continue;
      const run = runFrom(ink, x, column);
      if (run === undefined) continue;
      runs.push({ x, y: y - LINE_ROWS + 1, text: run.text });
      x = run.end;
    }
  }
  return runs;
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

function readRun(ink: Uint16Array, from: number): Run | undefined {
  let [text, end] = ["", from];
  let spaces = 0;
  for (let pen = from; pen < ink.length && text.length < GLYPHS_MAX;) {
    const glyph = glyphAt(ink, pen);
    if (glyph !== undefined) {
      text += " ".repeat(spaces) + glyph.text;
      spaces = 0;
      pen += glyph.columns.length - glyph.leftOfPen;
      end = pen;
    } else if (spaces < SPACES_MAX && isBlank(ink, pen, SPACE_COLUMNS)) {
      spaces++;
      pen += SPACE_COLUMNS;
    } else break;
  }
  return (text.match(LETTER) ?? []).length < LETTERS_MIN ? undefined : { text, end };
}

function glyphAt(ink: Uint16Array, pen: number): Glyph | undefined {
  let at = pen;
  while (at < pen + SPACE_COLUMNS && ink[at] === 0) at++;
  const candidates = GLYPHS_BY_INK.get(ink[at] ?? 0) ?? [];
  return candidates.find((glyph) => glyph.firstInk <= at - pen && fits(glyph, ink, pen));
}

/** Whether the columns from the pen on are those of the glyph, no more and no less. */
function fits({ columns, leftOfPen }: Glyph, ink: Uint16Array, pen: number): boolean {
  const start = pen - leftOfPen;
  return columns.every((column, index) => {
    const seen = ink[start + index];
    if (seen === undefined) return false;
    if (index < leftOfPen) return (seen & column) === column;
    return seen === column || (index === columns.length - 1 && seen === (column | OVERHANG));
  });
}

function isBlank(ink: Uint16Array, from: number, count: number): boolean {
  for (let at = from; at < from + count; at++) if ((ink[at] ?? 0) !== 0) return false;
  return true;
}
