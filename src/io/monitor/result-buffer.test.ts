import { describe, expect, it } from "vitest";
import type { CheckRow, FactChange, HostState } from "../../core/fleet/index.ts";
import { ResultBuffer, type Finished } from "./result-buffer.ts";
import { type Lease, StoreFailure, type ChangeLine, type ResultBatch } from "../store/index.ts";

function finished(target: number, slotMs: number): Finished {
  const row: CheckRow = {
    tenant: 1,
    target,
    vantage: 0,
    slotMs,
    kind: "interval",
    atMs: slotMs,
    verdict: "healthy",
    failedStage: null,
    causes: [],
    stagesUs: {},
    totalUs: 1000,
    excluded: false,
  };
  const state: HostState = {
    tenant: 1,
    target,
    vantage: 0,
    status: "up",
    sinceMs: 0,
    lastSlotMs: slotMs,
    lastKind: "interval",
    lastAtMs: slotMs,
    lastFullMs: null,
    lastSuccessMs: slotMs,
    verdict: "healthy",
    failedStage: null,
    causes: [],
    totalUs: 1000,
    failures: 0,
    turnsMs: [],
  };
  return { row, state, facts: [], transcript: null, groups: ["fleet"] };
}

function changed(target: number, fact: FactChange["fact"]): FactChange {
  return { tenant: 1, target, vantage: 0, atMs: 5, fact, before: null, after: "10.0.20348" };
}

/** Takes batches as long as `trouble` is undefined. */
class Sink {
  readonly batches: ResultBatch[] = [];
  trouble: StoreFailure | undefined;

  readonly told: Omit<ChangeLine, "seq">[] = [];

  get store(): ConstructorParameters<typeof ResultBuffer>[0] {
    return {
      results: {
        record: async (batch) => {
          if (this.trouble !== undefined) throw this.trouble;
          this.batches.push(batch);
          return batch.rows.length;
        },
      },
      changes: { append: async (lines) => void this.told.push(...lines) },
    };
  }

  get slots(): readonly number[] {
    return this.batches.flatMap(({ rows }) => rows.map(({ slotMs }) => slotMs));
  }
}

const LEASE: Lease = { name: "watch/1", owner: "me", epoch: 1, untilMs: 0 };

describe("ResultBuffer", () => {
  it("writes everything once and in order, whatever the store does in between", async () => {
    const sink = new Sink();
    const heard: (string | null)[] = [];
    const buffer = new ResultBuffer(
      sink.store,
      () => [LEASE],
      (failure) => heard.push(failure?.trouble ?? null),
    );
    buffer.add(finished(1, 1));
    sink.trouble = new StoreFailure("gone", "PostgreSQL: gone");
    await buffer.flush();
    buffer.add(finished(1, 2));
    await buffer.flush();
    expect(buffer.waiting).toBe(2);
    sink.trouble = undefined;
    expect(await buffer.close()).toBe(0);
    expect(sink.slots).toEqual([1, 2]);
    expect(heard).toEqual(["gone", "gone", null]);
  });

  it("writes nothing while this process holds no lease", async () => {
    const sink = new Sink();
    let leases: readonly Lease[] = [];
    const buffer = new ResultBuffer(
      sink.store,
      () => leases,
      () => undefined,
    );
    buffer.add(finished(1, 1));
    await buffer.flush();
    expect(sink.slots).toEqual([]);
    leases = [LEASE];
    await buffer.close();
    expect(sink.slots).toEqual([1]);
  });

  it("gives a batch up that the store will never take, and says so", async () => {
    const sink = new Sink();
    const buffer = new ResultBuffer(
      sink.store,
      () => [LEASE],
      () => undefined,
    );
    sink.trouble = new StoreFailure("conflict", "no such column");
    buffer.add(finished(1, 1));
    await buffer.flush();
    sink.trouble = undefined;
    buffer.add(finished(1, 2));
    await buffer.close();
    expect(sink.slots).toEqual([2]);
    expect(buffer.dropped).toBe(1);
  });

  it("hands over the last state of a target, and all of its rows", async () => {
    const sink = new Sink();
    const buffer = new ResultBuffer(
      sink.store,
      () => [LEASE],
      () => undefined,
    );
    for (const slotMs of [1, 2, 3]) buffer.add(finished(7, slotMs));
    await buffer.close();
    expect(sink.batches.map(({ rows, states }) => [rows.length, states.map(({ lastSlotMs }) => lastSlotMs)])).toEqual([
      [3, [3]],
    ]);
  });

  it("tells of which hosts something else is known, and in a storm that it is of all", async () => {
    const sink = new Sink();
    const buffer = new ResultBuffer(
      sink.store,
      () => [LEASE],
      () => undefined,
    );
    buffer.add({ ...finished(7, 1), facts: [changed(7, "osBuild"), changed(7, "netbiosName")] });
    buffer.add(finished(8, 1));
    await buffer.flush();
    expect(sink.told).toEqual([
      { tenant: 1, atMs: 5, kind: "facts", id: "7", detail: { facts: ["osBuild", "netbiosName"] } },
    ]);
    for (let target = 1; target <= 300; target += 1) {
      buffer.add({ ...finished(target, 2), facts: [changed(target, "osBuild")] });
    }
    await buffer.close();
    expect(sink.told.slice(1)).toEqual([{ tenant: 1, atMs: 5, kind: "facts", id: "*", detail: null }]);
  });
});
