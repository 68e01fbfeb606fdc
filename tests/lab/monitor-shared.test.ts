// Three servers on one PostgreSQL: they share the fleet, and when one is killed the others take over what was its.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, lacks, openLab, postgresql, type PostgresqlServer } from "../../lab/index.ts";
import { openStore, type Store } from "../../src/io/store/index.ts";
import {
  lightHosts,
  type Mailbox,
  mailbox,
  type MonitorServer,
  openIncidents,
  quickConfiguration,
  type RunningProgram,
  serve,
  slotFaults,
  until,
  writeConfiguration,
} from "./monitor-server.ts";

const HOSTS = 60;
/** Longer than a lease and its renewal, so that a server that dies costs no slot. */
const INTERVAL_S = 15;
const LEASE_S = 10;

const lacking = lacks({ packages: ["database"] });

let lab: Lab;
let database: PostgresqlServer;
let store: Store;
let told: Mailbox;
let frail: RunningProgram;
let servers: readonly MonitorServer[] = [];

beforeAll(async () => {
  if (lacking !== "") return;
  lab = openLab();
  [database, told] = await Promise.all([postgresql(lab), mailbox(lab)]);
  store = await openStore({ folder: lab.makeFolder("reader"), url: database.url });
  const [steady, brittle, closed] = await Promise.all([lab.freePort(), lab.freePort(), lab.freePort()]);
  await lightHosts(lab, steady);
  frail = await lightHosts(lab, brittle);
  const targets = [
    ...Array.from({ length: HOSTS }, (_, index) => ({ name: `h${index}`, host: `127.9.0.${index + 1}`, port: steady })),
    ...[1, 2, 3].map((index) => ({ name: `f${index}`, host: `127.9.1.${index}`, port: brittle })),
    ...[1, 2].map((index) => ({ name: `d${index}`, host: `127.9.2.${index}`, port: closed })),
  ];
  const config = writeConfiguration(lab.folder, quickConfiguration(targets, told, INTERVAL_S));
  const start = async (): Promise<MonitorServer> =>
    serve(lab, { data: lab.makeFolder("data"), config, store: database.url });
  servers = await Promise.all([start(), start(), start()]);
});

afterAll(async () => {
  await store?.close();
  await lab?.close();
});

async function shards(server: MonitorServer): Promise<number> {
  return (await server.get<{ monitor: { shards: number } }>("health")).monitor.shards;
}

async function whenShared(among: readonly MonitorServer[]): Promise<readonly number[] | undefined> {
  const held = await Promise.all(among.map(shards));
  const even = 64 / among.length;
  const isEven = held.every((count) => Math.abs(count - even) <= 2);
  return isEven && held.reduce((sum, count) => sum + count, 0) === 64 ? held : undefined;
}

async function whenOpen(count: number): Promise<true | undefined> {
  const [server] = servers;
  return server !== undefined && (await openIncidents(server)).length === count ? true : undefined;
}

describe.skipIf(lacking !== "")(`three servers on one PostgreSQL${lacking}`, () => {
  it("come to equal shares of the fleet, and one of them judges it", async () => {
    await until("equal shares", () => whenShared(servers), 20_000);
    await until("two incidents", () => whenOpen(2), 20_000);
    await until("two messages", () => (told.opened().length === 2 ? true : undefined), 10_000);
    const holders = (await store.leases.list()).filter(({ name }) => name === "judge");
    expect(holders).toHaveLength(1);
  });

  it("lose no slot, make none twice, and open each incident once when their judge is killed", async () => {
    const [judge] = (await store.leases.list()).filter(({ name }) => name === "judge");
    const dying = servers.find(({ pid }) => judge?.owner.includes(`-${pid}-`) === true);
    if (dying === undefined) throw new Error(`nobody is ${judge?.owner}`);
    await dying.kill();
    servers = servers.filter((server) => server !== dying);
    await frail.kill();
    await until("the others hold it all", () => whenShared(servers), (LEASE_S + 5) * 1000);
    await until("five incidents", () => whenOpen(5), 25_000);
    await until("five messages", () => (told.opened().length >= 5 ? true : undefined), 10_000);
    await sleep(INTERVAL_S * 1000);
    const [server] = servers;
    const { items } = (await server?.get<{ items: { id: number }[] }>("incidents?limit=100")) ?? { items: [] };
    expect(items).toHaveLength(5);
    expect(new Set(told.opened().map(({ subject }) => subject)).size).toBe(5);
    expect(new Set(told.opened().map(({ id }) => id)).size).toBe(5);
    const targets = await store.targets.all();
    const faults = await Promise.all(
      targets.map(async ({ id, tenant }) => {
        const rows = await store.results.rows(tenant, id, 0, Date.now(), 1000);
        return slotFaults(rows, INTERVAL_S * 1000);
      }),
    );
    expect(faults.filter(({ missing: gaps, twice }) => gaps + twice > 0)).toEqual([]);
    const states = await store.results.states(null);
    const silent = states.filter(({ lastSlotMs }) => lastSlotMs < Date.now() - 2 * INTERVAL_S * 1000);
    expect([states.length, silent]).toEqual([targets.length, []]);
  });
});
