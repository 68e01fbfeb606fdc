import type { Scope, Target, TargetId } from "./target.ts";
import { GROUP_KINDS } from "./topology.ts";

/** What a dependency is read from: the tenant that a name belongs to, the name, and what it names. */
export type Depending = Pick<Target, "tenant" | "name" | "settings">;

/** Targets that cannot work without each other, in a ring: a fault there would be explained by itself. */
export class DependencyCycle extends Error {
  override readonly name = "DependencyCycle";
  /** In the order of the ring; the first one follows the last. */
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    super(`targets depend on each other in a ring: ${ringText(names)}`);
    this.names = names;
  }
}

const MOST_SHOWN = 8;

/** "a -> b -> a"; of a long ring its beginning, and how many it has. */
export function ringText(names: readonly string[]): string {
  if (names.length <= MOST_SHOWN) return [...names, names[0] ?? ""].join(" -> ");
  return [...names.slice(0, MOST_SHOWN), `… (${names.length})`, names[0] ?? ""].join(" -> ");
}

/**
 * What cannot work without what: a target without those that it names in `dependsOn`, without its gateway and its balancer
 * (the group, and the target of that name where one is watched), without its site; and all that those cannot work
 * without. Names that no target has are left out: the configuration tells about them. Rings are refused where targets are
 * declared (`refuseCycles`); one that is there all the same loses the link that closes it, so that its members are never
 * all explained by each other.
 */
export class Dependencies {
  readonly #targets = new Map<TargetId, Target>();
  readonly #needs: Needs<Target>;
  readonly #neededBy = new Map<string, Set<TargetId>>();

  constructor(targets: Iterable<Target>) {
    for (const target of targets) this.#targets.set(target.id, target);
    const all = [...this.#targets.values()];
    this.#needs = openedRings(needsOf(all)).needs;
    for (const target of all) {
      for (const scope of this.#direct(target)) {
        const key = scopeKey(target.tenant, scope);
        this.#neededBy.set(key, (this.#neededBy.get(key) ?? new Set()).add(target.id));
      }
    }
  }

  /** Nearest first; of groups those of the target and of all that it depends on. Empty for a target that is not known. */
  dependenciesOf(id: TargetId): readonly Scope[] {
    const found = new Map<string, Scope>();
    let near = this.#known(id);
    while (near.length > 0) {
      const far: Target[] = [];
      for (const target of near) {
        for (const scope of this.#direct(target)) {
          const key = scopeKey(target.tenant, scope);
          if (found.has(key)) continue;
          found.set(key, scope);
          if (scope.kind === "target") far.push(...this.#known(Number(scope.key)));
        }
      }
      near = far;
    }
    return [...found.values()];
  }

  /** Targets that cannot work without it, nearest first. */
  dependantsOf(tenant: Target["tenant"], scope: Scope): readonly TargetId[] {
    const found = new Set<TargetId>();
    let near: readonly Scope[] = [scope];
    while (near.length > 0) {
      const far: Scope[] = [];
      for (const each of near) {
        for (const id of this.#neededBy.get(scopeKey(tenant, each)) ?? []) {
          if (found.has(id)) continue;
          found.add(id);
          far.push({ kind: "target", key: String(id) });
        }
      }
      near = far;
    }
    return [...found];
  }

  /** The farthest of what a target depends on that is broken: it explains what lies between as well. */
  brokenDependency(id: TargetId, isBroken: (scope: Scope) => boolean): Scope | null {
    return this.dependenciesOf(id).findLast(isBroken) ?? null;
  }

  #direct(target: Target): readonly Scope[] {
    const needed = this.#needs.get(nodeKey(target)) ?? [];
    const groups = GROUP_KINDS.flatMap((kind) => {
      const key = target.settings[kind];
      return key === undefined || kind === "pool" ? [] : [{ kind, key }];
    });
    return [...needed.map(({ id }): Scope => ({ kind: "target", key: String(id) })), ...groups];
  }

  #known(id: TargetId): Target[] {
    const target = this.#targets.get(id);
    return target === undefined ? [] : [target];
  }
}

/** Names of targets that depend on each other in a ring, in its order; null when there is none. */
export function dependencyCycle(targets: readonly Depending[]): readonly string[] | null {
  return openedRings(needsOf(targets)).first;
}

/** Throws DependencyCycle when targets depend on each other in a ring. */
export function refuseCycles(targets: readonly Depending[]): void {
  const cycle = dependencyCycle(targets);
  if (cycle !== null) throw new DependencyCycle(cycle);
}

/** By the key of a node: what it needs. */
type Needs<Each> = ReadonlyMap<string, readonly Each[]>;

/** The same without the links that close a ring, and the first ring. */
function openedRings<Each extends Depending>(
  needs: Needs<Each>,
): { readonly needs: Needs<Each>; readonly first: readonly string[] | null } {
  const opened = new Map<string, readonly Each[]>();
  let first: readonly string[] | null = null;
  // One walk down and back up, without recursion: a chain may be as long as the fleet.
  for (const start of needs.keys()) {
    if (opened.has(start)) continue;
    const path = [{ key: start, name: "", next: 0, kept: new Array<Each>() }];
    const onPath = new Set([start]);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const needed = needs.get(step.key)?.[step.next++];
      if (needed === undefined) {
        opened.set(step.key, step.kept);
        onPath.delete(step.key);
        path.pop();
        continue;
      }
      const key = nodeKey(needed);
      if (onPath.has(key)) {
        const from = path.findIndex((each) => each.key === key);
        first ??= [needed.name, ...path.slice(from + 1).map(({ name }) => name)];
        continue;
      }
      step.kept.push(needed);
      if (opened.has(key)) continue;
      onPath.add(key);
      path.push({ key, name: needed.name, next: 0, kept: [] });
    }
  }
  return { needs: opened, first };
}

function needsOf<Each extends Depending>(targets: readonly Each[]): Needs<Each> {
  const byName = new Map(targets.map((target) => [nodeKey(target), target]));
  const needs = new Map<string, readonly Each[]>();
  for (const target of targets) {
    const { dependsOn = [], gateway, balancer } = target.settings;
    // A gateway that is watched itself stands behind itself in no ring.
    const carriers = [gateway, balancer].filter((name) => name !== undefined && name !== target.name);
    const named = [...new Set([...dependsOn, ...carriers])].flatMap((name) => {
      const needed = name === undefined ? undefined : byName.get(nodeKey({ tenant: target.tenant, name }));
      return needed === undefined ? [] : [needed];
    });
    if (named.length > 0) needs.set(nodeKey(target), named);
  }
  return needs;
}

function nodeKey({ tenant, name }: Pick<Target, "tenant" | "name">): string {
  return `${tenant}/${name}`;
}

function scopeKey(tenant: Target["tenant"], { kind, key }: Scope): string {
  return `${tenant}/${kind}/${key}`;
}
