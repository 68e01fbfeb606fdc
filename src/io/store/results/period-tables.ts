import type { Database, Queries, SqlRow, SqlValue } from "../database/database.ts";
import { textIn } from "../state/columns.ts";
import type { Dialect } from "../state/dialect.ts";

const HOUR_MS = 3_600_000;
export const DAY_MS: number = 24 * HOUR_MS;

/**
 * Rows that grow with time lie in one table a day or a month, made when its first row comes and dropped as a whole: on
 * SQLite tables of their own, on PostgreSQL partitions of `name` or made like it.
 */
export interface PeriodTables {
  readonly name: "result" | "packed_result" | "host_hour" | "host_day";
  readonly period: "day" | "month";
  /** What one unit of the time column stands for: bounds of partitions are in it. */
  readonly unitMs: number;
  /** Columns and primary key, as SQLite makes them. */
  readonly sqlite: string;
  /** How PostgreSQL makes one: a partition, with these words behind its definition, or a table of its own like `name`. */
  readonly postgres: { readonly made: "partition"; readonly options: string } | { readonly made: "like" };
}

/** Rows that are written again and again find room for the next version in their page, and dead ones go soon. */
export const BUSY_ROWS = "WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)";

export const RESULT_TABLES: PeriodTables = {
  name: "result",
  period: "day",
  unitMs: 1,
  sqlite: `tenant INTEGER NOT NULL, target INTEGER NOT NULL, vantage INTEGER NOT NULL, slot_ms INTEGER NOT NULL,
    kind INTEGER NOT NULL, late_ms INTEGER NOT NULL, outcome INTEGER NOT NULL, causes INTEGER NOT NULL,
    total_us INTEGER NOT NULL, dns_us INTEGER NOT NULL, tcp_us INTEGER NOT NULL, x224_us INTEGER NOT NULL,
    tls_us INTEGER NOT NULL, credssp_us INTEGER NOT NULL, PRIMARY KEY (tenant, target, vantage, slot_ms, kind)`,
  postgres: { made: "partition", options: "" },
};

/** The results of PostgreSQL since version 2; `slot` counts from the beginning of the day. */
export const PACKED_RESULT_TABLES: PeriodTables = {
  name: "packed_result",
  period: "day",
  unitMs: 1,
  sqlite: "",
  postgres: { made: "like" },
};

const ROLLUP_COLUMNS = `tenant INTEGER NOT NULL, start INTEGER NOT NULL, target INTEGER NOT NULL,
  vantage INTEGER NOT NULL, checks INTEGER NOT NULL, successes INTEGER NOT NULL, degraded INTEGER NOT NULL,
  failing INTEGER NOT NULL, unreachable INTEGER NOT NULL, excluded INTEGER NOT NULL, times BLOB NOT NULL,
  PRIMARY KEY (tenant, start, target, vantage)`;

/** `start` counts hours since 1970; one table a day. */
export const HOST_HOUR_TABLES: PeriodTables = {
  name: "host_hour",
  period: "day",
  unitMs: HOUR_MS,
  sqlite: ROLLUP_COLUMNS,
  postgres: { made: "partition", options: BUSY_ROWS },
};

/** `start` counts days since 1970; one table a month. */
export const HOST_DAY_TABLES: PeriodTables = {
  name: "host_day",
  period: "month",
  unitMs: DAY_MS,
  sqlite: ROLLUP_COLUMNS,
  postgres: { made: "partition", options: BUSY_ROWS },
};

