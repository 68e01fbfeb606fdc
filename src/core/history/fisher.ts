/** Two groups, each divided into those with a mark and those without. */
export interface FourCounts {
  readonly inMarked: number;
  readonly inPlain: number;
  readonly outMarked: number;
  readonly outPlain: number;
}

/**
 * Fisher's exact test, one-sided: how likely chance alone puts at least so many of the marked into the first group, the
 * sums of rows and columns being what they are. 0 to 1. The sum of hypergeometric terms, each in logarithms.
 */
export function fisherExact({ inMarked, inPlain, outMarked, outPlain }: FourCounts): number {
  const inside = inMarked + inPlain;
  const marked = inMarked + outMarked;
  const all = inside + outMarked + outPlain;
  const log = logFactorials(all);
  const fixed = at(log, inside) + at(log, all - inside) + at(log, marked) + at(log, all - marked) - at(log, all);
  let sum = 0;
  for (let count = inMarked; count <= Math.min(inside, marked); count += 1) {
    const rest = at(log, count) + at(log, inside - count) + at(log, marked - count);
    sum += Math.exp(fixed - rest - at(log, all - inside - marked + count));
  }
  return Math.min(1, sum);
}

/** ln n! for 0 … most. */
function logFactorials(most: number): Float64Array {
  const log = new Float64Array(most + 1);
  for (let n = 2; n <= most; n += 1) log[n] = at(log, n - 1) + Math.log(n);
  return log;
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
