import { TIMED_STAGES } from "../../../core/fleet/index.ts";
import type { CheckRow, TimedStage } from "../../../core/fleet/index.ts";
import type { Database, Queries } from "../database/database.ts";
import type { CauseNumbers, CauseSets } from "./cause-sets.ts";
import { PACKED_RESULTS } from "./packed-results.ts";
import type { PeriodTable, Reader } from "./period-tables.ts";
import { DAY_MS, dropTables, ensureTables, isThere, readerOf, tableAt, tablesWithin } from "./period-tables.ts";
import type { ResultLayout, RowFilter, StoredCheck } from "./result-layout.ts";
import { WIDE_RESULTS } from "./wide-results.ts";

/** Largest value of PostgreSQL's INTEGER: 35 minutes in microseconds. */
const LARGEST = 2_147_483_647;

/** The table of one day and what lies in it. */
interface Place {
  readonly layout: ResultLayout;
  readonly one: PeriodTable;
}

/**
 * Writes rows that went through `asStored`; gives those that were not there before, and what else the slots of these new
 * ones held. Tables of new days are made on the way. The transaction must hold the locks of all these targets
 * (lockTallies), so that nobody writes the same row between the look and the writing.
 */
export async function insertRows(
  queries: Queries,
  rows: readonly CheckRow[],
  numberOf: CauseNumbers,
  causes: CauseSets,
): Promise<{ readonly fresh: readonly CheckRow[]; readonly before: readonly CheckRow[] }> {
  const fresh: CheckRow[] = [];
  const before: CheckRow[] = [];
  for (const [dayMs, some] of byDay(rows)) {
    const { layout, one } = await placeToWrite(queries, dayMs);
    const { sql, parameters = [] } = layout.inSlots(queries.dialect, one.table, some);
    const held = new Map<string, StoredCheck>();
    for (const row of await queries.all(sql, parameters)) {
      const stored = layout.checkOf(row, one);
      held.set(keyOf(stored.row), stored);
    }
    const added = new Map<string, CheckRow>();
    for (const row of some) {
      const key = keyOf(row);
      // Of twins within one delivery the first is written.
      if (!held.has(key) && !added.has(key)) added.set(key, row);
    }
    await queries.bulk({
      table: one.table,
      columns: layout.columns,
      rows: [...added.values()].map((row) => layout.valuesOf(row, numberOf(row.causes))),
    });
    fresh.push(...added.values());
    before.push(...(await causes.rowsOf(readerOf(queries), [...held.values()])));
  }
  return { fresh, before };
}

function keyOf({ target, vantage, slotMs, kind }: StoredCheck["row"]): string {
  return `${target}/${vantage}/${slotMs}/${kind}`;
}

/** Rows of one target in order of their slots, at most `limit`. */
export async function rowsOf(database: Database, causes: CauseSets, filter: RowFilter): Promise<readonly CheckRow[]> {
  const reader = readerOf(database);
  const found: StoredCheck[] = [];
  for (const { layout, one } of await placesWithin(reader, filter.fromMs, filter.untilMs)) {
    if (found.length >= filter.limit) break;
    const { sql, parameters } = layout.ofTarget(one, { ...filter, limit: filter.limit - found.length });
    found.push(...(await reader.all(sql, parameters)).map((row) => layout.checkOf(row, one)));
  }
  return causes.rowsOf(reader, found);
}

/** The days of which there are rows, oldest first. */
export async function daysOfRows(database: Database): Promise<readonly number[]> {
  return (await placesWithin(readerOf(database), -Infinity, Infinity)).map(({ one }) => one.fromMs);
}

/** Drops days that ended before this moment; gives their labels, oldest first. */
export async function dropRows(queries: Queries, beforeMs: number): Promise<readonly string[]> {
  const labels: string[] = [];
  for (const { tables } of layoutsOf(queries)) labels.push(...(await dropTables(queries, tables, beforeMs)));
  return labels.toSorted();
}

/** The row with whole numbers in the bounds of their columns, so that it is the same before and after it was stored. */
export function asStored(row: CheckRow): CheckRow {
  const stagesUs: Partial<Record<TimedStage, number>> = {};
  for (const stage of TIMED_STAGES) {
    const us = row.stagesUs[stage];
    if (us !== undefined) stagesUs[stage] = bounded(us, 0);
  }
  const slotMs = Math.round(row.slotMs);
  return {
    ...row,
    slotMs,
    atMs: slotMs + bounded(row.atMs - slotMs, -LARGEST),
    stagesUs,
    totalUs: bounded(row.totalUs, 0),
  };
}

function bounded(value: number, lowest: number): number {
  return Math.min(LARGEST, Math.max(lowest, Math.round(value)));
}

/** In which rows may lie. */
function layoutsOf({ dialect }: Pick<Queries, "dialect">): readonly ResultLayout[] {
  return dialect === "sqlite" ? [WIDE_RESULTS] : [PACKED_RESULTS, WIDE_RESULTS];
}

/** A day goes on in the layout in which it began, so that no row is there twice: once in each. */
async function placeToWrite(queries: Queries, dayMs: number): Promise<Place> {
  const wide = { layout: WIDE_RESULTS, one: tableAt(WIDE_RESULTS.tables, dayMs) };
  const packed = { layout: PACKED_RESULTS, one: tableAt(PACKED_RESULTS.tables, dayMs) };
  if (queries.dialect === "postgres") {
    if (await isThere(queries, packed.one.table)) return packed;
    if (await isThere(queries, wide.one.table)) return wide;
  }
  const place = queries.dialect === "sqlite" ? wide : packed;
  await ensureTables(queries, place.layout.tables, [dayMs]);
  return place;
}

async function placesWithin(reader: Reader, fromMs: number, untilMs: number): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const layout of layoutsOf(reader)) {
    const tables = await tablesWithin(reader, layout.tables, fromMs, untilMs);
    places.push(...tables.map((one) => ({ layout, one })));
  }
  return places.toSorted((a, b) => a.one.fromMs - b.one.fromMs);
}

function byDay(rows: readonly CheckRow[]): ReadonlyMap<number, readonly CheckRow[]> {
  const days = new Map<number, CheckRow[]>();
  for (const row of rows) {
    const dayMs = Math.floor(row.slotMs / DAY_MS) * DAY_MS;
    const some = days.get(dayMs);
    if (some === undefined) days.set(dayMs, [row]);
    else some.push(row);
  }
  return days;
}
