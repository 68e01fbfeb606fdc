import type { EventRecord } from "../eventlog/index.ts";

/** Keys remembered of records that came out of order. */
const REMEMBERED = 20_000;

/**
 * Tells records that were read before, from a second file. Equal are records of one computer, channel and provider with
 * the same number, id, 100 ns time and values. In a stream that is ordered by time they stand side by side, so only the
 * newest moment is remembered; where a clock was set back the last 20,000 to 40,000 records are. Memory is flat.
 */
export class Duplicates {
  #momentMs = Number.NEGATIVE_INFINITY;
  #momentTicks = 0;
  #moment: EventRecord[] = [];
  #recent = new Set<string>();
  #older = new Set<string>();

  /** Whether this record was given before; a new one is remembered. */
  isRepeated(record: EventRecord): boolean {
    if (record.timeMs === this.#momentMs && record.timeTicks === this.#momentTicks) return this.#inMoment(record);
    const isLater =
      record.timeMs > this.#momentMs || (record.timeMs === this.#momentMs && record.timeTicks > this.#momentTicks);
    if (!isLater) return this.#inPast(record);
    this.#momentMs = record.timeMs;
    this.#momentTicks = record.timeTicks;
    this.#moment = [record];
    return false;
  }

  #inMoment(record: EventRecord): boolean {
    for (const other of this.#moment) if (isSame(other, record)) return true;
    // A log without times, or with times of a second, has many records in one moment: they are told by their key.
    if (this.#moment.length >= 64) return this.#inPast(record);
    this.#moment.push(record);
    return false;
  }

  #inPast(record: EventRecord): boolean {
    const key = keyOf(record);
    if (this.#recent.has(key) || this.#older.has(key)) return true;
    this.#recent.add(key);
    if (this.#recent.size >= REMEMBERED) {
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    return false;
  }
}

function isSame(one: EventRecord, other: EventRecord): boolean {
  return (
    one.recordId === other.recordId &&
    one.eventId === other.eventId &&
    one.channel === other.channel &&
    one.computer === other.computer &&
    one.provider === other.provider &&
    one.values.length === other.values.length &&
    one.values.every((value, index) => value.text === other.values[index]?.text)
  );
}

function keyOf(record: EventRecord): string {
  const first = record.values[0]?.text.slice(0, 200) ?? "";
  const when = `${record.timeMs}.${record.timeTicks}`;
  return `${record.recordId}\n${when}\n${record.eventId}\n${record.channel}\n${record.computer}\n${first}`;
}
