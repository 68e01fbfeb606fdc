import { ReadCursor, WriteCursor } from "../../../core/bytes/index.ts";
import { isSuccess, TIMED_STAGES } from "../../../core/fleet/index.ts";
import type { CheckRow, TimedStage } from "../../../core/fleet/index.ts";
import { LogHistogram } from "../../../core/reliability/index.ts";
import type { Tally } from "../../../core/reliability/index.ts";
import type { SqlRow, SqlValue } from "../database/database.ts";
import { bytesIn, integerIn } from "../state/columns.ts";
import { decoded } from "./decoded.ts";

/** Columns of a tally in every rollup table, in the order of `values`. */
export const TALLY_COLUMNS = [
  "checks",
  "successes",
  "degraded",
  "failing",
  "unreachable",
  "excluded",
  "times",
] as const;

/** Number of each timed quantity in the column `times`; 0 is the total. What was taken back has 8 added. */
const TAKEN_BACK = 8;

type Times = Map<number, LogHistogram>;

/**
 * A tally that grows. A sample may be taken back (`times` -1) because a later row of the same slot decides otherwise, and
 * perhaps by another process than the one that counted it: so counts may be below zero for a while, and durations taken
 * back are kept beside those added until both meet in one place.
 */
export class TallyDraft {
  checks = 0;
  successes = 0;
  degraded = 0;
  failing = 0;
  unreachable = 0;
  excluded = 0;
  readonly #added: Times = new Map();
  readonly #takenBack: Times = new Map();

  /** Throws StoreFailure "corrupt" when `times` holds what was never written. */
  static of(row: SqlRow): TallyDraft {
    const draft = new TallyDraft();
    draft.addRow(row);
    return draft;
  }

  /** Counts one sample, or takes it back; with the times of its stages, or the total alone. */
  count(row: CheckRow, times: 1 | -1, parts: "stages" | "total" = "stages"): void {
    if (row.excluded) {
      this.excluded += times;
      return;
    }
    this.checks += times;
    if (!isSuccess(row)) {
      this[row.verdict === "failing" ? "failing" : "unreachable"] += times;
      return;
    }
    this.successes += times;
    if (row.verdict === "degraded") this.degraded += times;
    const into = times === 1 ? this.#added : this.#takenBack;
    histogramIn(into, 0).add(row.totalUs);
    if (parts === "total") return;
    for (const [index, stage] of TIMED_STAGES.entries()) {
      const us = row.stagesUs[stage];
      if (us !== undefined) histogramIn(into, index + 1).add(us);
    }
  }

  /** Adds a stored tally. */
  addRow(row: SqlRow): void {
    this.checks += integerIn(row, "checks");
    this.successes += integerIn(row, "successes");
    this.degraded += integerIn(row, "degraded");
    this.failing += integerIn(row, "failing");
    this.unreachable += integerIn(row, "unreachable");
    this.excluded += integerIn(row, "excluded");
    decoded("the times of a rollup", () => this.#addTimes(bytesIn(row, "times")));
  }

  #addTimes(bytes: Uint8Array): void {
    const cursor = new ReadCursor(bytes, "times of a tally");
    while (cursor.remaining > 0) {
      const number = cursor.u8();
      if (number % TAKEN_BACK > TIMED_STAGES.length || number >= 2 * TAKEN_BACK)
        cursor.reject("number", "no such time");
      const histogram = LogHistogram.decode(cursor.take(cursor.u16le()));
      histogramIn(number < TAKEN_BACK ? this.#added : this.#takenBack, number % TAKEN_BACK).merge(histogram);
    }
  }

  merge(other: TallyDraft): void {
    this.checks += other.checks;
    this.successes += other.successes;
    this.degraded += other.degraded;
    this.failing += other.failing;
    this.unreachable += other.unreachable;
    this.excluded += other.excluded;
    for (const [number, histogram] of other.#added) histogramIn(this.#added, number).merge(histogram);
    for (const [number, histogram] of other.#takenBack) histogramIn(this.#takenBack, number).merge(histogram);
  }

  /** What TALLY_COLUMNS hold. */
  values(): readonly SqlValue[] {
    this.#settle();
    const cursor = new WriteCursor(96);
    for (const [offset, times] of [
      [0, this.#added],
      [TAKEN_BACK, this.#takenBack],
    ] as const) {
      for (const [number, histogram] of times) {
        if (histogram.count === 0) continue;
        const bytes = histogram.encode();
        cursor
          .u8(offset + number)
          .u16le(bytes.length)
          .bytes(bytes);
      }
    }
    return [this.checks, this.successes, this.degraded, this.failing, this.unreachable, this.excluded, cursor.finish()];
  }

  tally(): Tally {
    this.#settle();
    const stages: Partial<Record<TimedStage, LogHistogram>> = {};
    for (const [index, stage] of TIMED_STAGES.entries()) {
      const histogram = this.#added.get(index + 1);
      if (histogram !== undefined && histogram.count > 0) stages[stage] = histogram;
    }
    return {
      checks: this.checks,
      successes: this.successes,
      degraded: this.degraded,
      failing: this.failing,
      unreachable: this.unreachable,
      excluded: this.excluded,
      total: this.#added.get(0) ?? new LogHistogram(),
      stages,
    };
  }

  #settle(): void {
    for (const [number, histogram] of this.#takenBack) histogramIn(this.#added, number).cancel(histogram);
  }
}

function histogramIn(times: Times, number: number): LogHistogram {
  const known = times.get(number);
  if (known !== undefined) return known;
  const made = new LogHistogram();
  times.set(number, made);
  return made;
}
