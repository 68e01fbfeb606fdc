// What every engine must do the same with facts and transcripts; a part of the contract of the results.
import { describe, expect, it } from "vitest";
import type { FactChange } from "../../src/core/fleet/index.ts";
import type { ResultBatch, Store } from "../../src/io/store/index.ts";
import { factChangesOf, factFor, transcriptFor } from "./result-samples.ts";

const EDGE_MS = Date.UTC(2026, 9, 31, 23, 58);

/** A store, and a tenant and target that no other test has. */
interface FactsBench {
  readonly store: Store;
  readonly tenant: number;
  readonly target: number;
}

async function record({ store }: FactsBench, more: Partial<ResultBatch>): Promise<void> {
  await store.results.record({ rows: [], states: [], facts: [], transcripts: [], groups: new Map(), ...more }, []);
}

export function factsContract(bench: FactsBench): void {
  describe("facts", () => {
    it("are given of those hosts alone whose certificate ends before a moment", async () => {
      const next = bench.target + 1;
      await record(bench, {
        facts: [
          factFor(bench, "certificateNotAfterMs", null, EDGE_MS, EDGE_MS),
          { ...factFor(bench, "certificateNotAfterMs", null, EDGE_MS + 1, EDGE_MS), target: next },
          { ...factFor(bench, "osBuild", null, "10.0.1", EDGE_MS), target: next + 1 },
        ],
      });
      expect(await bench.store.results.allFacts(bench.tenant)).toHaveLength(3);
      expect(await bench.store.results.allFacts(bench.tenant, EDGE_MS)).toEqual([]);
      expect(await bench.store.results.allFacts(bench.tenant, EDGE_MS + 1)).toEqual([
        { target: bench.target, vantage: 0, facts: { certificateNotAfterMs: EDGE_MS } },
      ]);
      expect(await bench.store.results.allFacts(bench.tenant, EDGE_MS + 2)).toHaveLength(2);
    });

    it("are what changed last, and every change is there once, newest first, page by page", async () => {
      const changes = [
        factFor(bench, "osBuild", null, "10.0.1", EDGE_MS),
        factFor(bench, "certificate", null, "aa", EDGE_MS),
        {
          ...factFor(bench, "certificate", "aa", "b\0b", EDGE_MS + 1),
          judgement: { verdict: "early", rule: "renewed" },
        },
        factFor(bench, "certificateNameMatches", null, false, EDGE_MS + 2),
        { ...factFor(bench, "clockSkewMinutes", null, -3, EDGE_MS + 3), vantage: 5 },
      ] as const satisfies readonly FactChange[];
      await record(bench, { facts: changes.slice(1) });
      await record(bench, { facts: changes });
      await record(bench, { facts: [factFor(bench, "certificate", "00", "aa", EDGE_MS - 9)] });
      const known = { osBuild: "10.0.1", certificate: "b\0b", certificateNameMatches: false };
      expect(await bench.store.results.facts(bench.tenant, bench.target, 0)).toEqual(known);
      expect(await bench.store.results.facts(bench.tenant, bench.target)).toEqual({ ...known, clockSkewMinutes: -3 });
      expect(await bench.store.results.allFacts(bench.tenant)).toEqual([
        { target: bench.target, vantage: 0, facts: known },
        { target: bench.target, vantage: 5, facts: { clockSkewMinutes: -3 } },
      ]);
      const seen = await factChangesOf(bench.store, bench.tenant, 2);
      expect(seen.map(({ fact, atMs }) => `${fact} ${atMs - EDGE_MS}`)).toEqual([
        "clockSkewMinutes 3",
        "certificateNameMatches 2",
        "certificate 1",
        "osBuild 0",
        "certificate 0",
        "certificate -9",
      ]);
      expect(seen[2]).toEqual(changes[2]);
      const some = await bench.store.results.factChanges(bench.tenant, {
        fact: "certificate",
        fromMs: EDGE_MS,
        untilMs: EDGE_MS + 1,
      });
      expect(some).toEqual({ items: [changes[1]], next: null });
      expect((await bench.store.results.factChanges(bench.tenant, { target: bench.target + 1 })).items).toEqual([]);
      await expect(bench.store.results.factChanges(bench.tenant, { cursor: "x" })).rejects.toMatchObject({
        trouble: "conflict",
      });
    });
  });

  describe("transcripts", () => {
    it("are kept one for each reason, the newest, until all of them together are too large", async () => {
      const long = Array.from({ length: 3000 }, (_, index) => `> ${index * 7919}`).join("\n");
      const texts = [
        transcriptFor(bench, "first-failure", EDGE_MS, "first 连接"),
        transcriptFor(bench, "latest", EDGE_MS + 1, "one"),
        transcriptFor(bench, "latest", EDGE_MS + 2, long),
      ];
      await record(bench, { transcripts: texts });
      await record(bench, { transcripts: texts.slice(1, 2) });
      expect(await bench.store.results.transcripts(bench.tenant, bench.target)).toEqual([texts[2], texts[0]]);
      expect(await bench.store.results.transcripts(bench.tenant + 1, bench.target)).toEqual([]);
      const forever = { rawDays: 9999, hourDays: 9999, dayDays: 9999, minuteDays: 9999 };
      await bench.store.results.retain({ ...forever, transcriptBytes: 1e9 }, EDGE_MS);
      expect(await bench.store.results.transcripts(bench.tenant, bench.target)).toHaveLength(2);
      await bench.store.results.retain({ ...forever, transcriptBytes: 10 }, EDGE_MS);
      expect(await bench.store.results.transcripts(bench.tenant, bench.target)).toEqual([]);
    });
  });
}
