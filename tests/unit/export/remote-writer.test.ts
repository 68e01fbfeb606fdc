import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { uncompress } from "snappyjs";
import type { Store } from "../../../src/io/store/index.ts";
import { addChecks, emptyStore, fakeReceiver, writer, type FakeReceiver } from "./export-bench.ts";

const MINUTE_MS = 60_000;
let nowMs = 1_800_000_000_000;
const clock = (): number => nowMs;
let store: Store;
let receiver: FakeReceiver;

beforeEach(async () => {
  nowMs = 1_800_000_000_000;
  store = await emptyStore(clock);
  receiver = await fakeReceiver();
});

afterEach(async () => {
  receiver.stop();
  await store.close();
});

/** Requests that tell of checks; the others tell of the moment. */
function ofChecks(): readonly string[] {
  const texts = receiver.taken.map(({ body }) => Buffer.from(uncompress(body)).toString("latin1"));
  return texts.filter((text) => text.includes("probe_success"));
}

async function target(name: string): ReturnType<Store["targets"]["put"]> {
  return store.targets.put(1, { name, host: `${name}.example` }, "api", nowMs);
}

describe("remote write", () => {
  it("begins with the present, and tells each check once", async () => {
    const host = await target("rds01");
    await addChecks(store, host, nowMs - 60 * MINUTE_MS, 50);
    const one = writer(store, receiver.url, clock);
    expect(await one.turn()).toBe(15_000);
    expect(ofChecks()).toEqual([]);

    await addChecks(store, host, nowMs, 3);
    nowMs += 4 * MINUTE_MS;
    await one.turn();
    await one.turn();
    expect(ofChecks()).toHaveLength(1);
    expect(ofChecks()[0]?.split("probe_success")).toHaveLength(2);
    expect(ofChecks()[0]).toContain("cluster");
    expect(receiver.taken[0]?.headers).toMatchObject({
      "content-encoding": "snappy",
      "content-type": "application/x-protobuf",
      "x-prometheus-remote-write-version": "0.1.0",
    });
  });

  it("comes to an end while the clock goes on", async () => {
    const host = await target("rds01");
    const going = (): number => (nowMs += 7);
    const one = writer(store, receiver.url, going);
    expect(await one.turn()).toBe(15_000);
    await addChecks(store, host, nowMs, 3);
    nowMs += 4 * MINUTE_MS;
    expect(await one.turn()).toBe(15_000);
    expect(ofChecks()).toHaveLength(1);
  });

  it("tells a receiver that was away what it missed, and says so once", async () => {
    const host = await target("rds01");
    const told: (string | null)[] = [];
    const one = writer(store, receiver.url, clock, { onTrouble: (_, why) => told.push(why) });
    await one.turn();
    await addChecks(store, host, nowMs, 12);
    nowMs += 20 * MINUTE_MS;
    receiver.statuses.push(503, 503, 429);
    expect(await one.turn()).toBe(1000);
    expect(await one.turn()).toBe(2000);
    expect(await one.turn()).toBe(4000);
    expect(one.counts.taken).toBeLessThan(100);
    expect(await one.turn()).toBe(15_000);
    // Three windows of five minutes hold the twelve checks.
    expect(ofChecks().slice(-3)).toHaveLength(3);
    expect(new Set(ofChecks()).size).toBe(3);
    expect(told).toEqual([expect.stringContaining("it answered 503"), null]);
  });

  it("does not repeat what is refused for good, and counts it", async () => {
    const host = await target("rds01");
    const one = writer(store, receiver.url, clock);
    await one.turn();
    await addChecks(store, host, nowMs, 2);
    nowMs += 4 * MINUTE_MS;
    receiver.statuses.push(400);
    await one.turn();
    expect(one.counts.refused).toBe(10);
    await one.turn();
    expect(ofChecks()).toHaveLength(1);
  });

  it("repeats after a kill the very request that it cannot know of, and no other", async () => {
    const host = await target("rds01");
    const first = writer(store, receiver.url, clock);
    await first.turn();
    await addChecks(store, host, nowMs, 3);
    nowMs += 4 * MINUTE_MS;
    let puts = 0;
    const put: Store["resources"]["put"] = async (...given) => {
      puts += 1;
      // The window was kept, the request was taken, and the process is gone before it could note that.
      if (puts === 2) throw new Error("killed");
      return store.resources.put(...given);
    };
    const resources: Store["resources"] = {
      list: async (...given) => store.resources.list(...given),
      get: async (...given) => store.resources.get(...given),
      remove: async (...given) => store.resources.remove(...given),
      put,
    };
    const { targets, results, leases } = store;
    await writer(store, receiver.url, clock, { store: { targets, results, leases, resources } }).turn();
    expect(ofChecks()).toHaveLength(1);

    nowMs += 2 * MINUTE_MS;
    await addChecks(store, host, nowMs - 2 * MINUTE_MS, 1);
    await writer(store, receiver.url, clock).turn();
    expect(ofChecks()).toHaveLength(3);
    expect(ofChecks()[1]).toBe(ofChecks()[0]);
    expect(ofChecks()[2]).not.toBe(ofChecks()[0]);
  });

  it("is done by one process of a store", async () => {
    const one = writer(store, receiver.url, clock, { owner: "one" });
    const other = writer(store, receiver.url, clock, { owner: "other" });
    await one.turn();
    const before = receiver.taken.length;
    await other.turn();
    expect(receiver.taken.length).toBe(before);
  });

  it("waits while results wait for the store", async () => {
    const host = await target("rds01");
    let isSettled = false;
    const one = writer(store, receiver.url, clock, { isSettled: () => isSettled });
    await one.turn();
    await addChecks(store, host, nowMs, 3);
    nowMs += 4 * MINUTE_MS;
    await one.turn();
    expect(ofChecks()).toEqual([]);
    isSettled = true;
    await one.turn();
    expect(ofChecks()).toHaveLength(1);
  });

  it("signs in with secrets by reference, and shows none of them when that fails", async () => {
    const told: string[] = [];
    const settings = { name: "lab", url: receiver.url, username: "me", password: "env:PASSWORD" };
    await writer(store, receiver.url, clock, { settings }).turn();
    const basic = Buffer.from("me:the value of env:PASSWORD").toString("base64");
    expect(receiver.taken[0]?.headers["authorization"]).toBe(`Basic ${basic}`);
    receiver.stop();
    await writer(store, receiver.url, clock, { settings, onTrouble: (_, why) => told.push(why ?? "") }).turn();
    expect(told).toHaveLength(1);
    expect(told.join()).not.toContain("the value of");
  });

  it("goes to no address of a cloud's metadata service", async () => {
    const told: string[] = [];
    const settings = { name: "lab", url: "http://169.254.169.254/api/v1/write" };
    await writer(store, receiver.url, clock, { settings, onTrouble: (_, why) => told.push(why ?? "") }).turn();
    expect(told.join()).toContain("must not go to");
  });
});
