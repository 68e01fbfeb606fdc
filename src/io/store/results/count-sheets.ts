import { ReadCursor, WriteCursor } from "../../../core/bytes/index.ts";
import { isSuccess } from "../../../core/fleet/index.ts";
import type { TargetId, TenantId } from "../../../core/fleet/index.ts";
import type { Database, Queries } from "../database/database.ts";
import { bytesIn, integerIn } from "../state/columns.ts";
import { readNumber, writeNumber } from "./base128.ts";
import { decoded } from "./decoded.ts";
import { SHARDS, shardOf } from "./fences.ts";
import { keyList, keyParameter } from "./key-list.ts";
import { DAY_MS } from "./period-tables.ts";
import type { SampleChange } from "./slot-sample.ts";

// Checks and successes of every target of one shard in one hour or day, as one small value. 30 days of 10,000 hosts are
// 300,000 rows of a rollup, too many to add up within 100 ms on both engines, but only 2,000 sheets.

const HOUR_MS = 3_600_000;
const SPANS = [
  { code: 0, unitMs: HOUR_MS },
  { code: 1, unitMs: DAY_MS },
] as const;

interface Pair {
  checks: number;
  successes: number;
}

export type Sheet = Map<TargetId, Pair>;

export async function addToSheets(queries: Queries, changes: readonly SampleChange[]): Promise<void> {
  const deltas = new Map<string, { readonly key: readonly [number, number, number, number]; readonly sheet: Sheet }>();
  for (const { row, times } of changes) {
    if (row.excluded) continue;
    for (const { code, unitMs } of SPANS) {
      const key = [row.tenant, code, Math.floor(row.slotMs / unitMs), shardOf(row.target)] as const;
      const text = key.join("/");
      let delta = deltas.get(text);
      if (delta === undefined) deltas.set(text, (delta = { key, sheet: new Map() }));
      add(delta.sheet, row.target, times, isSuccess(row) ? times : 0);
    }
  }
  if (deltas.size === 0) return;
  const known = await queries.all(
    `SELECT s.tenant, s.span, s.start, s.shard, s.counts
     FROM ${keyList(queries.dialect, ["tenant", "span", "start", "shard"])} k
     JOIN count_sheet s ON s.tenant = k.tenant AND s.span = k.span AND s.start = k.start AND s.shard = k.shard`,
    [keyParameter([...deltas.values()].map(({ key }) => key))],
  );
  for (const row of known) {
    const key = ["tenant", "span", "start", "shard"].map((column) => integerIn(row, column)).join("/");
    const delta = deltas.get(key);
    if (delta !== undefined) addSheet(delta.sheet, bytesIn(row, "counts"), integerIn(row, "shard"));
  }
  await queries.bulk({
    table: "count_sheet",
    columns: ["tenant", "span", "start", "shard", "counts"],
    rows: [...deltas.values()].map(({ key, sheet }) => [...key, encodeSheet(sheet)]),
    onConflict: "ON CONFLICT (tenant, span, start, shard) DO UPDATE SET counts = excluded.counts",
  });
}

/** Checks and successes of each target over all hours that lie in this time, at least partly. */
export async function totalsOf(
  database: Database,
  tenant: TenantId,
  fromMs: number,
  untilMs: number,
): Promise<ReadonlyMap<TargetId, Readonly<Pair>>> {
  const fromHour = Math.floor(fromMs / HOUR_MS);
  const untilHour = Math.ceil(untilMs / HOUR_MS);
  const fromDay = Math.min(Math.ceil(fromHour / 24), Math.floor(untilHour / 24));
  const untilDay = Math.floor(untilHour / 24);
  // Whole days from their own sheets, what sticks out at both ends from the sheets of hours.
  const parts: readonly (readonly [span: number, from: number, until: number])[] =
    untilDay > fromDay
      ? [
          [0, fromHour, fromDay * 24],
          [1, fromDay, untilDay],
          [0, untilDay * 24, untilHour],
        ]
      : [[0, fromHour, untilHour]];
  const sheet: Sheet = new Map();
  const read = await Promise.all(
    parts.map(([span, from, until]) =>
      database.read(
        "SELECT shard, counts FROM count_sheet WHERE tenant = ? AND span = ? AND start >= ? AND start < ?",
        [tenant, span, from, until],
      ),
    ),
  );
  for (const row of read.flat()) addSheet(sheet, bytesIn(row, "counts"), integerIn(row, "shard"));
  return sheet;
}

/** Sheets of hours and days that begin before these moments. */
export async function dropSheets(
  queries: Queries,
  tenant: TenantId,
  hoursBeforeMs: number,
  daysBeforeMs: number,
): Promise<void> {
  for (const [{ code, unitMs }, beforeMs] of [
    [SPANS[0], hoursBeforeMs],
    [SPANS[1], daysBeforeMs],
  ] as const) {
    await queries.run("DELETE FROM count_sheet WHERE tenant = ? AND span = ? AND start < ?", [
      tenant,
      code,
      Math.floor(beforeMs / unitMs),
    ]);
  }
}

function add(sheet: Sheet, target: TargetId, checks: number, successes: number): void {
  const pair = sheet.get(target);
  if (pair === undefined) {
    sheet.set(target, { checks, successes });
    return;
  }
  pair.checks += checks;
  pair.successes += successes;
}

/** For each target in order: distance in the shard from the one before, checks, successes, as base-128 numbers. */
export function encodeSheet(sheet: Sheet): Uint8Array {
  const cursor = new WriteCursor(sheet.size * 5);
  let before = 0;
  for (const [target, { checks, successes }] of [...sheet].toSorted(([one], [other]) => one - other)) {
    const place = Math.floor(target / SHARDS);
    for (const value of [place - before, checks, successes]) writeNumber(cursor, Math.max(0, value));
    before = place;
  }
  return cursor.finish();
}

/** Throws StoreFailure "corrupt" for bytes that `encodeSheet` never writes. */
export function addSheet(sheet: Sheet, bytes: Uint8Array, shard: number): void {
  decoded("a sheet of counts", () => readSheet(sheet, bytes, shard));
}

function readSheet(sheet: Sheet, bytes: Uint8Array, shard: number): void {
  const cursor = new ReadCursor(bytes, "sheet of counts");
  let place = 0;
  while (cursor.remaining > 0) {
    place += readNumber(cursor);
    const checks = readNumber(cursor);
    add(sheet, place * SHARDS + shard, checks, readNumber(cursor));
  }
}
