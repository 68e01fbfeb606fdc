// Learns the letters that xrdp draws its own windows with from a running xrdp: a refused user name stands in its connection
// log, letter by letter between bars.
import { runLogon } from "../src/io/probe/index.ts";
import type { Picture } from "../src/core/graphics/index.ts";
import { Secret } from "../src/core/sequence/index.ts";

/** The letters as `core/graphics/data/xrdp-glyphs.json` holds them. */
export interface LearntFont {
  readonly rows: number;
  /** Columns of a letter that stand over the one before it, and over the one behind it. */
  readonly leftOfPen: Readonly<Record<string, number>>;
  readonly rightOfCell: Readonly<Record<string, number>>;
  readonly glyphs: Readonly<Record<string, string>>;
}

/** Columns of a letter with ink, and where they stand beside the bar before it. */
interface Shape {
  readonly text: string;
  /** From the bar before it to the bar behind it. */
  readonly distance: number;
  /** Ink by column after the bar before it, bit 0 the topmost row that was looked at. */
  readonly columns: readonly number[];
}

/** Where bars stand in a picture. */
interface Bars {
  readonly top: number;
  readonly height: number;
  readonly xs: readonly number[];
}

const BAR = "|";
/** Bytes of a user name that fit on a line of the log; the rest is wrapped. */
const NAME_BYTES_MAX = 38;
/** Rows above and below a bar that letters may reach. */
const MARGIN = 3;
/** A bar is taller than a capital letter. */
const BAR_ROWS_MIN = 12;
const BAR_ROWS_MAX = 20;
const AT_ONCE = 4;

/** All that Latin-1 shows, ASCII first; a soft hyphen is not to be seen. */
const LEARNABLE: readonly string[] = [
  [0x20, 0x7e],
  [0xa1, 0xac],
  [0xae, 0xff],
].flatMap(([from = 0, to = 0]) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)),
);

/** Logs on as nobody of that name; the picture that xrdp refuses it with. */
async function refusal(host: { readonly address: string; readonly port: number }, user: string): Promise<Picture> {
  const run = await runLogon(
    {
      logon: true,
      input: host.address,
      host: host.address,
      port: host.port,
      user,
      domain: "",
      depth: "desktop",
      end: "disconnect",
      security: "auto",
      allowChangedKey: false,
      allowClearText: false,
      stageTimeoutMs: 5000,
      totalTimeoutMs: 20_000,
      // What cannot be read yet is no failure yet: the picture is that of the deadline then.
      desktop: { width: 1024, height: 768, colorDepth: 24, settleMs: 1500, timeoutMs: 10_000 },
    },
    new Secret("not the password"),
  );
  if (run.picture === undefined) throw new Error(`no picture for the user name ${JSON.stringify(user)}`);
  return run.picture;
}

function isBlack({ width, height, rgba }: Picture, x: number, y: number): boolean {
  const at = (y * width + x) * 4;
  return x < width && y >= 0 && y < height && rgba[at] === 0 && rgba[at + 1] === 0 && rgba[at + 2] === 0;
}

/** Black strokes of the height of bars, by their first row and height. */
function strokes(picture: Picture): Map<string, Bars & { readonly xs: number[] }> {
  const found = new Map<string, Bars & { readonly xs: number[] }>();
  for (let x = 0; x < picture.width; x++) {
    for (let y = 0, top = 0; y <= picture.height; y++) {
      if (isBlack(picture, x, y)) continue;
      const height = y - top;
      if (height >= BAR_ROWS_MIN && height <= BAR_ROWS_MAX) {
        const group = found.get(`${top} ${height}`) ?? { top, height, xs: [] };
        group.xs.push(x);
        found.set(`${top} ${height}`, group);
      }
      top = y + 1;
    }
  }
  return found;
}

/** Bars alone: so many, at one distance. */
function onlyBars(picture: Picture, count: number): Bars {
  for (const bars of strokes(picture).values()) {
    const gaps = new Set(bars.xs.slice(1).map((x, index) => x - (bars.xs[index] ?? 0)));
    if (bars.xs.length === count && gaps.size === 1) return bars;
  }
  throw new Error("the bars cannot be found");
}

