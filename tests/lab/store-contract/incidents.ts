import { describe, expect, it } from "vitest";
import type { TimelineEntry } from "../../../src/core/incident/index.ts";
import type { Store } from "../../../src/io/store/index.ts";
import { allPages, type Bench, deliveryFor, incidentFor, NOW, troubleOf } from "./bench.ts";

export function incidentContract(bench: Bench): void {
  describe("incidents", () => {
    it("are written with timeline, deliveries and a line of the stream, all or nothing", async () => {
      const id = (await bench.store.incidents.highestId()) + 1;
      const incident = incidentFor(bench.tenant, id);
      const { last } = await bench.store.changes.since(bench.tenant, 0, 0);
      const delivery = deliveryFor(bench.tenant, `d-${bench.tenant}`);
      const entries = [entry(bench, id), entry(bench, id, { kind: "note", by: "ann", atMs: NOW - 1 })];
      await bench.store.incidents.apply({ incidents: [incident], entries }, [delivery], null, NOW);
      expect(await bench.store.incidents.get(bench.tenant, id)).toEqual(incident);
      expect(await bench.store.incidents.get(bench.tenant + 1000, id)).toBeNull();
      expect(await bench.store.incidents.timeline(bench.tenant, id)).toEqual(entries);
      expect((await bench.store.outbox.list(bench.tenant, {})).items).toEqual([delivery]);
      const { lines } = await bench.store.changes.since(bench.tenant, last, 10);
      expect(lines).toMatchObject([{ kind: "incident", id: String(id), atMs: NOW }]);
      expect(await bench.store.incidents.highestId()).toBe(id);
    });

    it("applied a second time change nothing; over a later revision they are refused", async () => {
      const id = (await bench.store.incidents.highestId()) + 1;
      const change = { incidents: [incidentFor(bench.tenant, id, { revision: 2 })], entries: [entry(bench, id)] };
      const delivery = deliveryFor(bench.tenant, `d-${bench.tenant}`);
      await bench.store.incidents.apply(change, [delivery], null, NOW);
      await bench.store.outbox.settle(delivery.id, {
        state: "delivered",
        attempts: 1,
        nextAttemptMs: NOW,
        deliveredMs: NOW,
      });
      await bench.store.incidents.apply(change, [delivery], null, NOW);
      expect(await bench.store.incidents.timeline(bench.tenant, id)).toHaveLength(1);
      expect((await bench.store.outbox.list(bench.tenant, {})).items).toMatchObject([
        { state: "delivered", deliveredMs: NOW },
      ]);
      const stale = { incidents: [incidentFor(bench.tenant, id, { revision: 2, assignee: "bob" })], entries: [] };
      expect(await troubleOf(bench.store.incidents.apply(stale, [], null, NOW))).toBe("conflict");
    });

    it("of several who change one at once let one through", async () => {
      const id = (await bench.store.incidents.highestId()) + 1;
      const assignees = ["ann", "bob", "eve", "joe"];
      const outcomes = async (revision: number): Promise<readonly string[]> =>
        Promise.all(
          assignees.map(async (assignee) => {
            const incidents = [incidentFor(bench.tenant, id, { revision, assignee })];
            return troubleOf(bench.store.incidents.apply({ incidents, entries: [] }, [], null, NOW));
          }),
        );
      for (const revision of [1, 2, 3]) {
        expect((await outcomes(revision)).toSorted()).toEqual(["conflict", "conflict", "conflict", "none"]);
      }
    });

    it("are refused under a lease that somebody else took, and leave nothing behind", async () => {
      const name = `judge-${bench.tenant}`;
      const [mine] = await bench.store.leases.claim("a", [name], 1, 60_000);
      if (mine === undefined) throw new Error("the lease was free");
      const id = (await bench.store.incidents.highestId()) + 1;
      await bench.store.incidents.apply({ incidents: [incidentFor(bench.tenant, id)], entries: [] }, [], mine, NOW);
      await bench.store.leases.release([mine]);
      await bench.store.leases.claim("b", [name], 1, 60_000);
      const change = { incidents: [incidentFor(bench.tenant, id + 1)], entries: [entry(bench, id + 1)] };
      expect(
        await troubleOf(
          bench.store.incidents.apply(change, [deliveryFor(bench.tenant, `no-${bench.tenant}`)], mine, NOW),
        ),
      ).toBe("conflict");
      expect(await bench.store.incidents.get(bench.tenant, id + 1)).toBeNull();
      expect((await bench.store.outbox.list(bench.tenant, {})).items).toEqual([]);
    });

    it("are listed by filter and in pages", async () => {
      const first = (await bench.store.incidents.highestId()) + 1;
      const incidents = [
        incidentFor(bench.tenant, first, { severity: "minor" }),
        incidentFor(bench.tenant, first + 1, { openedMs: NOW - 10, severity: "critical", assignee: "ann" }),
        incidentFor(bench.tenant, first + 2, {
          state: "closed",
          closedMs: NOW - 50,
          openedMs: NOW - 100,
          cause: "tls-no-common-version",
        }),
        incidentFor(bench.tenant, first + 3, {
          members: [
            { target: 7, joinedMs: NOW },
            { target: 8, joinedMs: NOW },
          ],
        }),
      ];
      await bench.store.incidents.apply({ incidents, entries: [] }, [], null, NOW);
      const ids = async (filter: Parameters<Store["incidents"]["list"]>[1]): Promise<readonly number[]> =>
        (
          await allPages(async (cursor) =>
            bench.store.incidents.list(bench.tenant, {
              ...filter,
              limit: 2,
              ...(cursor === undefined ? {} : { cursor }),
            }),
          )
        ).map(({ id }) => id - first);
      expect(await ids({})).toEqual([3, 0, 1, 2]);
      expect(await ids({ sort: "severity" })).toEqual([1, 3, 2, 0]);
      expect(await ids({ sort: "members" })).toEqual([3, 0, 1, 2]);
      expect(await ids({ state: ["closed"] })).toEqual([2]);
      expect(await ids({ state: [] })).toEqual([]);
      expect(await ids({ severity: ["critical", "minor"] })).toEqual([0, 1]);
      expect(await ids({ cause: "tls-no-common-version" })).toEqual([2]);
      expect(await ids({ target: 8 })).toEqual([3]);
      expect(await ids({ assignee: "ann" })).toEqual([1]);
      expect(await ids({ openedFromMs: NOW - 10, openedUntilMs: NOW })).toEqual([1]);
      expect((await bench.store.incidents.list(bench.tenant, { limit: 1 })).total).toBe(4);
      const current = async (withinMs: number): Promise<readonly number[]> =>
        (await bench.store.incidents.current(withinMs, NOW))
          .filter((one) => one.tenant === bench.tenant)
          .map(({ id }) => id - first);
      expect(await current(49)).toEqual([0, 1, 3]);
      expect(await current(50)).toEqual([0, 1, 2, 3]);
    });
  });
}

const entry = (bench: Bench, id: number, more: Partial<TimelineEntry> = {}): TimelineEntry => ({
  incident: id,
  tenant: bench.tenant,
  atMs: NOW,
  kind: "opened",
  by: "rdpulse",
  detail: { text: "值班 'quoted'" },
  ...more,
});
