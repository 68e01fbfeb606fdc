import type { Database } from "../../src/io/store/index.ts";

/**
 * Bytes of each table with its indexes, on PostgreSQL heap, index and large values apart; tables of days and months count
 * under their name without the date.
 */
export async function tableSizes(database: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await database.read(
    database.dialect === "sqlite"
      ? `SELECT m.tbl_name AS name, sum(d.pgsize) AS bytes FROM dbstat d JOIN sqlite_schema m ON m.name = d.name
         WHERE d.aggregate = TRUE GROUP BY m.tbl_name`
      : `SELECT relname AS name, pg_table_size(oid) - coalesce(pg_total_relation_size(nullif(reltoastrelid, 0)), 0) AS bytes,
           pg_indexes_size(oid) AS index_bytes, coalesce(pg_total_relation_size(nullif(reltoastrelid, 0)), 0) AS large_bytes
         FROM pg_class WHERE relkind = 'r' AND pg_table_is_visible(oid) AND relname NOT LIKE 'pg\\_%'`,
  );
  const sizes = new Map<string, number>();
  for (const row of rows) {
    const name = String(row["name"]).replace(/_\d+$/u, "");
    for (const [part, column] of PARTS) {
      const bytes = Number(row[column] ?? 0);
      if (bytes > 0) sizes.set(`${name}${part}`, (sizes.get(`${name}${part}`) ?? 0) + bytes);
    }
  }
  return sizes;
}

/** SQLite has one column, its indexes included. */
const PARTS = [
  ["", "bytes"],
  [" index", "index_bytes"],
  [" large values", "large_bytes"],
] as const;

/** What some time at 10,000 hosts a minute (`partsInHour` of it are an hour) makes of a day. */
export function bytesADay(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  partsInHour: number,
): ReadonlyMap<string, number> {
  const day = new Map<string, number>();
  for (const [table, bytes] of after) {
    const grown = bytes - (before.get(table) ?? 0);
    // Rows of days are there once, whatever the hour; all others come 24 times.
    day.set(table, ONCE_A_DAY.has(table.replace(/ .*$/u, "")) ? grown : 24 * partsInHour * grown);
  }
  return day;
}

/** The day's rollup grows with what lies in it, not with the hours; states and facts do not grow at all. */
const ONCE_A_DAY: ReadonlySet<string> = new Set(["host_day", "host_state", "host_facts"]);
