import { describe, expect, it } from "vitest";
import type { TargetSettings } from "../../../src/core/fleet/index.ts";
import { type Bench, NOW, troubleOf } from "./bench.ts";

export function targetContract(bench: Bench): void {
  describe("targets", () => {
    it("gives back what was put, under an id of its own", async () => {
      const settings: TargetSettings = {
        host: "RDS01.example.com",
        site: "Berlin",
        tags: { role: "session host", 环境: "生产" },
        dependsOn: ["gw01"],
        intervalSeconds: 30,
      };
      const target = await bench.store.targets.put(bench.tenant, settings, "api", NOW);
      expect(target).toMatchObject({
        name: "RDS01.example.com:3389",
        tenant: bench.tenant,
        origin: "api",
        revision: 1,
        settings,
      });
      expect(await bench.store.targets.byId(bench.tenant, [target.id, 999_999_999])).toEqual([target]);
      expect(await bench.store.targets.byName(bench.tenant, target.name)).toEqual(target);
      expect(await bench.store.targets.byName(bench.tenant + 1000, target.name)).toBeNull();
      expect((await bench.store.targets.all()).find(({ id }) => id === target.id)).toEqual(target);
    });

    it("puts the same name once, and counts a revision only for a change", async () => {
      const first = await bench.store.targets.put(bench.tenant, { host: "a", port: 3389 }, "file", NOW);
      expect(await bench.store.targets.put(bench.tenant, { port: 3389, host: "a" }, "file", NOW + 1)).toEqual(first);
      const second = await bench.store.targets.put(
        bench.tenant,
        { host: "a", port: 3389, site: "Rom" },
        "file",
        NOW + 2,
      );
      expect(second).toMatchObject({ id: first.id, revision: 2, createdMs: NOW, updatedMs: NOW + 2 });
      expect(await troubleOf(bench.store.targets.put(bench.tenant, { host: "a" }, "api", NOW))).toBe("conflict");
      expect(await bench.store.targets.byName(bench.tenant, "a:3389")).toEqual(second);
    });

    it("adds a name once, also when several add it at once", async () => {
      const adding = Array.from({ length: 5 }, async (_, index) =>
        troubleOf(bench.store.targets.add(bench.tenant, { name: "one", host: `h${index}` }, "api", NOW)),
      );
      const troubles = await Promise.all(adding);
      expect(troubles.toSorted()).toEqual(["conflict", "conflict", "conflict", "conflict", "none"]);
      expect((await bench.store.targets.list(bench.tenant, {})).total).toBe(1);
    });

    it("puts all or nothing", async () => {
      await bench.store.targets.put(bench.tenant, { host: "taken" }, "file", NOW);
      const wanted = [{ host: "new1" }, { host: "taken" }, { host: "new2" }];
      expect(await troubleOf(bench.store.targets.putAll(bench.tenant, wanted, "api", NOW))).toBe("conflict");
      expect(
        await troubleOf(bench.store.targets.putAll(bench.tenant, [{ host: "x" }, { host: "x" }], "api", NOW)),
      ).toBe("conflict");
      expect((await bench.store.targets.list(bench.tenant, {})).total).toBe(1);
    });

    it("changes a target only at the revision that was read", async () => {
      const target = await bench.store.targets.put(bench.tenant, { host: "a" }, "api", NOW);
      await bench.store.targets.put(bench.tenant, { name: "other", host: "b" }, "api", NOW);
      const changed = await bench.store.targets.update(
        bench.tenant,
        target.id,
        { name: "renamed", host: "a" },
        1,
        NOW + 1,
      );
      expect(changed).toMatchObject({ id: target.id, name: "renamed", revision: 2 });
      expect(await troubleOf(bench.store.targets.update(bench.tenant, target.id, { host: "c" }, 1, NOW))).toBe(
        "conflict",
      );
      expect(
        await troubleOf(bench.store.targets.update(bench.tenant, target.id, { name: "other", host: "a" }, 2, NOW)),
      ).toBe("conflict");
      expect(await bench.store.targets.update(bench.tenant, 999_999_999, { host: "c" }, null, NOW)).toBeNull();
      expect(await bench.store.targets.update(bench.tenant + 1000, target.id, { host: "c" }, null, NOW)).toBeNull();
    });

    it("of two changes at once to one revision lets one through", async () => {
      const { id } = await bench.store.targets.put(bench.tenant, { host: "a" }, "api", NOW);
      const outcomes = await Promise.all(
        [1, 2, 3].map((port) => troubleOf(bench.store.targets.update(bench.tenant, id, { host: "a", port }, 1, NOW))),
      );
      expect(outcomes.toSorted()).toEqual(["conflict", "conflict", "none"]);
    });

    it("tells what changed since a version, and never gives an id twice", async () => {
      const { version } = await bench.store.targets.changedSince(0);
      const [one, two] = await bench.store.targets.putAll(bench.tenant, [{ host: "a" }, { host: "b" }], "api", NOW);
      if (one === undefined || two === undefined) throw new Error("two targets were put");
      const after = await bench.store.targets.changedSince(version);
      expect(after.changed).toEqual([one, two]);
      expect(await bench.store.targets.remove(bench.tenant, [two.id, two.id, 999_999_999])).toBe(1);
      expect(await bench.store.targets.remove(bench.tenant + 1000, [one.id])).toBe(0);
      expect(await bench.store.targets.changedSince(after.version)).toMatchObject({ changed: [], removed: [two.id] });
      const again = await bench.store.targets.put(bench.tenant, { host: "b" }, "api", NOW);
      expect(again.id).toBeGreaterThan(two.id);
    });
  });
}
