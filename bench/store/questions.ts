import { DEFAULT_TENANT } from "../../src/core/fleet/index.ts";
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
      naive: async () => (await scan(database, LAST_OF_EACH, [])).length,
    },
    {
      name: "one host, 7 days, p50 p95 p99 an hour",
      ask: async () => {
        const rollups = await store.results.hostRollups(DEFAULT_TENANT, [one], "hour", weekMs, NOW_MS);
        return rollups.filter(({ total }) => [0.5, 0.95, 0.99].every((share) => total.quantile(share) !== null)).length;
      },
      naive: async () =>
        bandsOf(await scan(database, ROWS_OF_ONE, [one, weekMs, NOW_MS], { fromMs: weekMs, untilMs: NOW_MS })),
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

const LAST_OF_EACH = "SELECT target, max(slot_ms) AS slot_ms FROM TABLE_NAME GROUP BY target";
const ROWS_OF_ONE =
  "SELECT slot_ms, total_us FROM TABLE_NAME WHERE tenant = 1 AND target = ? AND slot_ms >= ? AND slot_ms < ?";
const SUCCESS_OF_EACH = `SELECT target, count(*) AS checks, sum(CASE WHEN outcome % 4 < 2 THEN 1 ELSE 0 END) AS successes
  FROM TABLE_NAME WHERE slot_ms >= ? AND slot_ms < ? GROUP BY target`;

/** Over the rows themselves: PostgreSQL in one statement, SQLite table by table as it has one a day. */
async function scan(
  database: Database,
  sql: string,
  parameters: readonly number[],
  within: { readonly fromMs: number; readonly untilMs: number } = { fromMs: -Infinity, untilMs: Infinity },
): Promise<readonly SqlRow[]> {
  if (database.dialect === "postgres") return database.read(sql.replace("TABLE_NAME", "result"), parameters);
  const tables = await database.read("SELECT name FROM sqlite_schema WHERE name GLOB 'result_[0-9]*' ORDER BY name");
  const found: SqlRow[] = [];
  for (const { name } of tables) {
    const dayMs = Date.parse(String(name).replace(/^result_(\d{4})(\d\d)(\d\d)$/u, "$1-$2-$3"));
    if (dayMs + DAY_MS <= within.fromMs || dayMs >= within.untilMs) continue;
    found.push(...(await database.read(sql.replace("TABLE_NAME", String(name)), parameters)));
  }
  return found;
}

function bandsOf(rows: readonly SqlRow[]): number {
  const hours = new Map<number, number[]>();
  for (const row of rows) {
    const hour = Math.floor(Number(row["slot_ms"]) / 3_600_000);
    hours.set(hour, [...(hours.get(hour) ?? []), Number(row["total_us"])]);
  }
  let bands = 0;
  for (const values of hours.values()) {
    const sorted = values.toSorted((one, other) => one - other);
    if ([0.5, 0.95, 0.99].every((share) => sorted[Math.floor(share * (sorted.length - 1))] !== undefined)) bands += 1;
  }
  return bands;
}
