import { ReadCursor, WriteCursor } from "../bytes/index.ts";

/** Largest relative error of a quantile. */
export const HISTOGRAM_ERROR = 0.02;

const GROWTH = (1 + HISTOGRAM_ERROR) / (1 - HISTOGRAM_ERROR);
const LOG_GROWTH = Math.log(GROWTH);
/** ceil(log of 2^53): no safe integer lies above it. */
const HIGHEST_BUCKET = 919;
const FORM = 1;

/**
 * Counts of durations in buckets whose bounds grow by a constant factor, so that every quantile is within 2 % of a value
 * that was really there (DDSketch, Masson et al. 2019, section 2), and two histograms merge by adding their counts.
 * Values are whole microseconds; below 1 they count as 0.
 */
export class LogHistogram {
  readonly #counts: Map<number, number> = new Map();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(valueUs: number, times = 1): void {
    this.#put(bucketOf(valueUs), times);
  }

  merge(other: LogHistogram): void {
    for (const [bucket, times] of other.#counts) this.#put(bucket, times);
  }

  /** Takes what both hold out of both: a value that was added here and taken back there is in neither. */
  cancel(other: LogHistogram): void {
    for (const [bucket, times] of other.#counts) {
      const both = Math.min(times, this.#counts.get(bucket) ?? 0);
      if (both === 0) continue;
      this.#take(bucket, both);
      other.#take(bucket, both);
    }
  }

  /** The value below which `share` (0 to 1) of all values lie, within 2 %; null when there are none. */
  quantile(share: number): number | null {
    if (this.#count === 0) return null;
    let left = Math.max(1, Math.ceil(Math.min(1, Math.max(0, share)) * this.#count));
    for (const bucket of this.#sorted()) {
      left -= this.#counts.get(bucket) ?? 0;
      if (left <= 0) return middleOf(bucket);
    }
    return null;
  }

  /** How many values are at most `limitUs`, to within the width of one bucket. */
  countUpTo(limitUs: number): number {
    const limit = bucketOf(limitUs);
    let sum = 0;
    for (const [bucket, times] of this.#counts) if (bucket <= limit) sum += times;
    return sum;
  }

  /** Sum of all values within 2 %. */
  sum(): number {
    let sum = 0;
    for (const [bucket, times] of this.#counts) sum += middleOf(bucket) * times;
    return sum;
  }

  /** One byte for the form, then for each bucket its distance from the one before and its count, as base-128 numbers. */
  encode(): Uint8Array {
    const cursor = new WriteCursor(1 + 4 * this.#counts.size);
    cursor.u8(FORM);
    let before = 0;
    for (const bucket of this.#sorted()) {
      writeVarint(cursor, bucket - before);
      writeVarint(cursor, this.#counts.get(bucket) ?? 0);
      before = bucket;
    }
    return cursor.finish();
  }

  /** Throws DecodeError for bytes that `encode` never writes. */
  static decode(bytes: Uint8Array): LogHistogram {
    const cursor = new ReadCursor(bytes, "histogram");
    const histogram = new LogHistogram();
    if (cursor.u8() !== FORM) cursor.reject("form", "unknown form of histogram");
    let bucket = 0;
    let isFirst = true;
    while (cursor.remaining > 0) {
      const step = readVarint(cursor, "bucket");
      if (step === 0 && !isFirst) cursor.reject("bucket", "buckets do not grow");
      bucket += step;
      if (bucket > HIGHEST_BUCKET) cursor.reject("bucket", "above the highest bucket");
      const times = readVarint(cursor, "count");
      if (times === 0) cursor.reject("count", "an empty bucket");
      histogram.#put(bucket, times);
      isFirst = false;
    }
    return histogram;
  }

  #put(bucket: number, times: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + times);
    this.#count += times;
  }

  #take(bucket: number, times: number): void {
    const left = (this.#counts.get(bucket) ?? 0) - times;
    if (left > 0) this.#counts.set(bucket, left);
    else this.#counts.delete(bucket);
    this.#count -= times;
  }

  #sorted(): readonly number[] {
    return [...this.#counts.keys()].toSorted((a, b) => a - b);
  }
}

/** 0 for what is below 1, else the number of the bucket, from 1 up. */
function bucketOf(valueUs: number): number {
  if (!(valueUs >= 1)) return 0;
  return Math.min(HIGHEST_BUCKET, 1 + Math.ceil(Math.log(valueUs) / LOG_GROWTH - 1e-9));
}

/** The value that is at most 2 % away from everything in the bucket. */
function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : (2 * GROWTH ** (bucket - 1)) / (GROWTH + 1);
}

function writeVarint(cursor: WriteCursor, value: number): void {
  let left = value;
  while (left >= 0x80) {
    cursor.u8((left % 0x80) + 0x80);
    left = Math.floor(left / 0x80);
  }
  cursor.u8(left);
}

function readVarint(cursor: ReadCursor, field: string): number {
  let value = 0;
  for (let factor = 1; factor < 2 ** 49; factor *= 0x80) {
    const byte = cursor.u8();
    value += (byte % 0x80) * factor;
    if (byte < 0x80) return value;
  }
  return cursor.reject(field, "too long a number");
}