/** What stands between the bars of a picture; undefined where a letter has a stroke like a bar. */
function between(picture: Picture, alone: Picture, bars: Bars, letters: readonly string[]): Shape[] | undefined {
  const first = bars.xs[0] ?? 0;
  const all = (strokes(picture).get(`${bars.top} ${bars.height}`)?.xs ?? []).filter((x) => x >= first);
  const xs = letters.length === 1 ? [all[0] ?? 0, all.at(-1) ?? 0] : all;
  if (xs.length !== letters.length + 1 || xs[0] !== first) return undefined;
  return letters.map((text, index) => {
    const [from, to] = [xs[index] ?? 0, xs[index + 1] ?? 0];
    const columns = Array.from({ length: to - from - 1 }, (_, column) => {
      let ink = 0;
      for (let row = 0; row < bars.height + 2 * MARGIN; row++) {
        const [x, y] = [from + 1 + column, bars.top - MARGIN + row];
        // Outside the rows of the bars, what is there with other letters, too, belongs to the line above.
        const isOfLine = row >= MARGIN && row < MARGIN + bars.height;
        if (isBlack(picture, x, y) && (isOfLine || !isBlack(alone, x, y))) ink |= 1 << row;
      }
      return ink;
    });
    return { text, distance: to - from, columns };
  });
}

/** Groups of letters whose line with bars is not wrapped. */
function lines(letters: readonly string[]): string[][] {
  const groups: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const letter of letters) {
    const more = Buffer.byteLength(letter) + BAR.length;
    if (bytes + more > NAME_BYTES_MAX) {
      groups.push([]);
      bytes = BAR.length;
    }
    groups.at(-1)?.push(letter);
    bytes += more;
  }
  return groups;
}

/** Learns the letters of an xrdp that nothing is wrong with; asks as often as one line of them needs. */
export async function learnXrdpFont(host: { readonly address: string; readonly port: number }): Promise<LearntFont> {
  const alone = await refusal(host, BAR.repeat(NAME_BYTES_MAX));
  const bars = onlyBars(alone, NAME_BYTES_MAX);
  const barAdvance = (bars.xs[1] ?? 0) - (bars.xs[0] ?? 0);
  const shapes: Shape[] = [];
  const queue = lines(LEARNABLE.filter((letter) => letter !== BAR));
  const worker = async (): Promise<void> => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
      const user = [BAR, ...group.flatMap((letter) => [letter, BAR])].join("");
      const seen = between(await refusal(host, user), alone, bars, group);
      if (seen !== undefined) shapes.push(...seen);
      else if (group.length > 1) queue.push(...group.map((letter) => [letter]));
      else throw new Error(`${JSON.stringify(group[0])} cannot be told from the bars`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return fontOf(shapes, bars, barAdvance);
}

function fontOf(shapes: readonly Shape[], bars: Bars, barAdvance: number): LearntFont {
  const overflow = (barOffset: number): number =>
    shapes.filter(({ distance, columns }) => {
      const start = barAdvance - barOffset - 1;
      const inked = columns.flatMap((column, index) => (column === 0 ? [] : [index - start]));
      const last = distance - barAdvance - 1;
      return inked.some((at) => at < 0 || at > last);
    }).length;
  // The pen is not to be seen: it is where the fewest letters reach over their own room.
  const offsets = Array.from({ length: barAdvance }, (_, offset) => offset);
  const barOffset = offsets.toSorted((a, b) => overflow(a) - overflow(b))[0] ?? 0;
  const start = barAdvance - barOffset - 1;
  const every = shapes.flatMap(({ columns }) => columns).reduce((ink, column) => ink | column, 0);
  const firstRow = Math.min(MARGIN, 31 - Math.clz32(every & -every));
  const rows = Math.max(MARGIN + bars.height, 32 - Math.clz32(every)) - firstRow;
  const leftOfPen: Record<string, number> = {};
  const rightOfCell: Record<string, number> = {};
  const digits = (column: number): string => (column >> firstRow).toString(16).padStart(4, "0");
  const bar = ((1 << bars.height) - 1) << MARGIN;
  const barColumns = offsets.map((offset) => (offset === barOffset ? bar : 0));
  const glyphs: Record<string, string> = { [BAR]: barColumns.map(digits).join("") };
  for (const { text, distance, columns } of shapes) {
    const end = start + distance - barAdvance;
    const firstInk = columns.findIndex((column) => column !== 0);
    const left = firstInk === -1 ? 0 : Math.max(0, start - firstInk);
    const right = columns.slice(end).findLastIndex((column) => column !== 0) + 1;
    if (left > 0) leftOfPen[text] = left;
    if (right > 0) rightOfCell[text] = right;
    glyphs[text] = columns
      .slice(start - left, end + right)
      .map(digits)
      .join("");
  }
  const sorted = Object.fromEntries(LEARNABLE.map((letter) => [letter, glyphs[letter] ?? ""]));
  return { rows, leftOfPen, rightOfCell, glyphs: sorted };
}