/** One table of a row of them, with the time that it covers. */
export interface PeriodTable {
  readonly table: string;
  /** "20261123" or "202611". */
  readonly label: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The table for a moment, whether it is there or not. */
export function tableAt(tables: PeriodTables, atMs: number): PeriodTable {
  const key = `${tables.name} ${Math.floor(atMs / DAY_MS)}`;
  const known = recentTables.get(key);
  if (known !== undefined) return known;
  const digits = new Date(atMs).toISOString().replaceAll("-", "");
  const found = tableCalled(tables, digits.slice(0, tables.period === "day" ? 8 : 6));
  if (recentTables.size >= MOST_RECENT) recentTables.clear();
  recentTables.set(key, found);
  return found;
}

/** Asked of every row: a name is made once a day. */
const recentTables = new Map<string, PeriodTable>();
const MOST_RECENT = 1000;

/** Makes the tables of these moments where they are missing; several processes may do so at once. */
export async function ensureTables(queries: Queries, tables: PeriodTables, timesMs: Iterable<number>): Promise<void> {
  const wanted = new Map<string, PeriodTable>();
  for (const atMs of timesMs) {
    const one = tableAt(tables, atMs);
    wanted.set(one.table, one);
  }
  for (const one of wanted.values()) {
    if (queries.dialect === "sqlite") {
      await queries.run(`CREATE TABLE IF NOT EXISTS ${one.table} (${tables.sqlite}) WITHOUT ROWID`);
    } else {
      await ensureOnPostgres(queries, tables, one);
    }
  }
}

/** Any number, the same in every process. */
const PARTITION_LOCK = 0x72706172;

async function ensureOnPostgres(queries: Queries, tables: PeriodTables, one: PeriodTable): Promise<void> {
  if (await isThere(queries, one.table)) return;
  await queries.all("SELECT pg_advisory_xact_lock(?)", [PARTITION_LOCK]);
  await queries.run(
    tables.postgres.made === "like"
      ? `CREATE TABLE IF NOT EXISTS ${one.table} (LIKE ${tables.name} INCLUDING ALL)`
      : `CREATE TABLE IF NOT EXISTS ${one.table} PARTITION OF ${tables.name}
         FOR VALUES FROM (${one.fromMs / tables.unitMs}) TO (${one.untilMs / tables.unitMs}) ${tables.postgres.options}`,
  );
}

/** Whether PostgreSQL has this table. */
export async function isThere(queries: Queries, table: string): Promise<boolean> {
  const [found] = await queries.all("SELECT to_regclass(?) IS NOT NULL AS there", [table]);
  return String(found?.["there"]) === "true";
}

/** What only asks. */
export interface Reader {
  readonly dialect: Dialect;
  readonly all: (sql: string, parameters?: readonly SqlValue[]) => Promise<readonly SqlRow[]>;
}

/** Asks on the connection for reading, or within a transaction. */
export function readerOf(queries: Queries | Database): Reader {
  return {
    dialect: queries.dialect,
    all: (sql, parameters) => ("read" in queries ? queries.read(sql, parameters) : queries.all(sql, parameters)),
  };
}

/** The tables that are there and reach into the time from `fromMs` until before `untilMs`, oldest first. */
export async function tablesWithin(
  { all, dialect }: Reader,
  tables: PeriodTables,
  fromMs: number,
  untilMs: number,
): Promise<readonly PeriodTable[]> {
  const rows = await all(
    dialect === "sqlite"
      ? `SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '${tables.name}_[0-9]*'`
      : `SELECT relname AS name FROM pg_class
         WHERE relkind = 'r' AND relname ~ '^${tables.name}_[0-9]+$' AND pg_table_is_visible(oid)`,
  );
  return rows
    .map((row) => tableCalled(tables, textIn(row, "name").slice(tables.name.length + 1)))
    .filter((one) => one.fromMs < untilMs && one.untilMs > fromMs)
    .toSorted((one, other) => one.fromMs - other.fromMs);
}

/** Drops what ended before this moment; gives the labels. */
export async function dropTables(queries: Queries, tables: PeriodTables, beforeMs: number): Promise<readonly string[]> {
  const old = await tablesWithin(readerOf(queries), tables, -Infinity, beforeMs);
  const gone = old.filter(({ untilMs }) => untilMs <= beforeMs);
  for (const { table } of gone) await queries.run(`DROP TABLE IF EXISTS ${table}`);
  return gone.map(({ label }) => label);
}

function tableCalled(tables: PeriodTables, label: string): PeriodTable {
  const year = Number(label.slice(0, 4));
  const month = Number(label.slice(4, 6)) - 1;
  const day = tables.period === "day" ? Number(label.slice(6, 8)) : 1;
  return {
    table: `${tables.name}_${label}`,
    label,
    fromMs: Date.UTC(year, month, day),
    untilMs: tables.period === "day" ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1),
  };
}
