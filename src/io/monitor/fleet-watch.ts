import type { HostState, Target, TargetId, VantageId, WatchedFacts } from "../../core/fleet/index.ts";
import type { Store } from "../store/index.ts";
import { StoreFailure } from "../store/index.ts";
import type { Keeper } from "./shard-keeper.ts";
import type { Watcher } from "./watcher.ts";
import { LEASE_MS } from "./watch-settings.ts";

const RENEW_MS = LEASE_MS / 4;
const REFRESH_MS = 1000;

export interface FleetWatchWorld {
  readonly store: Store;
  readonly watcher: Watcher;
  readonly keeper: Keeper;
  readonly vantage: VantageId;
  /** Is it this vantage's to check? */
  readonly isChecked: (target: Target) => boolean;
  readonly onTrouble: (failure: StoreFailure | null) => void;
}

/** Keeps a watcher's targets equal to those of the store that are this process's to watch. */
export class FleetWatch {
  readonly #world: FleetWatchWorld;
  readonly #targets = new Map<TargetId, Target>();
  #version = 0;
  #held = "";
  readonly #timers: NodeJS.Timeout[] = [];
  #isStopped = false;

  constructor(world: FleetWatchWorld) {
    this.#world = world;
  }

  /** Every target of the store, whoever watches it. */
  get targets(): ReadonlyMap<TargetId, Target> {
    return this.#targets;
  }

  get leases(): number {
    return this.#world.keeper.leases.length;
  }

  /** Loads the fleet and takes its shards. Rejects with StoreFailure when the store cannot be read. */
  async start(): Promise<void> {
    await this.refresh();
    await this.renew();
    this.#repeat(RENEW_MS, () => this.renew());
    this.#repeat(REFRESH_MS, () => this.refresh());
    this.#world.watcher.start();
  }

  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#world.watcher.stop(graceMs);
    await this.#world.keeper.release().catch(() => undefined);
  }

  /** Takes over what was put, changed or removed since the last time. */
  async refresh(): Promise<void> {
    const { store, watcher, keeper } = this.#world;
    const { version, changed, removed } = await store.targets.changedSince(this.#version);
    for (const id of removed) {
      this.#targets.delete(id);
      watcher.remove(id);
    }
    for (const target of changed) this.#targets.set(target.id, target);
    await this.#take(changed.filter(({ id }) => keeper.holds(id)));
    // Last, so that what failed half-way is done again.
    this.#version = version;
  }

  async renew(): Promise<void> {
    const { watcher, keeper } = this.#world;
    const leases = await keeper.renew();
    watcher.setLeases(leases);
    const held = leases.map(({ name, epoch }) => `${name}:${epoch}`).join();
    if (held === this.#held) return;
    watcher.keepOnly((id) => keeper.holds(id));
    await this.#take([...this.#targets.values()].filter(({ id }) => keeper.holds(id) && !watcher.has(id)));
    this.#held = held;
  }

  /** Puts targets into the watcher with what was last known of them, so that a restart forgets nothing. */
  async #take(targets: readonly Target[]): Promise<void> {
    const { store, watcher, vantage, isChecked } = this.#world;
    const fresh = targets.filter(({ id }) => !watcher.has(id));
    const states = new Map<TargetId, HostState>();
    const facts = new Map<TargetId, WatchedFacts>();
    if (fresh.length > 0) {
      const ids = fresh.length > 500 ? undefined : fresh.map(({ id }) => id);
      for (const state of await store.results.states(null, ids)) {
        if (state.vantage === vantage) states.set(state.target, state);
      }
      if (ids === undefined) {
        for (const known of await store.results.allFacts(null)) {
          if (known.vantage === vantage) facts.set(known.target, known.facts);
        }
      } else {
        const read = async ({ id, tenant }: Target): Promise<void> => {
          facts.set(id, await store.results.facts(tenant, id, vantage));
        };
        await Promise.all(fresh.map(read));
      }
    }
    for (const target of targets) {
      if (isChecked(target)) watcher.put(target, states.get(target.id) ?? null, facts.get(target.id) ?? {});
      else watcher.remove(target.id);
    }
  }

  #repeat(everyMs: number, work: () => Promise<void>): void {
    const slot = this.#timers.length;
    const again = (): void => {
      if (this.#isStopped) return;
      this.#timers[slot] = setTimeout(() => {
        void work()
          .then(
            () => this.#world.onTrouble(null),
            (error: unknown) => this.#world.onTrouble(asFailure(error)),
          )
          .finally(again);
      }, everyMs);
    };
    again();
  }
}

function asFailure(error: unknown): StoreFailure {
  return error instanceof StoreFailure ? error : new StoreFailure("bug", String(error), error);
}
