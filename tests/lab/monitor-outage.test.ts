// PostgreSQL goes away for 20 s under two running servers, and the file of their configuration changes.
import { setTimeout as sleep } from "node:timers/promises";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, lacks, openLab, postgresql, type PostgresqlServer } from "../../lab/index.ts";
import { openStore, type Store } from "../../src/io/store/index.ts";
import {
  type Incident,
  leftOutBy,
  lightHosts,
  type Listed,
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

const HOSTS = 30;
const INTERVAL_S = 5;
const OUTAGE_MS = 20_000;

const lacking = lacks({ packages: ["database"] });

let lab: Lab;
let database: PostgresqlServer;
let told: Mailbox;
let frail: RunningProgram;
let ports: { readonly steady: number; readonly brittle: number };
let config: string;
let servers: readonly MonitorServer[] = [];

interface Health {
  readonly ready: boolean;
  readonly reasons: readonly string[];
  readonly monitor: { readonly unwritten: number; readonly shards: number };
}

function configuration(hosts: number): Readonly<Record<string, unknown>> {
  const steady = Array.from({ length: hosts }, (_, index) => ({
    name: `h${index}`,
    host: `127.9.0.${index + 1}`,
    port: ports.steady,
  }));
  const frailOnes = [1, 2, 3].map((index) => ({ name: `f${index}`, host: `127.9.1.${index}`, port: ports.brittle }));
  return quickConfiguration([...steady, ...frailOnes], told, INTERVAL_S);
}

beforeAll(async () => {
  if (lacking !== "") return;
  lab = openLab();
  [database, told] = await Promise.all([postgresql(lab), mailbox(lab)]);
  ports = { steady: await lab.freePort(), brittle: await lab.freePort() };
  await lightHosts(lab, ports.steady);
  frail = await lightHosts(lab, ports.brittle);
  config = writeConfiguration(lab.folder, configuration(HOSTS));
  const start = async (): Promise<MonitorServer> =>
    serve(lab, { data: lab.makeFolder("data"), config, store: database.url });
  servers = await Promise.all([start(), start()]);
});

afterAll(async () => lab?.close());

async function health(server: MonitorServer): Promise<Health> {
  return server.get<Health>("health");
}

async function whenShared(): Promise<true | undefined> {
  const all = await Promise.all(servers.map(health));
  return all.every(({ monitor, ready }) => ready && Math.abs(monitor.shards - 32) <= 1) ? true : undefined;
}

async function slotsOf(store: Store, name: string): Promise<readonly { slotMs: number; kind: "interval" }[]> {
  const target = await store.targets.byName(1, name);
  if (target === null) return [];
  const rows = await store.results.rows(1, target.id, 0, Date.now(), 1000);
  return rows.flatMap(({ slotMs, kind }) =>
    kind === "repeat" || kind === "asked" ? [] : [{ slotMs, kind: "interval" }],
  );
}

/** Slots of these hosts that are there twice, or missing though no server says that it had no time; hosts that are silent. */
async function faultsOf(names: readonly string[]): Promise<object> {
  const store = await openStore({ folder: lab.makeFolder("reader"), url: database.url });
  try {
    const all = await Promise.all(names.map(async (name) => ({ name, rows: await slotsOf(store, name) })));
    const faults = all.map(({ rows }) => slotFaults(rows, INTERVAL_S * 1000));
    const leftOut = (await Promise.all(servers.map(leftOutBy))).reduce((sum, skipped) => sum + skipped, 0);
    const missingSlots = faults.reduce((sum, fault) => sum + fault.missing, 0);
    const isSilent = (rows: readonly { readonly slotMs: number }[]): boolean =>
      Math.max(0, ...rows.map(({ slotMs }) => slotMs)) < Date.now() - 3 * INTERVAL_S * 1000;
    return {
      lost: Math.max(0, missingSlots - leftOut),
      twice: faults.reduce((sum, { twice }) => sum + twice, 0),
      silent: all.filter(({ rows }) => isSilent(rows)).map(({ name }) => name),
    };
  } finally {
    await store.close();
  }
}

const NO_FAULTS = { lost: 0, twice: 0, silent: [] };

async function count(server: MonitorServer): Promise<number> {
  return (await server.get<Listed<object>>("hosts")).items.length;
}

const NAMES = Array.from({ length: HOSTS }, (_, index) => `h${index}`);

describe.skipIf(lacking !== "")(`two servers${lacking}`, () => {
  it("say that PostgreSQL is gone, answer 503, and lose nothing of what happened meanwhile", async () => {
    await until("equal shares", whenShared, 25_000);
    await database.stop();
    const endMs = Date.now() + OUTAGE_MS;
    await sleep(2000);
    await frail.kill();
    for (const server of servers) {
      const answer = await server.call<{ status: number }>("GET", "hosts");
      expect([answer.status, answer.type, answer.body.status]).toEqual([
        503,
        expect.stringContaining("application/problem+json"),
        503,
      ]);
      const write = await server.call("POST", "hosts", { host: "127.0.0.1" });
      expect(write.status).toBe(503);
      const { ready, reasons } = await health(server);
      expect([ready, reasons.join()]).toEqual([false, expect.stringMatching(/PostgreSQL/u)]);
      expect((await server.call("GET", "health/ready")).status).toBe(503);
      expect((await server.call("GET", "health/live")).status).toBe(200);
    }
    await sleep(Math.max(0, endMs - Date.now()));
    const waiting = await Promise.all(servers.map(async (server) => (await health(server)).monitor.unwritten));
    expect(Math.min(...waiting)).toBeGreaterThan(0);
    for (const server of servers) expect(server.said().match(/Store: .*PostgreSQL/gu)).toHaveLength(1);
    database = await postgresql(lab, { folder: database.folder, address: database.address });
    const [server] = servers;
    if (server === undefined) throw new Error("a server");
    const opened = async (): Promise<true | undefined> =>
      (await openIncidents(server)).length === 3 ? true : undefined;
    await until("three incidents", opened, 30_000);
    await until("three messages", () => (told.opened().length >= 3 ? true : undefined), 10_000);
    await until("all is written", whenShared, 20_000);
    for (const each of servers) expect(each.said()).toMatch(/Store: works again/u);
    expect(await faultsOf(NAMES)).toEqual(NO_FAULTS);
    const { items } = await server.get<Listed<Incident>>("incidents?limit=100");
    expect(items).toHaveLength(3);
    expect(new Set(told.opened().map(({ id }) => id)).size).toBe(3);
  });

  it("take over a file that changes, refuse a bad one, and drop no watch", async () => {
    const whenAll = (hosts: number) => async (): Promise<true | undefined> => {
      const counts = await Promise.all(servers.map(count));
      return counts.every((each) => each === hosts + 3) ? true : undefined;
    };
    writeConfiguration(lab.folder, configuration(HOSTS + 2));
    await until("two hosts more", whenAll(HOSTS + 2), 10_000);
    writeFileSync(config, "monitor: { intervalSecond: 5 }\n");
    await until(
      "a word about it",
      () => (servers.every((server) => /intervalSecond\b/u.test(server.said())) ? true : undefined),
      10_000,
    );
    for (const server of servers) expect(server.said()).toMatch(/rdpulse\.yaml:1:\d+: .*intervalSeconds/u);
    expect(await Promise.all(servers.map(count))).toEqual([HOSTS + 5, HOSTS + 5]);
    writeConfiguration(lab.folder, configuration(HOSTS - 1));
    await until("three hosts less", whenAll(HOSTS - 1), 10_000);
    await sleep(INTERVAL_S * 1000);
    expect(await faultsOf(NAMES.slice(0, -1))).toEqual(NO_FAULTS);
  });
});
