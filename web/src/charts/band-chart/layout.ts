/** Percentiles of one hour or day; null: nothing was measured, which is no zero. */
export interface BandPoint {
  readonly fromMs: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

export interface Axis {
  /** Place of a value, in pixels from the top. */
  place(value: number): number;
  readonly ticks: readonly number[];
  readonly isLog: boolean;
}

/** What differs by more than this is only readable when each step is a tenfold. */
const LOG_FROM = 40;
const STEPS = [1, 2, 5, 10] as const;

/** The axis of these values (above 0) on so many pixels: from 0, or in tenfold steps where a few values dwarf the others. */
export function axisOf(values: readonly number[], height: number): Axis {
  const known = values.filter((value) => value > 0);
  const most = Math.max(...known, 0);
  const least = Math.min(...known, most);
  if (most === 0) return { place: () => height, ticks: [], isLog: false };
  if (most / least >= LOG_FROM) return logAxis(least, most, height);
  const step = niceStep(most / 4);
  const top = Math.ceil(most / step) * step;
  return {
    place: (value) => height * (1 - value / top),
    ticks: Array.from({ length: Math.round(top / step) }, (_, index) => (index + 1) * step),
    isLog: false,
  };
}

function logAxis(least: number, most: number, height: number): Axis {
  const [low, high] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const decades = Math.max(1, high - low);
  return {
    place: (value) => height * (1 - (Math.log10(Math.max(value, 10 ** low)) - low) / decades),
    ticks: Array.from({ length: decades + 1 }, (_, index) => 10 ** (low + index)),
    isLog: true,
  };
}

/** The next of 1, 2, 5 times a power of ten. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return (STEPS.find((step) => step * power >= least) ?? 10) * power;
}

/** The middle of each step, in pixels from the left. */
export function middles(count: number, width: number): readonly number[] {
  const step = width / Math.max(1, count);
  return Array.from({ length: count }, (_, index) => (index + 0.5) * step);
}

type Numbers = readonly (number | null)[];

/** Runs of neighbours that were all measured: between two of them is a gap. */
export function runsOf(values: Numbers): readonly (readonly number[])[] {
  const runs: number[][] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    if (index > 0 && values[index - 1] !== null && runs.length > 0) runs.at(-1)?.push(index);
    else runs.push([index]);
  });
  return runs;
}

/** SVG path of a line with gaps; a value that stands alone is a short dash of `alone` pixels. */
export function linePath(values: Numbers, xs: readonly number[], axis: Axis, alone: number): string {
  return runsOf(values)
    .map((run) => {
      const points = run.map((index) => `${at(xs, index)} ${round(axis.place(values[index] ?? 0))}`);
      if (run.length > 1) return `M${points.join("L")}`;
      const [index = 0] = run;
      const y = round(axis.place(values[index] ?? 0));
      return `M${round((xs[index] ?? 0) - alone / 2)} ${y}h${round(alone)}`;
    })
    .join("");
}

/** SVG path of what lies between two lines, with gaps. */
export function areaPath(lower: Numbers, upper: Numbers, xs: readonly number[], axis: Axis, alone: number): string {
  const both = lower.map((value, index) => (value === null ? null : (upper[index] ?? null)));
  return runsOf(both)
    .map((run) => {
      const wide = run.length === 1 ? alone / 2 : 0;
      const [first = 0] = run;
      const last = run.at(-1) ?? first;
      const above = run.map((index) => `${at(xs, index)} ${round(axis.place(upper[index] ?? 0))}`);
      const below = run.toReversed().map((index) => `${at(xs, index)} ${round(axis.place(lower[index] ?? 0))}`);
      if (wide === 0) return `M${above.join("L")}L${below.join("L")}Z`;
      const [left, right] = [round((xs[first] ?? 0) - wide), round((xs[last] ?? 0) + wide)];
      const [top, bottom] = [round(axis.place(upper[first] ?? 0)), round(axis.place(lower[first] ?? 0))];
      return `M${left} ${top}H${right}V${bottom}H${left}Z`;
    })
    .join("");
}

/** A word under the axis needs so many pixels. */
const WORD = 88;
const DAY_MS = 86_400_000;

/**
 * Steps that get a word under them: hours of one day by their time, else the first step of each day by its date, thinned until
 * they have room.
 */
export function wordsOf(
  steps: readonly BandPoint[],
  stepMs: number,
  width: number,
): readonly { readonly index: number; readonly isDay: boolean }[] {
  const isDay = steps.length * stepMs > 2 * DAY_MS;
  const candidates = steps.flatMap(({ fromMs }, index) => {
    const before = steps[index - 1];
    const begins = stepMs >= DAY_MS || (before !== undefined && dayOf(before.fromMs) !== dayOf(fromMs));
    return !isDay || begins ? [index] : [];
  });
  const room = Math.max(1, Math.floor(width / WORD));
  const every = Math.max(1, Math.ceil(candidates.length / room));
  return candidates.filter((_, index) => index % every === Math.floor(every / 2)).map((index) => ({ index, isDay }));
}

/** The day of the reader's own time zone. */
function dayOf(ms: number): number {
  return new Date(ms).getDate();
}

/** The step whose middle is nearest to `x`. */
export function nearest(x: number, count: number, width: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor((x / width) * count)));
}

function at(xs: readonly number[], index: number): number {
  return round(xs[index] ?? 0);
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
