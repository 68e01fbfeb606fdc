import { array, assert, integer, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Dependencies,
  DependencyCycle,
  dependencyCycle,
  groupsOf,
  refuseCycles,
  type Target,
  type TargetSettings,
} from "./index.ts";

function fleet(...declared: readonly Partial<TargetSettings>[]): readonly Target[] {
  return declared.map((settings, index) => ({
    id: index + 1,
    tenant: 1,
    name: settings.name ?? `ts${index + 1}`,
    settings: { host: `ts${index + 1}.example.test`, ...settings },
    origin: "file",
    revision: 1,
    createdMs: 0,
    updatedMs: 0,
  }));
}

const target = (id: number): { readonly kind: "target"; readonly key: string } => ({ kind: "target", key: String(id) });

describe("groupsOf", () => {
  it("names the fleet and every group that the target names", () => {
    const [bare, full] = fleet({}, { site: "berlin", gateway: "gw1", balancer: "lb1", pool: "office" });
    expect(bare === undefined ? [] : groupsOf(bare)).toEqual(["fleet"]);
    expect(full === undefined ? [] : groupsOf(full)).toEqual([
      "fleet",
      "gateway/gw1",
      "balancer/lb1",
      "site/berlin",
      "pool/office",
    ]);
  });
});

describe("Dependencies", () => {
  const office = fleet(
    { name: "dc1", site: "berlin" },
    { name: "gw1", gateway: "gw1", dependsOn: ["dc1"] },
    { name: "ts1", gateway: "gw1", pool: "office" },
    { name: "ts2", gateway: "gw2", dependsOn: ["unheard-of"] },
  );

  it("finds what a target cannot work without, the nearest first", () => {
    const dependencies = new Dependencies(office);
    expect(dependencies.dependenciesOf(3)).toEqual([
      target(2),
      { kind: "gateway", key: "gw1" },
      target(1),
      { kind: "site", key: "berlin" },
    ]);
    expect(dependencies.dependenciesOf(4)).toEqual([{ kind: "gateway", key: "gw2" }]);
    expect(dependencies.dependenciesOf(99)).toEqual([]);
  });

  it("finds who cannot work without a target, or without what is behind a group", () => {
    const dependencies = new Dependencies(office);
    expect(dependencies.dependantsOf(1, target(1))).toEqual([2, 3]);
    expect(dependencies.dependantsOf(1, { kind: "gateway", key: "gw2" })).toEqual([4]);
    expect(dependencies.dependantsOf(1, { kind: "site", key: "berlin" })).toEqual([1, 2, 3]);
    expect(dependencies.dependantsOf(1, { kind: "pool", key: "office" })).toEqual([]);
    expect(dependencies.dependantsOf(2, target(1))).toEqual([]);
  });

  it("blames the farthest that is broken", () => {
    const dependencies = new Dependencies(office);
    const broken = (...ids: readonly number[]) =>
      dependencies.brokenDependency(3, ({ kind, key }) => kind === "target" && ids.includes(Number(key)));
    expect(broken()).toBeNull();
    expect(broken(2)).toEqual(target(2));
    expect(broken(1, 2)).toEqual(target(1));
  });

  it("refuses a ring, and names it", () => {
    const ring = fleet(
      { name: "outside", dependsOn: ["a"] },
      { name: "a", dependsOn: ["b"] },
      { name: "b", gateway: "a" },
    );
    expect(() => refuseCycles(ring)).toThrow(DependencyCycle);
    expect(() => refuseCycles(ring)).toThrow("a -> b -> a");
    expect(() => refuseCycles(office)).not.toThrow();
    expect(dependencyCycle(ring)).toEqual(["a", "b"]);
    expect(dependencyCycle(fleet({ name: "self", dependsOn: ["self"] }))).toEqual(["self"]);
    expect(dependencyCycle(office)).toBeNull();
  });

  it("opens a ring that is there all the same, so that not all are explained by each other", () => {
    const dependencies = new Dependencies(
      fleet({ dependsOn: ["ts2"] }, { dependsOn: ["ts3"] }, { dependsOn: ["ts1"] }, { dependsOn: ["ts1"] }),
    );
    const explained = [1, 2, 3, 4].map((id) => dependencies.brokenDependency(id, () => true));
    expect(explained).toEqual([target(3), target(3), null, target(3)]);
  });

  it("keeps the names of two tenants apart", () => {
    const [first, second] = fleet({ name: "a", dependsOn: ["b"] }, { name: "b", dependsOn: ["a"] });
    const both = first === undefined || second === undefined ? [] : [first, { ...second, tenant: 2 }];
    expect(both).toHaveLength(2);
    expect(dependencyCycle(both)).toBeNull();
    expect(new Dependencies(both).dependenciesOf(1)).toEqual([]);
  });

  it("takes a chain as long as a fleet", () => {
    const chain = fleet(...Array.from({ length: 20_000 }, (_, at) => (at === 0 ? {} : { dependsOn: [`ts${at}`] })));
    const dependencies = new Dependencies(chain);
    expect(dependencies.dependenciesOf(20_000)).toHaveLength(19_999);
    expect(dependencies.brokenDependency(20_000, () => true)).toEqual(target(1));
  });

  it("has no target among what it depends on, and is among the dependants of all of it", () => {
    const links = array(tuple(integer({ min: 1, max: 12 }), integer({ min: 1, max: 12 })), { maxLength: 30 });
    assert(
      property(links, (pairs) => {
        const some = fleet(
          ...Array.from({ length: 12 }, (_, at) => ({
            dependsOn: pairs.filter(([from]) => from === at + 1).map(([, to]) => `ts${to}`),
          })),
        );
        const cycle = dependencyCycle(some) ?? [];
        // Each one of the ring does name the next.
        for (const [at, name] of cycle.entries()) {
          const named = some.find((each) => each.name === name)?.settings.dependsOn;
          expect(named).toContain(cycle[(at + 1) % cycle.length]);
        }
        const dependencies = new Dependencies(some);
        // Whoever is broken, somebody is not explained by another.
        expect(some.some(({ id }) => dependencies.brokenDependency(id, () => true) === null)).toBe(true);
        for (const { id } of some) {
          for (const scope of dependencies.dependenciesOf(id)) {
            expect(scope).not.toEqual(target(id));
            expect(dependencies.dependantsOf(1, scope)).toContain(id);
          }
        }
      }),
    );
  });
});
