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
/** Each server holds one of these: a server without a shard must be counted, too, or it would never get one. */
const SEATS: readonly string[] = Array.from({ length: SHARDS }, (_, seat) => `server/${seat}`);
/** After the store was away every lease has run out: for so many renewals nobody takes what another one may still want. */
const GRACE_RENEWALS = 5;

/**
 * Which shards of the fleet are this process's. Several processes on one store come to equal shares within a few
 * renewals: who has more than its share gives the rest back, and what a dead one held lapses.
 */
export class ShardKeeper implements Keeper {
  readonly #store: LeaseStore;
  readonly #owner: string;
  #seat: readonly Lease[] = [];
  #leases: readonly Lease[] = [];
  #names: ReadonlySet<string> = new Set();
  #isRenewed = true;
  #grace = 0;

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
    const hadTrouble = !this.#isRenewed && this.#leases.length > 0;
    this.#isRenewed = false;
    this.#seat = await this.#store.renew(this.#seat, LEASE_MS);
    if (this.#seat.length === 0) this.#seat = await this.#store.claim(this.#owner, SEATS, 1, LEASE_MS);
    // What ran out and went to nobody is still ours.
    const kept = await this.#store.renew(this.#leases, LEASE_MS);
    if (hadTrouble) this.#grace = GRACE_RENEWALS;
    const held = this.#grace > 0 ? kept : await this.#shared(kept);
    this.#grace = Math.max(0, this.#grace - 1);
    this.#isRenewed = true;
    this.#leases = held;
    this.#names = new Set(held.map(({ name }) => name));
    return held;
  }

  async release(): Promise<void> {
    const held = [...this.#seat, ...this.#leases];
    this.#seat = [];
    this.#leases = [];
    this.#names = new Set();
    await this.#store.release(held);
  }

  /** Our share, with what is free, and without what is too much. */
  async #shared(kept: readonly Lease[]): Promise<readonly Lease[]> {
    const servers = (await this.#store.list()).filter(({ name }) => SEATS.includes(name));
    const share = Math.ceil(SHARDS / Math.max(1, servers.length));
    if (kept.length >= share) {
      await this.#store.release(kept.slice(share));
      return kept.slice(0, share);
    }
    const names = new Set(kept.map(({ name }) => name));
    const others = NAMES.filter((name) => !names.has(name));
    return [...kept, ...(await this.#store.claim(this.#owner, others, share - kept.length, LEASE_MS))];
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
