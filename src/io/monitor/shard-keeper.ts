import type { TargetId } from "../../core/fleet/index.ts";
import type { Lease, LeaseStore } from "../store/index.ts";
import { LEASE_MS, SHARDS, shardName, shardOf } from "./watch-settings.ts";

/** Which targets are this process's to watch. */
export interface Keeper {
  readonly leases: readonly Lease[];
  holds(target: TargetId): boolean;
  /** Rejects with StoreFailure; what was held stays held until then. */
  renew(): Promise<readonly Lease[]>;
  release(): Promise<void>;
}

const NAMES: readonly string[] = Array.from({ length: SHARDS }, (_, shard) => shardName(shard));

/**
 * Which shards of the fleet are this process's. Several processes on one store come to equal shares within a few
 * renewals: who has more than its share gives the rest back, and what a dead one held lapses.
 */
export class ShardKeeper implements Keeper {
  readonly #store: LeaseStore;
  readonly #owner: string;
  #leases: readonly Lease[] = [];
  #names: ReadonlySet<string> = new Set();

  constructor(store: LeaseStore, owner: string) {
    this.#store = store;
    this.#owner = owner;
  }

  get leases(): readonly Lease[] {
    return this.#leases;
  }

  holds(target: TargetId): boolean {
    return this.#names.has(shardName(shardOf(target)));
  }

  /** Renews, takes what is free, gives back what is too much. */
  async renew(): Promise<readonly Lease[]> {
    const all = await this.#store.list();
    const nowHolding = new Set(all.filter(({ name }) => NAMES.includes(name)).map(({ owner }) => owner));
    nowHolding.add(this.#owner);
    const share = Math.ceil(SHARDS / nowHolding.size);
    const held = await this.#store.claim(this.#owner, NAMES, share, LEASE_MS);
    const surplus = held.slice(share);
    if (surplus.length > 0) await this.#store.release(surplus);
    this.#leases = held.slice(0, share);
    this.#names = new Set(this.#leases.map(({ name }) => name));
    return this.#leases;
  }

  async release(): Promise<void> {
    const held = this.#leases;
    this.#leases = [];
    this.#names = new Set();
    await this.#store.release(held);
  }
}

/** One lease for everything: a vantage's watch, the judge. */
export class SingleKeeper implements Keeper {
  readonly #store: LeaseStore;
  readonly #owner: string;
  readonly #name: string;
  #leases: readonly Lease[] = [];

  constructor(store: LeaseStore, owner: string, name: string) {
    this.#store = store;
    this.#owner = owner;
    this.#name = name;
  }

  get leases(): readonly Lease[] {
    return this.#leases;
  }

  holds(): boolean {
    return this.#leases.length > 0;
  }

  async renew(): Promise<readonly Lease[]> {
    this.#leases = await this.#store.claim(this.#owner, [this.#name], 1, LEASE_MS);
    return this.#leases;
  }

  async release(): Promise<void> {
    const held = this.#leases;
    this.#leases = [];
    await this.#store.release(held);
  }
}
