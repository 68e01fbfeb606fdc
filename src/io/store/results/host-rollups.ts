import type { TargetId, TenantId } from "../../../core/fleet/index.ts";
import type { HostRollup } from "../../../core/reliability/index.ts";
import type { Database, Queries, SqlRow } from "../database/database.ts";
import { integerIn } from "../state/columns.ts";
import { keyList, keyParameter } from "./key-list.ts";
import type { PeriodTables } from "./period-tables.ts";
import { ensureTables, HOST_DAY_TABLES, HOST_HOUR_TABLES, readerOf, tableAt, tablesWithin } from "./period-tables.ts";
import type { SampleChange } from "./slot-sample.ts";
import { TALLY_COLUMNS, TallyDraft } from "./tally-draft.ts";

const TABLES: Readonly<Record<HostRollup["span"], PeriodTables>> = { hour: HOST_HOUR_TABLES, day: HOST_DAY_TABLES };
const KEY = ["tenant", "start", "target", "vantage"] as const;
/** Above, reading a whole table costs less than looking so many keys up. */
const LOOKED_UP = 20_000;

interface Delta {
  readonly key: readonly [tenant: number, start: number, target: number, vantage: number];
  readonly draft: TallyDraft;
}

/** Adds samples to the hour and the day of their hosts. */
export async function addToHosts(queries: Queries, changes: readonly SampleChange[]): Promise<void> {
  for (const tables of [HOST_HOUR_TABLES, HOST_DAY_TABLES]) {
    const byTable = new Map<string, Map<string, Delta>>();
    const moments = new Map<string, number>();
    for (const { row, times } of changes) {
      const start = Math.floor(row.slotMs / tables.unitMs);
      const { table } = tableAt(tables, row.slotMs);
      const deltas = byTable.get(table) ?? new Map<string, Delta>();
      byTable.set(table, deltas);
      moments.set(table, row.slotMs);
      const key = [row.tenant, start, row.target, row.vantage] as const;
      const text = key.join("/");
      let delta = deltas.get(text);
      if (delta === undefined) deltas.set(text, (delta = { key, draft: new TallyDraft() }));
      delta.draft.count(row, times);
    }
    await ensureTables(queries, tables, moments.values());
    for (const [table, deltas] of byTable) await raise(queries, table, deltas);
  }
}

async function raise(queries: Queries, table: string, deltas: ReadonlyMap<string, Delta>): Promise<void> {
  const known = await queries.all(
    `SELECT ${columnsOf("r")} FROM ${keyList(queries.dialect, KEY)} k JOIN ${table} r
     ON ${KEY.map((column) => `r.${column} = k.${column}`).join(" AND ")}`,
    [keyParameter([...deltas.values()].map(({ key }) => key))],
  );
  for (const row of known) deltas.get(KEY.map((column) => integerIn(row, column)).join("/"))?.draft.addRow(row);
  await queries.bulk({
    table,
    columns: [...KEY, ...TALLY_COLUMNS],
    rows: [...deltas.values()].map(({ key, draft }) => [...key, ...draft.values()]),
    onConflict: `ON CONFLICT (${KEY.join(", ")}) DO UPDATE SET ${TALLY_COLUMNS.map(
      (column) => `${column} = excluded.${column}`,
    ).join(", ")}`,
  });
}

/** Rollups whose span begins from `fromMs` until before `untilMs`, in order of time, target and vantage. */
export async function hostRollupsOf(
  database: Database,
  tenant: TenantId,
  targets: readonly TargetId[] | null,
  span: HostRollup["span"],
  fromMs: number,
  untilMs: number,
): Promise<readonly HostRollup[]> {
  const tables = TABLES[span];
  const reader = readerOf(database);
  const wanted = targets === null ? null : new Set(targets);
  const found: SqlRow[] = [];
  for (const one of await tablesWithin(reader, tables, fromMs, untilMs)) {
    const from = Math.ceil(Math.max(fromMs, one.fromMs) / tables.unitMs);
    const until = Math.ceil(Math.min(untilMs, one.untilMs) / tables.unitMs);
    if (wanted === null || wanted.size * (until - from) > LOOKED_UP) {
      const rows = await reader.all(
        `SELECT ${columnsOf("r")} FROM ${one.table} r WHERE tenant = ? AND start >= ? AND start < ?`,
        [tenant, from, until],
      );
      found.push(...rows.filter((row) => wanted === null || wanted.has(integerIn(row, "target"))));
    } else {
      const keys = Array.from({ length: Math.max(0, until - from) }, (_, index) => from + index).flatMap((start) =>
        [...wanted].map((target) => [tenant, start, target]),
      );
      found.push(
        ...(await reader.all(
          `SELECT ${columnsOf("r")} FROM ${keyList(database.dialect, ["tenant", "start", "target"])} k
           JOIN ${one.table} r ON r.tenant = k.tenant AND r.start = k.start AND r.target = k.target`,
          [keyParameter(keys)],
        )),
      );
    }
  }
  return found
    .map((row) => rollupOf(row, span, tables.unitMs))
    .filter(({ checks, excluded }) => checks > 0 || excluded > 0)
    .toSorted(inOrder);
}

function rollupOf(row: SqlRow, span: HostRollup["span"], unitMs: number): HostRollup {
  return {
    tenant: integerIn(row, "tenant"),
    target: integerIn(row, "target"),
    vantage: integerIn(row, "vantage"),
    span,
    fromMs: integerIn(row, "start") * unitMs,
    ...TallyDraft.of(row).tally(),
  };
}

function inOrder(one: HostRollup, other: HostRollup): number {
  return one.fromMs - other.fromMs || one.target - other.target || one.vantage - other.vantage;
}

function columnsOf(alias: string): string {
  return [...KEY, ...TALLY_COLUMNS].map((column) => `${alias}.${column}`).join(", ");
}
