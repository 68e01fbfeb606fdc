/** Milliseconds from 1601-01-01, where FILETIME begins, to 1970-01-01. */
const EPOCH_DISTANCE_MS = 11_644_473_600_000;
const TICKS_PER_MS = 10_000;
/** 2^32 ticks are 429,496 ms and 7,296 ticks: this keeps every step below 2^53 without a bigint. */
const WORD_MS = 429_496;
const WORD_TICKS = 7296;

/** Whole milliseconds since 1970 of a FILETIME, given as its two 32-bit words. */
export function fileTimeMs(low: number, high: number): number {
  return high * WORD_MS + Math.floor((high * WORD_TICKS + low) / TICKS_PER_MS) - EPOCH_DISTANCE_MS;
}

/** What `fileTimeMs` leaves over, in units of 100 ns. */
export function fileTimeTicks(low: number, high: number): number {
  return (high * WORD_TICKS + low) % TICKS_PER_MS;
}

/** The FILETIME of a point in time. Throws RangeError before 1601. */
export function toFileTime(timeMs: number, timeTicks = 0): bigint {
  const ticks = (BigInt(timeMs) + BigInt(EPOCH_DISTANCE_MS)) * BigInt(TICKS_PER_MS) + BigInt(timeTicks);
  if (ticks < 0n) throw new RangeError(`${timeMs} is before 1601`);
  return ticks;
}
