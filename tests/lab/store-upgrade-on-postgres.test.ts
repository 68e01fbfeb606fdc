// A PostgreSQL that holds days of results as version 1 laid them out, taken over by this program.
import { beforeAll, describe, expect, it } from "vitest";
import { needs, openLab, postgresql } from "../../lab/index.ts";
import type { Lab, PostgresqlServer } from "../../lab/index.ts";
import type { CheckRow } from "../../src/core/fleet/index.ts";
import { openPostgres, openStore } from "../../src/io/store/index.ts";
import type { Store } from "../../src/io/store/index.ts";
import { FAILING } from "./result-samples.ts";

const [TENANT, TARGET] = [7, 70_000];
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** The last day that began under version 1. */
const OLD_MS = Date.UTC(2026, 10, 22);

function rowAt(slotMs: number, more: Partial<CheckRow> = {}): CheckRow {
  return {
    tenant: TENANT,
    target: TARGET,
    vantage: 0,
    slotMs,
    kind: "interval",
    atMs: slotMs + 12,
    verdict: "healthy",
    failedStage: null,
    causes: [],
    stagesUs: { dns: 300, tcp: 1100, x224: 2200, tls: 5300, credssp: 4100 },
    totalUs: 13_000,
    excluded: false,
    ...more,
  };
}

const HEALTHY = rowAt(OLD_MS + 60 * MINUTE_MS);
const FAILED = rowAt(OLD_MS + 61 * MINUTE_MS, { ...FAILING, vantage: 3 });

/** Takes back what version 2 did, and writes two rows with the columns and numbers of version 1. */
async function backToVersion1(url: string): Promise<void> {
  const database = await openPostgres(url);
  try {
    await database.run("DROP TABLE packed_result");
    await database.run("UPDATE schema_version SET version = 1 WHERE name = 'results'");
    await database.run(
      `CREATE TABLE result_20261122 PARTITION OF result FOR VALUES FROM (${OLD_MS}) TO (${OLD_MS + DAY_MS})`,
    );
    await database.run("INSERT INTO cause_set (id, causes) VALUES (900, ?)", [JSON.stringify(FAILED.causes)]);
    await database.run(
      `INSERT INTO result (slot_ms, target, tenant, total_us, dns_us, tcp_us, x224_us, tls_us, credssp_us, late_ms, causes,
         vantage, kind, outcome)
       VALUES (?, ?, ?, 13000, 300, 1100, 2200, 5300, 4100, 12, 0, 0, 0, 0),
         (?, ?, ?, 3300, -1, 1100, 2200, -1, -1, 12, 900, 3, 0, 34)`,
      [HEALTHY.slotMs, TARGET, TENANT, FAILED.slotMs, TARGET, TENANT],
    );
  } finally {
    await database.close();
  }
}

describe("results of version 1 on PostgreSQL", () => {
  let lab: Lab;
  let server: PostgresqlServer;
  const open = async (): Promise<Store> => openStore({ folder: lab.makeFolder("store"), url: server.url });
  beforeAll(async () => {
    needs(
      (reason) => {
        throw new Error(reason);
      },
      { packages: ["database"] },
    );
    lab = openLab();
    server = await postgresql(lab);
    await (await open()).close();
    await backToVersion1(server.url);
    return async () => lab.close();
  });

  it("are read, go on to their day's end without a row twice, and go with their day", async () => {
    const store = await open();
    try {
      const record = async (rows: readonly CheckRow[]): Promise<number> =>
        store.results.record({ rows, states: [], facts: [], transcripts: [], groups: new Map() }, []);
      const rows = async (): Promise<readonly CheckRow[]> => store.results.rows(TENANT, TARGET, 0, 2 * OLD_MS, 100);
      expect(await rows()).toEqual([HEALTHY, FAILED]);

      // Delivered again, with what comes after them on that day and the next.
      const full = rowAt(OLD_MS + 70 * MINUTE_MS, { kind: "full", totalUs: 20_000 });
      const late = rowAt(OLD_MS + DAY_MS - 1, FAILING);
      const next = rowAt(OLD_MS + DAY_MS);
      expect(await record([HEALTHY, FAILED, full, late, next])).toBe(3);
      expect(await record([HEALTHY, late, next])).toBe(0);
      // A slot that two kinds share counts once, in the old layout too.
      const shared = { ...full, kind: "interval", totalUs: 12_000 } as const;
      expect(await record([shared])).toBe(1);
      const hours = await store.results.hostRollups(TENANT, [TARGET], "hour", OLD_MS, OLD_MS + 2 * DAY_MS);
      expect(hours.map(({ checks, failing }) => [checks, failing])).toEqual([
        [1, 0],
        [1, 1],
        [1, 0],
      ]);
      expect(await rows()).toEqual([HEALTHY, FAILED, shared, full, late, next]);
      expect(await store.results.days()).toEqual([OLD_MS, OLD_MS + DAY_MS]);

      const forever = { hourDays: 9999, dayDays: 9999, minuteDays: 9999, transcriptBytes: 1e9 };
      const { droppedDays } = await store.results.retain({ ...forever, rawDays: 1 }, OLD_MS + 2 * DAY_MS);
      expect(droppedDays).toEqual(["20261122"]);
      expect(await rows()).toEqual([next]);
    } finally {
      await store.close();
    }
  });
});
