import { createHash } from "node:crypto";
import type { Queries, SqlRow, SqlValue } from "../database/database.ts";
import type { StoreDatabases } from "../open-store.ts";
import { HOST_DAY_TABLES, HOST_HOUR_TABLES, readerOf, tablesWithin } from "../results/period-tables.ts";
import type { Reader } from "../results/period-tables.ts";
import { integerIn, places } from "../state/columns.ts";
import { asExported, EXPORT_SCHEMA, ROLLUP_TABLES, STATE_TABLES } from "./exported-tables.ts";
import type { ExportedTable } from "./exported-tables.ts";

const PAGE_ROWS = 1000;

export interface ExportReport {
  readonly lines: number;
  /** Rows of each table. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Gives the store as lines of JSON that either engine can take in: configuration, incidents, secrets as they are encrypted,
 * and rollups; no single results. First a header, last a line with the count and the SHA-256 of all before it. `write`
 * gets several lines at a time and is waited for.
 */
export async function exportStore(
  { state, results }: Pick<StoreDatabases, "state" | "results">,
  write: (text: string) => Promise<void>,
  nowMs: number,
): Promise<ExportReport> {
  const hash = createHash("sha256");
  const rows: Record<string, number> = {};
  let lines = 0;
  const put = async (values: readonly unknown[]): Promise<void> => {
    const text = values.map((value) => `${JSON.stringify(value)}\n`).join("");
    hash.update(text);
    lines += values.length;
    await write(text);
  };
  const putTable = async (reader: Reader, name: string, from: string, table: ExportedTable): Promise<void> => {
    rows[name] ??= 0;
    for await (const page of pagesOf(reader, from, table)) {
      rows[name] += page.length;
      await put(page.map((row) => ({ table: name, ...asExported(table, row) })));
    }
  };
  const fromState = readerOf(state);
  const [counter] = await fromState.all("SELECT value FROM counter WHERE name = 'target-id'");
  await put([
    {
      schema: EXPORT_SCHEMA,
      exportedAt: new Date(nowMs).toISOString(),
      engine: state.dialect,
      // An id of a target is never given twice, not after a move either.
      highestTargetId: counter === undefined ? 0 : integerIn(counter, "value"),
    },
  ]);
  for (const [name, table] of Object.entries(STATE_TABLES)) await putTable(fromState, name, name, table);
  const fromResults = readerOf(results);
  for (const tables of [HOST_HOUR_TABLES, HOST_DAY_TABLES]) {
    const name = tables.name === "host_hour" ? "host_hour" : "host_day";
    for (const one of await tablesWithin(fromResults, tables, -Infinity, Infinity)) {
      await putTable(fromResults, name, one.table, ROLLUP_TABLES[name]);
    }
  }
  for (const name of ["group_rollup", "count_sheet"] as const) {
    await putTable(fromResults, name, name, ROLLUP_TABLES[name]);
  }
  const report = { lines, rows };
  await write(`${JSON.stringify({ end: true, lines, sha256: hash.digest("hex") })}\n`);
  return report;
}

/** The rows of a table in the order of its key, a page at a time. */
async function* pagesOf(
  reader: Pick<Queries, "all">,
  from: string,
  { columns, key }: ExportedTable,
): AsyncGenerator<readonly SqlRow[]> {
  const order = key.join(", ");
  let after: readonly SqlValue[] = [];
  for (;;) {
    const beyond = after.length === 0 ? "" : `WHERE (${order}) > (${places(key.length)})`;
    const page = await reader.all(
      `SELECT ${Object.keys(columns).join(", ")} FROM ${from} ${beyond} ORDER BY ${order} LIMIT ${PAGE_ROWS}`,
      after,
    );
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_ROWS) return;
    after = key.map((column) => last[column] ?? null);
  }
}
