import { describe, expect, it } from "vitest";
import { allPages, type Bench, deliveryFor, NOW } from "./bench.ts";

export function streamContract(bench: Bench): void {
  describe("the outbox", () => {
    it("gives what is due, oldest first, until it is settled", async () => {
      await bench.store.outbox.add([
        deliveryFor(bench.tenant, `b-${bench.tenant}`, { createdMs: NOW - 1 }),
        deliveryFor(bench.tenant, `a-${bench.tenant}`, {
          createdMs: NOW - 2,
          nextAttemptMs: NOW - 2,
          lastError: "no\0pe",
        }),
        deliveryFor(bench.tenant, `later-${bench.tenant}`, { nextAttemptMs: NOW + 1 }),
      ]);
      const due = async (atMs: number): Promise<readonly string[]> =>
        (await bench.store.outbox.due(atMs, 1000)).filter((one) => one.tenant === bench.tenant).map(({ id }) => id);
      expect(await due(NOW)).toEqual([`a-${bench.tenant}`, `b-${bench.tenant}`]);
      expect((await bench.store.outbox.due(NOW, 1)).length).toBeLessThanOrEqual(1);
      const { last } = await bench.store.changes.since(bench.tenant, 0, 0);
      const failed = { attempts: 1, lastError: "refused" } as const;
      await bench.store.outbox.settle(`a-${bench.tenant}`, { ...failed, state: "waiting", nextAttemptMs: NOW + 60 });
      await bench.store.outbox.settle(`b-${bench.tenant}`, { ...failed, state: "dead", nextAttemptMs: NOW });
      const { lines } = await bench.store.changes.since(bench.tenant, last, 9);
      expect(lines.map(({ kind, id, detail }) => [kind, id, detail])).toEqual([
        ["delivery", `a-${bench.tenant}`, { state: "waiting" }],
        ["delivery", `b-${bench.tenant}`, { state: "dead" }],
      ]);
      expect(await due(NOW + 1)).toEqual([`later-${bench.tenant}`]);
      const { items } = await bench.store.outbox.list(bench.tenant, { state: "dead", channel: "mail" });
      expect(items).toMatchObject([{ id: `b-${bench.tenant}`, lastError: "refused", attempts: 1 }]);
      expect((await bench.store.outbox.list(bench.tenant, { channel: "none" })).items).toEqual([]);
      const pages = await allPages(async (cursor) =>
        bench.store.outbox.list(bench.tenant, { limit: 1, ...(cursor === undefined ? {} : { cursor }) }),
      );
      expect(pages.map(({ id }) => id)).toEqual([`later-${bench.tenant}`, `b-${bench.tenant}`, `a-${bench.tenant}`]);
      await bench.store.outbox.prune(NOW);
      expect((await bench.store.outbox.list(bench.tenant, {})).items.map(({ id }) => id)).toEqual([
        `later-${bench.tenant}`,
        `a-${bench.tenant}`,
      ]);
    });
  });

  describe("the stream of changes", () => {
    it("goes on where a reader stopped, in the order of writing", async () => {
      const { last } = await bench.store.changes.since(bench.tenant, 0, 0);
      const ids = Array.from({ length: 30 }, (_, index) => String(index));
      await Promise.all(
        ids.map(async (id) => bench.store.changes.append([line(bench, id), line(bench, "other", bench.tenant + 1000)])),
      );
      const seen: number[] = [];
      let position = last;
      for (;;) {
        const { lines, missed, last: next } = await bench.store.changes.since(bench.tenant, position, 7);
        expect(missed).toBe(false);
        if (lines.length === 0) break;
        seen.push(...lines.map(({ seq }) => seq));
        position = next;
      }
      expect(seen).toHaveLength(30);
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      const { lines } = await bench.store.changes.since(bench.tenant, last, 100);
      expect(lines.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    });

    it("says when lines between were pruned", async () => {
      const { last } = await bench.store.changes.since(bench.tenant, 0, 0);
      await bench.store.changes.append(["1", "2", "3"].map((id) => line(bench, id)));
      await bench.store.changes.prune(1);
      expect(await bench.store.changes.since(bench.tenant, last, 9)).toMatchObject({
        missed: true,
        lines: [{ id: "3" }],
      });
      expect(await bench.store.changes.since(bench.tenant, last + 2, 9)).toMatchObject({
        missed: false,
        last: last + 3,
      });
      // A reader from a store that was newer than the one that was restored.
      expect(await bench.store.changes.since(bench.tenant, last + 1000, 9)).toMatchObject({ missed: true });
    });

    it("tells what happens to targets and resources by itself", async () => {
      const { last } = await bench.store.changes.since(bench.tenant, 0, 0);
      const { id } = await bench.store.targets.put(bench.tenant, { host: "a" }, "api", NOW);
      await bench.store.targets.update(bench.tenant, id, { host: "a", site: "x" }, null, NOW);
      await bench.store.targets.remove(bench.tenant, [id]);
      await bench.store.resources.put(bench.tenant, "channel", "mail", {}, "api", null, NOW);
      await bench.store.resources.remove(bench.tenant, "channel", "mail", "api");
      await bench.store.targets.putAll(
        bench.tenant,
        Array.from({ length: 300 }, (_, index) => ({ host: `many-${index}` })),
        "api",
        NOW,
      );
      const { lines } = await bench.store.changes.since(bench.tenant, last, 100);
      expect(lines.map((one) => [one.kind, one.id])).toEqual([
        ["target", String(id)],
        ["target", String(id)],
        ["target", String(id)],
        ["resource/channel", "mail"],
        ["resource/channel", "mail"],
        ["target", "*"],
      ]);
    });
  });
}

const line = (bench: Bench, id: string, of = bench.tenant) => ({
  tenant: of,
  atMs: NOW,
  kind: "state",
  id,
  detail: { id },
});
