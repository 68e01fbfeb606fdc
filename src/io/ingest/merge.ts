import type { EventTime } from "../../core/eventlog/index.ts";
import type { EventSource } from "./event-source.ts";

/** A source in a merge. It is made only when its first record is due, and let go when it has given its last. */
export interface MergeInput<Item extends EventTime> {
  /** Time of its first record; undefined where that is not known: then it is opened at once. */
  readonly firstMs: number | undefined;
  readonly open: () => EventSource<Item>;
}

interface Head<Item extends EventTime> {
  /** Place among the inputs: decides between equal times. */
  readonly index: number;
  readonly source: EventSource<Item>;
  batch: readonly Item[];
  at: number;
  timeMs: number;
  timeTicks: number;
}

const BATCH = 1024;

/**
 * Records of all inputs by time. The order within an input is never changed: where a clock was set back, the records
 * behind that point follow at once, and none is lost. Between equal times the order of the inputs decides.
 */
export async function* mergeByTime<Item extends EventTime>(
  inputs: readonly MergeInput<Item>[],
): AsyncGenerator<readonly Item[]> {
  const waiting = inputs
    .map((input, index) => ({ ...input, index, dueMs: input.firstMs ?? Number.NEGATIVE_INFINITY }))
    .toSorted((one, other) => one.dueMs - other.dueMs || one.index - other.index);
  const heap = new HeadHeap<Item>();
  let due = 0;
  let merged: Item[] = [];
  const openWhatIsDue = async (): Promise<void> => {
    for (let input = waiting[due]; input !== undefined; input = waiting[due]) {
      const first = heap.first;
      if (first !== undefined && input.dueMs > first.timeMs) return;
      due++;
      const head = await filled<Item>({
        index: input.index,
        source: input.open(),
        batch: [],
        at: 0,
        timeMs: 0,
        timeTicks: 0,
      });
      if (head !== undefined) heap.push(head);
    }
  };
  await openWhatIsDue();
  for (let head = heap.first; head !== undefined; head = heap.first) {
    const record = head.batch[head.at];
    if (record !== undefined) merged.push(record);
    if (merged.length >= BATCH) {
      yield merged;
      merged = [];
    }
    head.at++;
    const isFilled = head.at < head.batch.length || (await filled(head)) !== undefined;
    if (isFilled) {
      setTime(head);
      heap.sinkFirst();
    } else heap.removeFirst();
    const input = waiting[due];
    if (input !== undefined && input.dueMs <= (heap.first?.timeMs ?? Number.POSITIVE_INFINITY)) await openWhatIsDue();
  }
  if (merged.length > 0) yield merged;
}

/** The head with a record to give, from as many batches as it takes; undefined at the end of its source. */
async function filled<Item extends EventTime>(head: Head<Item>): Promise<Head<Item> | undefined> {
  for (;;) {
    const batch = await head.source.next();
    if (batch === undefined) return undefined;
    if (batch.length === 0) continue;
    head.batch = batch;
    head.at = 0;
    setTime(head);
    return head;
  }
}

function setTime<Item extends EventTime>(head: Head<Item>): void {
  const record = head.batch[head.at];
  head.timeMs = record?.timeMs ?? 0;
  head.timeTicks = record?.timeTicks ?? 0;
}

function isBefore(one: Head<EventTime>, other: Head<EventTime>): boolean {
  if (one.timeMs !== other.timeMs) return one.timeMs < other.timeMs;
  if (one.timeTicks !== other.timeTicks) return one.timeTicks < other.timeTicks;
  return one.index < other.index;
}

/** A binary heap: the earliest head is the first. */
class HeadHeap<Item extends EventTime> {
  readonly #heads: Head<Item>[] = [];

  get first(): Head<Item> | undefined {
    return this.#heads[0];
  }

  push(head: Head<Item>): void {
    let at = this.#heads.push(head) - 1;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#heads[parentAt];
      if (parent === undefined || !isBefore(head, parent)) break;
      this.#heads[at] = parent;
      at = parentAt;
    }
    this.#heads[at] = head;
  }

  removeFirst(): void {
    const last = this.#heads.pop();
    if (last === undefined || this.#heads.length === 0) return;
    this.#heads[0] = last;
    this.sinkFirst();
  }

  /** The first one has another time now. */
  sinkFirst(): void {
    const head = this.#heads[0];
    if (head === undefined) return;
    let at = 0;
    for (;;) {
      const left = this.#heads[at * 2 + 1];
      if (left === undefined) break;
      const right = this.#heads[at * 2 + 2];
      const isRight = right !== undefined && isBefore(right, left);
      const earlier = isRight ? right : left;
      if (!isBefore(earlier, head)) break;
      this.#heads[at] = earlier;
      at = at * 2 + (isRight ? 2 : 1);
    }
    this.#heads[at] = head;
  }
}
