import { DEFAULT_TENANT } from "../../src/core/fleet/index.ts";
import type { CheckRow } from "../../src/core/fleet/index.ts";
import type { Database, SqlRow, Store } from "../../src/io/store/index.ts";
import { median } from "../timing.ts";
import { DAY_MS, NOW_MS } from "./fleet.ts";
import type { Fleet } from "./fleet.ts";

const ROUNDS = 15;
const NAIVE_ROUNDS = 3;

export interface Question {
  readonly name: string;
  readonly ask: () => Promise<number>;
  /** The same answer from the rows themselves; gives how many lines it has. */
  readonly naive?: () => Promise<number>;
}

export interface Answered {
  readonly name: string;
  readonly lines: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly naiveMs: number | null;
}

/** What the pages ask, and the same from a scan of all rows. */
export function questions(store: Store, database: Database, fleet: Fleet): readonly Question[] {
  const one = fleet.targets[0]?.id ?? 1;
  const weekMs = NOW_MS - 7 * DAY_MS;
  return [
    {
      name: "fleet overview",
      ask: async () => {
        const overview = await store.results.overview(DEFAULT_TENANT);
        return Object.values(overview.statuses).reduce((sum, hosts) => sum + hosts, 0);
      },
      naive: async () => new Set((await scan(database, LAST_OF_EACH, [])).map((row) => row["target"])).size,
    },
    {
      name: "one host, 7 days, p50 p95 p99 an hour",
      ask: async () => {
        const rollups = await store.results.hostRollups(DEFAULT_TENANT, [one], "hour", weekMs, NOW_MS);
        return rollups.filter(({ total }) => [0.5, 0.95, 0.99].every((share) => total.quantile(share) !== null)).length;
      },
      naive: async () => bandsOf(await store.results.rows(DEFAULT_TENANT, one, weekMs, NOW_MS, 1_000_000)),
    },
    {
      name: "30-day success of 10,000 hosts",
      ask: async () => (await store.results.hostTotals(DEFAULT_TENANT, NOW_MS - 30 * DAY_MS, NOW_MS)).length,
      naive: async () => {
        const found = await scan(database, SUCCESS_OF_EACH, [NOW_MS - 30 * DAY_MS, NOW_MS]);
        return new Set(found.map((row) => row["target"])).size;
      },
    },
    {
      name: "target list, first page",
      ask: async () => (await store.targets.list(DEFAULT_TENANT, { sort: "worst", limit: 100 })).items.length,
    },
    {
      name: "target list, searched, by certificate",
      ask: async () =>
        (await store.targets.list(DEFAULT_TENANT, { search: "rds-00", sort: "certificate", limit: 100 })).items.length,
    },
  ];
}

/** Asks each in turn, so that a machine that gets slower gets slower for all; the first round warms up. */
export async function askAll(list: readonly Question[]): Promise<readonly Answered[]> {
  const times = new Map<string, number[]>();
  const lines = new Map<string, number>();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, ask } of list) {
      const startedMs = performance.now();
      lines.set(name, await ask());
      if (round > 0) times.set(name, [...(times.get(name) ?? []), performance.now() - startedMs]);
    }
  }
  const answered: Answered[] = [];
  for (const { name, naive } of list) {
    const taken = times.get(name) ?? [];
    answered.push({
      name,
      lines: lines.get(name) ?? 0,
      medianMs: median(taken),
      p95Ms: taken.toSorted((one, other) => one - other)[Math.ceil(0.95 * taken.length) - 1] ?? Number.NaN,
      naiveMs: naive === undefined ? null : await medianOf(naive),
    });
  }
  return answered;
}

async function medianOf(ask: () => Promise<number>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < NAIVE_ROUNDS; round++) {
    const startedMs = performance.now();
    await ask();
    taken.push(performance.now() - startedMs);
  }
  return median(taken);
}

const LAST_OF_EACH = "SELECT target, max(slot_ms) AS slot_ms FROM ROWS_OF_DAY GROUP BY target";
const SUCCESS_OF_EACH = `SELECT target, count(*) AS checks, sum(CASE WHEN verdict < 2 THEN 1 ELSE 0 END) AS successes
  FROM ROWS_OF_DAY WHERE slot_ms >= ? AND slot_ms < ? GROUP BY target`;

/** Over the rows themselves, day by day, as each engine has one table a day. */
async function scan(database: Database, sql: string, parameters: readonly number[]): Promise<readonly SqlRow[]> {
  const isSqlite = database.dialect === "sqlite";
  const tables = await database.read(
    isSqlite
      ? "SELECT name FROM sqlite_schema WHERE name GLOB 'result_[0-9]*' ORDER BY name"
      : "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname ~ '^packed_result_[0-9]+$' ORDER BY relname",
  );
  const found: SqlRow[] = [];
  for (const { name } of tables) {
    const table = String(name);
    const dayMs = Date.parse(table.replace(/^.*_(\d{4})(\d\d)(\d\d)$/u, "$1-$2-$3"));
    const rows = isSqlite
      ? `(SELECT target, slot_ms, outcome % 4 AS verdict FROM ${table}) d`
      : `(SELECT target, ${dayMs} + slot / 4 AS slot_ms, get_byte(findings, 0) % 4 AS verdict FROM ${table}) d`;
    found.push(...(await database.read(sql.replace("ROWS_OF_DAY", rows), parameters)));
  }
  return found;
}

function bandsOf(rows: readonly CheckRow[]): number {
  const hours = new Map<number, number[]>();
  for (const { slotMs, totalUs } of rows) {
    const hour = Math.floor(slotMs / 3_600_000);
    const known = hours.get(hour);
    if (known === undefined) hours.set(hour, [totalUs]);
    else known.push(totalUs);
  }
  let bands = 0;
  for (const values of hours.values()) {
    const sorted = values.toSorted((one, other) => one - other);
    if ([0.5, 0.95, 0.99].every((share) => sorted[Math.floor(share * (sorted.length - 1))] !== undefined)) bands += 1;
  }
  return bands;
}
