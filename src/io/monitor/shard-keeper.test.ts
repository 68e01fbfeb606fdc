import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LeaseStore, openStore, type Store, StoreFailure } from "../store/index.ts";
import { ShardKeeper } from "./shard-keeper.ts";

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rdpulse-shards-"));
  store = await openStore({ folder });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function renewAll(keepers: readonly ShardKeeper[]): Promise<readonly number[]> {
  for (const keeper of keepers) await keeper.renew();
  return keepers.map(({ leases }) => leases.length);
}

describe("ShardKeeper", () => {
  it("has everything when alone, and an equal share beside others", async () => {
    const [one, two, three] = ["a", "b", "c"].map((owner) => new ShardKeeper(store.leases, owner));
    if (one === undefined || two === undefined || three === undefined) throw new Error("three keepers");
    expect(await renewAll([one])).toEqual([64]);
    expect(await renewAll([one, two])).toEqual([64, 0]);
    expect(await renewAll([one, two])).toEqual([32, 32]);
    await renewAll([one, two, three]);
    const shares = await renewAll([one, two, three]);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(64);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(2);
    const held = [one, two, three].flatMap(({ leases }) => leases.map(({ name }) => name));
    expect(new Set(held).size).toBe(64);
    await three.release();
    expect(await renewAll([one, two])).toEqual([32, 32]);
  });

  it("leaves to others what was theirs before the store was away", async () => {
    let isAway = false;
    const frail = (leases: LeaseStore): LeaseStore => ({
      claim: async (...args) => leases.claim(...args),
      release: async (...args) => leases.release(...args),
      list: async () => leases.list(),
      renew: async (...args) => {
        if (isAway) throw new StoreFailure("gone", "away");
        return leases.renew(...args);
      },
    });
    const [one, two] = ["a", "b"].map((owner) => new ShardKeeper(frail(store.leases), owner));
    if (one === undefined || two === undefined) throw new Error("two keepers");
    await renewAll([one, two]);
    await renewAll([one, two]);
    const before = two.leases.map(({ name, epoch }) => `${name}/${epoch}`);
    isAway = true;
    await expect(one.renew()).rejects.toMatchObject({ trouble: "gone" });
    await expect(two.renew()).rejects.toMatchObject({ trouble: "gone" });
    isAway = false;
    // Every lease ran out meanwhile.
    await store.leases.renew(await store.leases.list(), -1000);
    expect(await renewAll([one, one, two])).toEqual([32, 32, 32]);
    expect(two.leases.map(({ name, epoch }) => `${name}/${epoch}`)).toEqual(before);
  });
});
