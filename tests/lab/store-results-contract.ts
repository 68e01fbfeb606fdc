// What every engine must do the same with results. Called with a way to open the store, twice: two processes on one
// database. Tenants and targets keep the tests apart.
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CheckRow } from "../../src/core/fleet/index.ts";
import type { ResultBatch, Store } from "../../src/io/store/index.ts";
import { FAILING, factChangesOf, factFor, stateFor, transcriptFor } from "./result-samples.ts";
import { anyCheck, expectRollupsOf, plain } from "./rollup-truth.ts";
import { factsContract } from "./store-facts-contract.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Two minutes before an hour, a day and a month end. */
const EDGE_MS = Date.UTC(2026, 9, 31, 23, 58);
const EMPTY: ResultBatch = { rows: [], states: [], facts: [], transcripts: [], groups: new Map() };

let tenant = 500;
let target = 50_000;

function rowFor(slotMs: number, more: Partial<CheckRow> = {}): CheckRow {
  return {
    tenant,
    target,
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

/** The suite. `open` is called twice. */
export function resultsContract(open: () => Promise<Store>): void {
  let store: Store;
  let other: Store;
  beforeAll(async () => {
    store = await open();
    other = await open();
  });
  afterAll(async () => {
    await store.close();
    await other.close();
  });
  beforeEach(() => {
    tenant += 1;
    target += 100;
  });
  const record = async (rows: readonly CheckRow[], more: Partial<ResultBatch> = {}): Promise<number> =>
    store.results.record({ ...EMPTY, rows, ...more }, []);
  const rowsNow = async (limit = 100): Promise<readonly CheckRow[]> =>
    store.results.rows(tenant, target, 0, EDGE_MS * 2, limit);

  const hourNow = async (): Promise<unknown> =>
    (await store.results.hostRollups(tenant, [target], "hour", EDGE_MS - HOUR_MS, EDGE_MS + HOUR_MS)).map(plain);

  describe("rows", () => {
    it("gives back what was recorded, over the end of a day, in order of time", async () => {
      const rows = [
        rowFor(EDGE_MS, { verdict: "degraded", excluded: true }),
        rowFor(EDGE_MS + MINUTE_MS, FAILING),
        rowFor(EDGE_MS + MINUTE_MS, { kind: "repeat", atMs: EDGE_MS + MINUTE_MS + 5000 }),
        rowFor(EDGE_MS + 2 * MINUTE_MS, {
          kind: "full",
          stagesUs: {},
          totalUs: 0,
          verdict: "unreachable",
          failedStage: "dns",
        }),
        rowFor(EDGE_MS + 3 * MINUTE_MS, { kind: "asked", atMs: EDGE_MS, vantage: 4 }),
      ];
      expect(await record(rows.toReversed())).toBe(5);
      expect(await rowsNow()).toEqual(rows);
      expect(await rowsNow(2)).toEqual(rows.slice(0, 2));
      expect(await store.results.rows(tenant, target, 0, EDGE_MS * 2, 9, 4)).toEqual(rows.slice(4));
      expect(await store.results.rows(tenant, target, EDGE_MS + 1, EDGE_MS + 2 * MINUTE_MS, 9)).toEqual(
        rows.slice(1, 3),
      );
      expect(await store.results.rows(tenant + 1, target, 0, EDGE_MS * 2, 9)).toEqual([]);
    });

    it("takes a row once, whoever delivers it how often; the first of a day from two processes at once", async () => {
      const row = rowFor(EDGE_MS + 40 * DAY_MS);
      const batch = { ...EMPTY, rows: [row, { ...row, totalUs: 99 }] };
      const fresh = await Promise.all([store, other, store].map((one) => one.results.record(batch, [])));
      expect(fresh.reduce((sum, count) => sum + count, 0)).toBe(1);
      expect(await record([{ ...row, verdict: "failing" }])).toBe(0);
      expect(await rowsNow()).toEqual([row]);
      expect(await store.results.hostTotals(tenant, row.slotMs, row.slotMs + 1)).toMatchObject([{ checks: 1 }]);
    });

    it("keeps values that are too large or no whole numbers within bounds", async () => {
      await record([rowFor(EDGE_MS, { totalUs: 1e12, stagesUs: { tcp: 1.5, tls: -3 } })]);
      expect(await rowsNow()).toMatchObject([{ totalUs: 2_147_483_647, stagesUs: { tcp: 2, tls: 0 } }]);
    });

    it("writes all of a batch or nothing", async () => {
      const broken = stateFor(tenant, target, "up", { sinceMs: Number.NaN });
      const facts = [factFor({ tenant, target }, "osBuild", null, "10.0.1", EDGE_MS)];
      await expect(record([rowFor(EDGE_MS)], { states: [broken], facts })).rejects.toMatchObject({
        name: "StoreFailure",
      });
      expect(await rowsNow()).toEqual([]);
      expect(await store.results.hostTotals(tenant, EDGE_MS, EDGE_MS + 1)).toEqual([]);
      expect(await store.results.facts(tenant, target)).toEqual({});
    });
  });

  describe("what a slot counts for", () => {
    it("is the outcome of the repeat, and the repeat is no second sample", async () => {
      await record([rowFor(EDGE_MS, FAILING)]);
      expect(await hourNow()).toMatchObject([{ checks: 1, successes: 0, failing: 1 }]);
      await record([rowFor(EDGE_MS, { kind: "repeat" })]);
      expect(await hourNow()).toMatchObject([{ checks: 1, successes: 1, failing: 0 }]);
      const group = await store.results.groupRollups(
        tenant,
        ["cause/tls-no-common-version"],
        "minute",
        EDGE_MS,
        EDGE_MS + 1,
      );
      expect(group).toEqual([]);
    });

    it("is nothing for checks that somebody asked for, and apart for maintenance", async () => {
      await record([rowFor(EDGE_MS, { kind: "asked" }), rowFor(EDGE_MS + MINUTE_MS, { ...FAILING, excluded: true })]);
      expect(await hourNow()).toMatchObject([{ checks: 0, failing: 0, excluded: 1 }]);
    });

    it("is the same whatever the order, the batches, and how often rows come, from two processes at once", async () => {
      const script = fc.record({
        rows: fc.array(anyCheck, { minLength: 1, maxLength: 40 }),
        order: fc.infiniteStream(fc.nat()),
        sizes: fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      });
      await fc.assert(
        fc.asyncProperty(script, async ({ rows: made, order, sizes }) => {
          tenant += 1;
          target += 100;
          const distinct = new Map<string, CheckRow>();
          for (const { host, minute, ...rest } of made) {
            const row = rowFor(EDGE_MS + minute * MINUTE_MS, { ...rest, target: target + host });
            const shown = rest.verdict === "failing" ? { ...row, causes: FAILING.causes } : row;
            distinct.set(`${host} ${rest.vantage} ${minute} ${rest.kind}`, shown);
          }
          const rows = [...distinct.values()];
          const delivered = [...rows, ...rows.filter((_, index) => index % 3 === 0)]
            .map((row) => ({ row, place: order.next().value }))
            .toSorted((one, two) => one.place - two.place)
            .map(({ row }) => row);
          const groups = new Map(rows.map((row) => [row.target, [`site/${row.target % 2}`]]));
          const writing: Promise<number>[] = [];
          while (delivered.length > 0) {
            const by = writing.length % 2 === 0 ? store : other;
            writing.push(by.results.record({ ...EMPTY, rows: delivered.splice(0, sizes.next().value), groups }, []));
          }
          expect((await Promise.all(writing)).reduce((sum, fresh) => sum + fresh, 0)).toBe(rows.length);
          await expectRollupsOf(store, { tenant, target, edgeMs: EDGE_MS }, rows, groups);
        }),
        { numRuns: 25 },
      );
    });
  });

  it("adds up a target's checks over whole hours, at both ends of any time", async () => {
    const fromMs = Date.UTC(2026, 6, 1, 5);
    const rows = Array.from({ length: 200 }, (_, hour) =>
      rowFor(fromMs + hour * HOUR_MS, hour % 10 === 0 ? FAILING : {}),
    );
    await record(rows);
    for (const [from, until] of [
      [0, 200],
      [3, 9],
      [10, 60],
      [19, 67],
      [20, 43],
      [0, 1],
    ] as const) {
      const within = rows.slice(from, until);
      expect(await store.results.hostTotals(tenant, fromMs + from * HOUR_MS, fromMs + until * HOUR_MS)).toEqual([
        { target, checks: within.length, successes: within.filter(({ verdict }) => verdict === "healthy").length },
      ]);
    }
  });

  describe("leases", () => {
    it("leave out what was made under one that another process took over, and write the rest", async () => {
      const [mine, lost] = [target - (target % 64) + 64, target - (target % 64) + 65];
      const names = [`watch/${mine % 64}`, `watch/${lost % 64}`, "vantage/7"];
      const leases = await store.leases.claim(`old-${tenant}`, names, 3, 1);
      expect(leases).toHaveLength(3);
      await store.leases.release(leases);
      expect(await other.leases.claim(`new-${tenant}`, names.slice(1, 2), 1, 60_000)).toHaveLength(1);
      const batch = {
        ...EMPTY,
        rows: [mine, lost].map((id) => rowFor(EDGE_MS, { target: id })),
        states: [mine, lost].map((id) => stateFor(tenant, id, "up")),
        facts: [mine, lost].map((id) => ({
          ...factFor({ tenant, target }, "nla", null, "required", EDGE_MS),
          target: id,
        })),
        transcripts: [mine, lost].map((id) => ({
          ...transcriptFor({ tenant, target }, "latest", EDGE_MS, "x"),
          target: id,
        })),
      };
      expect(await store.results.record(batch, leases)).toBe(1);
      expect((await store.results.states(tenant)).map((state) => state.target)).toEqual([mine]);
      expect((await store.results.allFacts(tenant)).map((one) => one.target)).toEqual([mine]);
      expect(await store.results.transcripts(tenant, lost)).toEqual([]);
      // Under a lease of another name, by the caller's word.
      const share = { ...EMPTY, rows: [rowFor(EDGE_MS, { target: lost, vantage: 7 })], leaseOf: () => "vantage/7" };
      expect(await store.results.record(share, leases)).toBe(1);
      const later = { ...EMPTY, rows: [rowFor(EDGE_MS + 1, { target: lost, vantage: 7 })] };
      expect(await store.results.record({ ...later, leaseOf: () => "vantage/7/b" }, leases)).toBe(0);
      expect(await store.results.record(later, leases)).toBe(1);
      expect(
        await store.results.record({ ...later, rows: [rowFor(EDGE_MS, { target: lost, vantage: 8 })] }, leases),
      ).toBe(0);
      await store.leases.release([...(await other.leases.list())]);
    });
  });

  describe("states", () => {
    it("are the newest, whatever the order, and are told once to who asks for changes", async () => {
      const { version } = await store.results.statesSince(0);
      const newest = stateFor(tenant, target, "down", {
        lastSlotMs: EDGE_MS + MINUTE_MS,
        failures: 2,
        lastSuccessMs: EDGE_MS,
        lastFullMs: EDGE_MS - 5,
        failedStage: "credssp",
        verdict: "failing",
        causes: FAILING.causes,
        turnsMs: [EDGE_MS, EDGE_MS + MINUTE_MS],
      });
      await record([], { states: [newest] });
      await record([], { states: [stateFor(tenant, target, "up", { lastSlotMs: EDGE_MS })] });
      await record([], { states: [stateFor(tenant, target + 1, "up", { vantage: 3 })] });
      expect(await store.results.states(tenant, [target])).toEqual([newest]);
      expect(await store.results.states(tenant)).toHaveLength(2);
      expect(await store.results.states(tenant + 1)).toEqual([]);
      const since = await store.results.statesSince(version);
      expect(since.states.map((state) => state.target)).toEqual([target, target + 1]);
      expect(await store.results.statesSince(since.version)).toEqual({ version: since.version, states: [] });
      // The same check, judged anew: "unknown" because nothing came since.
      await record([], { states: [{ ...newest, status: "unknown" }] });
      expect((await store.results.statesSince(since.version)).states).toEqual([{ ...newest, status: "unknown" }]);
    });

    it("make the overview, each host once, by the worst of its vantages", async () => {
      const groups = new Map([
        [target, ["site/a"]],
        [target + 1, ["site/a", "pool/p"]],
      ]);
      const states = [
        stateFor(tenant, target, "up"),
        stateFor(tenant, target, "down", { vantage: 2, causes: FAILING.causes }),
        stateFor(tenant, target + 1, "up"),
        stateFor(tenant, target + 2, "degraded"),
      ];
      const facts = [
        { ...factFor({ tenant, target }, "osBuild", null, "10.0.20348", EDGE_MS), vantage: 2 },
        { ...factFor({ tenant, target }, "osBuild", null, "10.0.20348", EDGE_MS), target: target + 1 },
      ];
      await record([], { states, groups, facts });
      // Without word of its groups a host stays in those that it was in.
      await record([], { states: states.slice(2, 3) });
      expect(await store.results.overview(tenant)).toEqual({
        statuses: { down: 1, up: 1, degraded: 1 },
        causes: [{ cause: "tls-no-common-version", hosts: 1 }],
        groups: [
          { group: "site/a", hosts: 2, down: 1 },
          { group: "pool/p", hosts: 1, down: 0 },
        ],
        builds: [{ build: "10.0.20348", hosts: 2, down: 1 }],
      });
    });
  });

  factsContract({
    get store() {
      return store;
    },
    get tenant() {
      return tenant;
    },
    get target() {
      return target;
    },
  });

  it("drops whole days of rows and old rollups, and goes on", async () => {
    const oldMs = Date.UTC(2024, 1, 28, 12);
    const rows = [0, 1, 40].map((days) => rowFor(oldMs + days * DAY_MS));
    const facts = [-5, 0].map((days) => factFor({ tenant, target }, "nla", null, "required", oldMs + days * DAY_MS));
    await record(rows, { facts });
    const kept = await store.results.days();
    expect(kept).toEqual(expect.arrayContaining(rows.map(({ slotMs }) => Math.floor(slotMs / DAY_MS) * DAY_MS)));
    const limits = { rawDays: 10, hourDays: 39, dayDays: 45, minuteDays: 5, transcriptBytes: 1e9 };
    const { droppedDays } = await store.results.retain(limits, oldMs + 41 * DAY_MS);
    expect(droppedDays).toEqual(["20240228", "20240229"]);
    expect(await rowsNow()).toEqual(rows.slice(2));
    const starts = async (span: "hour" | "day"): Promise<readonly number[]> =>
      (await store.results.hostRollups(tenant, [target], span, 0, EDGE_MS)).map(
        ({ fromMs }) => (fromMs - oldMs) / DAY_MS,
      );
    expect(await starts("hour")).toEqual([40]);
    expect(await starts("day")).toEqual([-0.5, 0.5, 39.5]);
    const minutes = await store.results.groupRollups(tenant, ["fleet"], "minute", 0, EDGE_MS);
    expect(minutes.map(({ fromMs }) => fromMs)).toEqual([oldMs + 40 * DAY_MS]);
    expect(await store.results.hostTotals(tenant, oldMs - DAY_MS, oldMs + 50 * DAY_MS)).toEqual([
      { target, checks: 3, successes: 3 },
    ]);
    expect((await factChangesOf(store, tenant, 9)).map(({ atMs }) => atMs)).toEqual([oldMs]);
    // Late rows of a day that is gone make it anew, and are counted.
    expect(await record(rows.slice(0, 1).map((row) => ({ ...row, slotMs: row.slotMs + 1 })))).toBe(1);
    expect(await rowsNow()).toHaveLength(2);
  });
}
