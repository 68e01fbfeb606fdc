import { TIMED_STAGES } from "../../../core/fleet/index.ts";
import type { CheckRow, RowCause, TargetId, TenantId, TimedStage, VantageId } from "../../../core/fleet/index.ts";
import type { Database, Queries, SqlRow, SqlValue } from "../database/database.ts";
import { integerIn } from "../state/columns.ts";
import type { CauseNumbers, CauseSets } from "./cause-sets.ts";
import { keyList, keyParameter } from "./key-list.ts";
import { ensureTables, readerOf, RESULT_TABLES, tableAt, tablesWithin } from "./period-tables.ts";
import { kindCode, kindOf, outcomeCode, outcomeOf } from "./row-codes.ts";

const COLUMNS = [
  "tenant",
  "target",
  "vantage",
  "slot_ms",
  "kind",
  "late_ms",
  "outcome",
  "causes",
  "total_us",
  ...TIMED_STAGES.map((stage) => `${stage}_us` as const),
] as const;

/** Largest value of PostgreSQL's INTEGER: 35 minutes in microseconds. */
const LARGEST = 2_147_483_647;
/** A stage that did not complete. */
const NO_TIME = -1;
/** Every kind there is: PostgreSQL's key has it before the slot. */
const ALL_KINDS = "kind IN (0, 1, 2, 3)";

/** Writes rows that went through `asStored`; gives those that were not there before. Tables of new days are made on the way. */
export async function insertRows(
  queries: Queries,
  rows: readonly CheckRow[],
  numberOf: CauseNumbers,
): Promise<readonly CheckRow[]> {
  await ensureTables(queries, RESULT_TABLES, new Set(rows.map(({ slotMs }) => slotMs)));
  const fresh: CheckRow[] = [];
  for (const [table, some] of byTable(rows)) {
    const byKey = new Map<string, CheckRow>();
    // Of twins within one delivery the first is written.
    for (const row of some) {
      const key = `${row.target}/${row.vantage}/${row.slotMs}/${kindCode(row.kind)}`;
      if (!byKey.has(key)) byKey.set(key, row);
    }
    const written = await queries.bulk({
      table,
      columns: COLUMNS,
      rows: [...byKey.values()].map((row) => valuesOf(row, numberOf(row.causes))),
      onConflict: "ON CONFLICT DO NOTHING",
      returning: ["target", "vantage", "slot_ms", "kind"],
    });
    for (const row of written) {
      const found = byKey.get(
        `${String(row["target"])}/${String(row["vantage"])}/${String(row["slot_ms"])}/${String(row["kind"])}`,
      );
      if (found !== undefined) fresh.push(found);
    }
  }
  return fresh;
}

/** What the slots of these new rows held before them. */
export async function rowsBefore(
  queries: Queries,
  fresh: readonly CheckRow[],
  causes: CauseSets,
): Promise<readonly CheckRow[]> {
  const known = new Set(fresh.map((row) => `${row.target}/${row.vantage}/${row.slotMs}/${row.kind}`));
  const before: CheckRow[] = [];
  for (const [table, some] of byTable(fresh)) {
    const rows = await queries.all(
      // Of the many new interval checks nothing comes back but what is beside them.
      `SELECT ${COLUMNS.map((column) => `r.${column}`).join(", ")}
       FROM ${keyList(queries.dialect, ["tenant", "target", "vantage", "slot_ms", "new_kind"])} k
       JOIN ${table} r ON r.tenant = k.tenant AND r.target = k.target AND r.vantage = k.vantage
         AND r.slot_ms = k.slot_ms AND r.${ALL_KINDS} AND r.kind <> k.new_kind`,
      [keyParameter(some.map((row) => [row.tenant, row.target, row.vantage, row.slotMs, kindCode(row.kind)]))],
    );
    for (const row of await causes.rowsOf(readerOf(queries), rows)) {
      const key = `${row.target}/${row.vantage}/${row.slotMs}/${row.kind}`;
      if (known.has(key)) continue;
      known.add(key);
      before.push(row);
    }
  }
  return before;
}

/** Rows of one target in order of their slots, at most `limit`. */
export async function rowsOf(
  database: Database,
  causes: CauseSets,
  filter: {
    readonly tenant: TenantId;
    readonly target: TargetId;
    readonly vantage: VantageId | null;
    readonly fromMs: number;
    readonly untilMs: number;
    readonly limit: number;
  },
): Promise<readonly CheckRow[]> {
  const { tenant, target, vantage, fromMs, untilMs, limit } = filter;
  const reader = readerOf(database);
  const found: SqlRow[] = [];
  for (const { table } of await tablesWithin(reader, RESULT_TABLES, fromMs, untilMs)) {
    if (found.length >= limit) break;
    found.push(
      ...(await reader.all(
        `SELECT ${COLUMNS.join(", ")} FROM ${table}
         WHERE tenant = ? AND target = ? AND slot_ms >= ? AND slot_ms < ? AND ${ALL_KINDS}
         ${vantage === null ? "" : "AND vantage = ?"} ORDER BY slot_ms, vantage, kind LIMIT ?`,
        [tenant, target, fromMs, untilMs, ...(vantage === null ? [] : [vantage]), limit - found.length],
      )),
    );
  }
  return causes.rowsOf(reader, found);
}

/** A row as it was recorded; its causes are given apart. */
export function rowOf(row: SqlRow, causes: readonly RowCause[]): CheckRow {
  const slotMs = integerIn(row, "slot_ms");
  const stagesUs: Partial<Record<TimedStage, number>> = {};
  for (const stage of TIMED_STAGES) {
    const us = integerIn(row, `${stage}_us`);
    if (us !== NO_TIME) stagesUs[stage] = us;
  }
  return {
    tenant: integerIn(row, "tenant"),
    target: integerIn(row, "target"),
    vantage: integerIn(row, "vantage"),
    slotMs,
    kind: kindOf(integerIn(row, "kind")),
    atMs: slotMs + integerIn(row, "late_ms"),
    ...outcomeOf(integerIn(row, "outcome")),
    causes,
    stagesUs,
    totalUs: integerIn(row, "total_us"),
  };
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

function valuesOf(row: CheckRow, causes: number): readonly SqlValue[] {
  return [
    row.tenant,
    row.target,
    row.vantage,
    row.slotMs,
    kindCode(row.kind),
    row.atMs - row.slotMs,
    outcomeCode(row),
    causes,
    row.totalUs,
    ...TIMED_STAGES.map((stage) => row.stagesUs[stage] ?? NO_TIME),
  ];
}

function bounded(value: number, lowest: number): number {
  return Math.min(LARGEST, Math.max(lowest, Math.round(value)));
}

function byTable(rows: readonly CheckRow[]): ReadonlyMap<string, readonly CheckRow[]> {
  const tables = new Map<string, CheckRow[]>();
  const names = new Map<number, string>();
  for (const row of rows) {
    const day = Math.floor(row.slotMs / 86_400_000);
    const table = names.get(day) ?? tableAt(RESULT_TABLES, row.slotMs).table;
    names.set(day, table);
    const some = tables.get(table);
    if (some === undefined) tables.set(table, [row]);
    else some.push(row);
  }
  return tables;
}
