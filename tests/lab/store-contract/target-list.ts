import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TargetSettings } from "../../../src/core/fleet/index.ts";
import type { TargetFilter } from "../../../src/io/store/index.ts";
import { allPages, type Bench, NOW, stateFor, troubleOf } from "./bench.ts";

export function targetListContract(bench: Bench): void {
  describe("the list of targets", () => {
    const fleet: readonly TargetSettings[] = [
      { name: "Alpha", host: "10.0.0.1", site: "Berlin", gateway: "gw1", tags: { role: "web" } },
      { name: "beta", host: "10.0.0.2", site: "Rom", gateway: "gw1", pool: "farm_1", tags: { role: "db" } },
      { name: "Gamma%", host: "rds.example.com", site: "Berlin", balancer: "lb1" },
      { name: "数据库", host: "10.0.0.4", site: "北京" },
    ];

    it.each<readonly [TargetFilter, readonly string[]]>([
      [{}, ["Alpha", "beta", "Gamma%", "数据库"]],
      [{ descending: true }, ["数据库", "Gamma%", "beta", "Alpha"]],
      [{ search: "ALPHA" }, ["Alpha"]],
      [{ search: "a%" }, ["Gamma%"]],
      [{ search: "_" }, []],
      [{ search: "rom" }, ["beta"]],
      [{ search: "ro" }, []],
      [{ search: "example" }, ["Gamma%"]],
      [{ search: "据" }, ["数据库"]],
      [{ site: "Berlin" }, ["Alpha", "Gamma%"]],
      [{ gateway: "gw1", site: "Rom" }, ["beta"]],
      [{ pool: "farm_1" }, ["beta"]],
      [{ balancer: "lb1" }, ["Gamma%"]],
      [{ tag: ["role", "web"] }, ["Alpha"]],
      [{ tag: ["role", "' OR 1=1 --"] }, []],
      [{ status: ["unknown"] }, ["Alpha", "beta", "Gamma%", "数据库"]],
      [{ status: ["down"] }, []],
      [{ status: [] }, []],
      [{ sort: "host" }, ["Alpha", "beta", "数据库", "Gamma%"]],
    ])("%j gives %j", async (filter, expected) => {
      await bench.store.targets.putAll(bench.tenant, fleet, "api", NOW);
      expect(await namesOf(bench, filter)).toEqual(expected);
    });

    it("sorts by state, by fact and by time, joined with what the results know", async () => {
      const targets = await bench.store.targets.putAll(bench.tenant, fleet, "api", NOW);
      const [alpha, beta, gamma] = targets.map(({ id }) => id);
      if (alpha === undefined || beta === undefined || gamma === undefined) throw new Error("targets were put");
      const states = [
        stateFor(bench.tenant, alpha, "up", { totalUs: 300 }),
        stateFor(bench.tenant, beta, "down", {
          sinceMs: NOW - 1,
          totalUs: 900,
          causes: [{ id: "dns-name-or-address-wrong", effect: "blocks", confidence: 0.9 }],
        }),
        stateFor(bench.tenant, gamma, "down", { sinceMs: NOW - 9, totalUs: 600 }),
        // Seen as down from elsewhere: the worst of them stands for the target.
        stateFor(bench.tenant, alpha, "suspect", { vantage: 3, totalUs: 100 }),
      ];
      const fact = (target: number, atMs: number) =>
        ({ tenant: bench.tenant, target, vantage: 0, atMs, before: null }) as const;
      await bench.store.results.record(
        {
          rows: [],
          states,
          facts: [
            { ...fact(beta, NOW), fact: "osBuild", after: "10.0.20348" },
            { ...fact(beta, NOW), fact: "certificateNotAfterMs", after: NOW + 9 },
            { ...fact(gamma, NOW), fact: "certificateNotAfterMs", after: NOW + 5 },
          ],
          transcripts: [],
          groups: new Map(),
        },
        [],
      );
      expect(await namesOf(bench, { sort: "worst" })).toEqual(["Gamma%", "beta", "Alpha", "数据库"]);
      expect(await namesOf(bench, { sort: "worst", descending: true })).toEqual(["数据库", "Alpha", "beta", "Gamma%"]);
      expect(await namesOf(bench, { sort: "certificate" })).toEqual(["Gamma%", "beta", "Alpha", "数据库"]);
      expect(await namesOf(bench, { sort: "total" })).toEqual(["数据库", "Alpha", "Gamma%", "beta"]);
      expect(await namesOf(bench, { status: ["down", "suspect"], sort: "since" })).toEqual(["Gamma%", "beta", "Alpha"]);
      expect(await namesOf(bench, { build: "10.0.20348" })).toEqual(["beta"]);
      expect(await namesOf(bench, { cause: "dns-name-or-address-wrong" })).toEqual(["beta"]);
      const { items, total } = await bench.store.targets.list(bench.tenant, { sort: "name" });
      expect(total).toBe(4);
      expect(items[0]?.state).toEqual(states[3]);
      expect(items[1]).toEqual({
        target: targets[1],
        state: states[1],
        facts: { osBuild: "10.0.20348", certificateNotAfterMs: NOW + 9 },
      });
      expect(items[3]).toEqual({ target: targets[3], state: null, facts: {} });
      await bench.store.targets.remove(bench.tenant, [beta]);
      expect(await bench.store.results.states(bench.tenant, [beta])).toEqual([]);
    });

    it("gives every target once and in order, however the pages are cut", async () => {
      const sites = fc.constantFrom("", "a", "B", "ü");
      const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { maxLength: 25 });
      const sorts = fc.constantFrom("worst" as const, "name" as const, "host" as const, "site" as const);
      await fc.assert(
        fc.asyncProperty(names, sites, sorts, fc.boolean(), fc.integer({ min: 1, max: 9 }), async (...drawn) => {
          const [list, site, sort, descending, limit] = drawn;
          bench.nextTenant();
          const usable = [...new Set(list.map((name) => name.replaceAll("\0", "0").toWellFormed()))];
          const fleetNow = usable.map((name, index) => ({
            name,
            host: `h${index % 3}`,
            ...(index % 2 ? { site } : {}),
          }));
          const put = await bench.store.targets.putAll(bench.tenant, fleetNow, "api", NOW);
          const filter = { sort, descending } as const;
          const paged = await allPages(async (cursor) =>
            bench.store.targets.list(bench.tenant, { ...filter, limit, ...(cursor === undefined ? {} : { cursor }) }),
          );
          const whole = await bench.store.targets.list(bench.tenant, { ...filter, limit: 1000 });
          expect(paged).toEqual(whole.items);
          expect(paged.map(({ target }) => target.id).toSorted((a, b) => a - b)).toEqual(put.map(({ id }) => id));
          expect(whole.total).toBe(put.length);
        }),
        { numRuns: 15 },
      );
    });

    it("goes on in the order in which it began, and in no other", async () => {
      await bench.store.targets.putAll(bench.tenant, fleet, "api", NOW);
      const { next } = await bench.store.targets.list(bench.tenant, { sort: "since", limit: 1 });
      const cursor = next ?? "";
      expect(await namesOf(bench, { sort: "since", cursor })).toHaveLength(3);
      for (const other of [{ sort: "total" }, { sort: "since", descending: true }] as const) {
        expect(await troubleOf(bench.store.targets.list(bench.tenant, { ...other, cursor }))).toBe("conflict");
      }
    });

    it.each(["", "x", "WzFd", "!!!", "WyJhIiwiYiIsImMiXQ"])("turns the cursor %j down", async (cursor) => {
      expect(await troubleOf(bench.store.targets.list(bench.tenant, { sort: "name", cursor }))).toBe("conflict");
    });
  });
}

const namesOf = async (bench: Bench, filter: TargetFilter): Promise<readonly string[]> =>
  (await bench.store.targets.list(bench.tenant, { sort: "name", ...filter })).items.map(({ target }) => target.name);
