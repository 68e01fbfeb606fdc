import { describe, expect, it } from "vitest";
import { type Bench, NOW, troubleOf } from "./bench.ts";

export function resourceContract(bench: Bench): void {
  describe("resources", () => {
    it("keeps documents with revisions", async () => {
      const doc = { kind: "smtp", to: ["ops@example.com"], 备注: "值班" };
      const first = await bench.store.resources.put(bench.tenant, "channel", "mail", doc, "api", 0, NOW);
      expect(first).toEqual({ name: "mail", doc, origin: "api", revision: 1, createdMs: NOW, updatedMs: NOW });
      expect(await bench.store.resources.get(bench.tenant, "channel", "mail")).toEqual(first);
      const second = await bench.store.resources.put(
        bench.tenant,
        "channel",
        "mail",
        { kind: "ntfy" },
        "api",
        1,
        NOW + 1,
      );
      expect(second).toMatchObject({ revision: 2, createdMs: NOW, updatedMs: NOW + 1 });
      expect(await bench.store.resources.list(bench.tenant, "channel")).toEqual([second]);
      expect(await bench.store.resources.list(bench.tenant, "rule")).toEqual([]);
      expect(await bench.store.resources.get(bench.tenant + 1000, "channel", "mail")).toBeNull();
    });

    it("refuses stale revisions, twins, and what another origin declared", async () => {
      const put = async (doc: unknown, origin: "api" | "file", revision: number | null): Promise<string> =>
        troubleOf(bench.store.resources.put(bench.tenant, "rule", "night", doc, origin, revision, NOW));
      expect(await put({ a: 1 }, "file", 3)).toBe("conflict");
      expect(await put({ a: 1 }, "file", 0)).toBe("none");
      expect(await put({ a: 2 }, "file", 0)).toBe("conflict");
      expect(await put({ a: 2 }, "api", null)).toBe("conflict");
      expect(await put({ a: 2 }, "file", 1)).toBe("none");
      expect(await put({ a: 3 }, "file", 1)).toBe("conflict");
      expect(await troubleOf(bench.store.resources.remove(bench.tenant, "rule", "night", "api"))).toBe("conflict");
      expect(await bench.store.resources.remove(bench.tenant, "rule", "night", "file")).toBe(true);
      expect(await bench.store.resources.remove(bench.tenant, "rule", "night", "file")).toBe(false);
    });

    it("makes one of many at once", async () => {
      const outcomes = await Promise.all(
        [1, 2, 3, 4].map((value) =>
          troubleOf(bench.store.resources.put(bench.tenant, "rule", "one", { value }, "api", 0, NOW)),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === "none")).toHaveLength(1);
    });
  });

  describe("leases", () => {
    it("go to one owner, are renewed, released, and taken over with a higher epoch", async () => {
      const names = [1, 2, 3, 4].map((number) => `watch/${bench.tenant}-${number}`);
      const first = await bench.store.leases.claim("a", names, 3, 60_000);
      expect(first.map(({ owner, epoch }) => [owner, epoch])).toEqual(Array.from({ length: 3 }, () => ["a", 1]));
      const second = await bench.store.leases.claim("b", names, 9, 60_000);
      expect(second).toHaveLength(1);
      expect(await bench.store.leases.claim("a", names, 0, 60_000)).toHaveLength(3);
      expect(await bench.store.leases.renew(first, 60_000)).toHaveLength(3);
      await bench.store.leases.release(first.slice(0, 1));
      expect(await bench.store.leases.renew(first.slice(1), 1)).toHaveLength(2);
      const held = (await bench.store.leases.list()).filter(({ name }) => name.startsWith(`watch/${bench.tenant}-`));
      expect(held.length).toBeLessThan(4);
      const released = first[0];
      if (released === undefined) throw new Error("a lease was claimed");
      const [taken] = await bench.store.leases.claim("c", [released.name], 1, 60_000);
      expect(taken).toMatchObject({ name: released.name, owner: "c", epoch: 2 });
      expect(await bench.store.leases.renew([released], 60_000)).toEqual([]);
      await bench.store.leases.release([released]);
      expect(await bench.store.leases.renew(taken === undefined ? [] : [taken], 60_000)).toHaveLength(1);
    });

    it("that end later than any is given are free: the clock was set back since", async () => {
      const name = `ahead/${bench.tenant}`;
      await bench.store.leases.claim("a", [name], 1, 3_600_000);
      expect((await bench.store.leases.list()).map((lease) => lease.name)).not.toContain(name);
      const [taken] = await bench.store.leases.claim("b", [name], 1, 60_000);
      expect(taken).toMatchObject({ owner: "b", epoch: 2 });
    });

    it("never go to two who claim at once", async () => {
      const names = Array.from({ length: 20 }, (_, number) => `race/${bench.tenant}-${number}`);
      const claims = await Promise.all(
        ["a", "b", "c", "d"].map(async (owner) => bench.store.leases.claim(owner, names, 8, 60_000)),
      );
      const taken = claims.flat().map(({ name }) => name);
      expect(new Set(taken).size).toBe(taken.length);
      const rest = await bench.store.leases.claim("e", names, 20, 60_000);
      expect(rest.length + taken.length).toBe(20);
    });
  });
}
