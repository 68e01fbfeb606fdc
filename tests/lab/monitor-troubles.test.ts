// What goes wrong around a running server, done for real: kills in the middle of its work, a damaged file, a locked one, a full
// disk, a clock that jumps, a port that is taken. `npm run soak` kills it 200 times.
import { execFileSync } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type Lab, needs, openLab } from "../../lab/index.ts";
import { openStore } from "../../src/io/store/index.ts";
import { ordeal } from "./monitor-ordeal.ts";
import {
  type HostItem,
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
  type ServeOptions,
  slotFaults,
  startProgram,
  startServe,
  type Surroundings,
  until,
  writeConfiguration,
} from "./monitor-server.ts";

const HOSTS = 8;
const INTERVAL_S = 5;
const HOUR_S = 3600;
/** Longer than SQLite waits for another program. */
const LOCKED_MS = 8000;

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(async () => lab.close());

interface Fleet {
  readonly place: ServeOptions;
  readonly told: Mailbox;
  /** The process that is the host named "frail". */
  frail: RunningProgram;
  readonly frailPort: number;
}

/** Healthy hosts, one that can be ended, and a place for a server of their own. */
async function fleet(
  data: string = join(lab.makeFolder("store"), "data"),
  surroundings: Surroundings = {},
): Promise<Fleet> {
  const [steady, frailPort] = [await lab.freePort(), await lab.freePort()];
  const [told, frail] = await Promise.all([
    mailbox(lab),
    lightHosts(lab, frailPort, surroundings),
    lightHosts(lab, steady, surroundings),
  ]);
  const targets = [
    ...Array.from({ length: HOSTS }, (_, index) => ({ name: `h${index}`, host: `127.9.0.${index + 1}`, port: steady })),
    { name: "frail", host: "127.9.1.1", port: frailPort },
  ];
  const config = writeConfiguration(lab.makeFolder("config"), quickConfiguration(targets, told, INTERVAL_S));
  return { place: { data, config, ...surroundings }, told, frail, frailPort };
}

async function hostsOf(server: MonitorServer): Promise<readonly HostItem[]> {
  return (await server.get<Listed<HostItem>>("hosts?limit=100")).items;
}

/** true when all are up and were checked for a slot of this moment or later. */
async function whenUp(server: MonitorServer, fromMs = 0): Promise<true | undefined> {
  const hosts = await hostsOf(server);
  const isUp = ({ state }: HostItem): boolean => state?.status === "up" && (state.lastSlotMs ?? 0) >= fromMs;
  return hosts.length > HOSTS && hosts.every(isUp) ? true : undefined;
}

async function whenOpen(server: MonitorServer, count: number): Promise<true | undefined> {
  return (await openIncidents(server)).length === count ? true : undefined;
}

function saying(program: RunningProgram, pattern: RegExp): () => true | undefined {
  return () => (pattern.test(program.said()) ? true : undefined);
}

/** Slots of all hosts that are missing or there twice, as another reader finds them. */
async function faultsIn(folder: string): Promise<{ readonly missing: number; readonly twice: number }> {
  const store = await openStore({ folder });
  try {
    let [missing, twice] = [0, 0];
    for (const { id, tenant } of await store.targets.all()) {
      const rows = await store.results.rows(tenant, id, 0, Number.MAX_SAFE_INTEGER, 1000);
      const faults = slotFaults(rows, INTERVAL_S * 1000);
      missing += faults.missing;
      twice += faults.twice;
    }
    return { missing, twice };
  } finally {
    await store.close();
  }
}

/** Damage of the first half of a file. */
function damage(path: string): void {
  const bytes = Math.floor(statSync(path).size / 2);
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(bytes, 0xa5), 0, bytes, 0);
  closeSync(file);
}

describe.concurrent("a server", { timeout: 120_000 }, () => {
  it("loses nothing that it acknowledged, and opens no incident twice, when it is killed three times", async ({
    expect,
  }) => {
    const figures = await ordeal(lab, { kills: 3 });
    expect(figures).toMatchObject({ lost: [], checksLost: 0, slotsTwice: 0, incidentsUntold: 0, twins: 0 });
    expect(figures.incidents).toBe(figures.incidentsWanted);
    expect(figures.mostOfOneId).toBeLessThanOrEqual(2);
    expect(figures.acknowledged.settings).toBeGreaterThan(0);
    expect(figures.checksSeen).toBeGreaterThan(0);
  });

  it("says that its port is taken", async ({ expect }) => {
    const { place } = await fleet();
    const first = await serve(lab, place);
    const listen = new URL(first.url).host;
    const second = startServe(lab, { data: lab.makeFolder("other"), listen });
    expect(await second.ended()).toBe(3);
    expect(second.said()).toMatch(new RegExp(`^rdpulse: cannot listen on ${listen}: .*Give another address`, "mu"));
    const same = startServe(lab, place);
    expect(await same.ended()).toBe(3);
    expect(same.said()).toMatch(/another rdpulse serve works here; stop it/u);
    await first.kill();
  });

  it("sets damaged results aside and goes on; with damaged state it says how to restore a backup", async ({
    expect,
  }) => {
    const { place, told, frail } = await fleet();
    let server = await serve(lab, place);
    await until("all are up", () => whenUp(server), 30_000);
    await frail.kill();
    await until("an incident", () => whenOpen(server, 1), 30_000);
    await until("a message", () => (told.opened().length === 1 ? true : undefined), 20_000);
    const [incident] = await openIncidents(server);
    const noted = await server.call("POST", `incidents/${incident?.id}/note`, { text: "seen" });
    expect(noted.status).toBe(200);
    const backup = join(lab.makeFolder("backup"), "monitor.tar");
    expect(await startProgram(lab, ["backup", backup, "--data", place.data]).ended()).toBe(0);
    // Ended in good order, all is in the files and nothing in their logs, from which SQLite could mend them.
    server.signal("SIGTERM");
    expect(await server.ended()).toBe(0);

    damage(join(place.data, "results.db"));
    const atMs = Date.now();
    server = await serve(lab, place);
    expect(server.said()).toMatch(/results\.db is damaged: it is kept as .*results\.db\.damaged-\S+Z, and a new one/u);
    expect(readdirSync(place.data).filter((name) => /^results\.db\.damaged-\d+T\d+Z$/u.test(name))).toHaveLength(1);
    const isJudged = async (): Promise<true | undefined> => {
      const hosts = await hostsOf(server);
      const ofNow = hosts.filter(({ state }) => (state?.lastSlotMs ?? 0) > atMs - INTERVAL_S * 1000);
      return ofNow.length === HOSTS + 1 && ofNow.filter(({ state }) => state?.status === "up").length === HOSTS
        ? true
        : undefined;
    };
    await until("every host is judged anew", isJudged, 30_000);
    await sleep(2 * INTERVAL_S * 1000);
    const { items } = await server.get<Listed<Incident>>("incidents?limit=100");
    expect(items.map(({ id, state }) => [id, state])).toEqual([[incident?.id, incident?.state]]);
    const { timeline } = await server.get<{ timeline: readonly object[] }>(`incidents/${incident?.id}`);
    expect(JSON.stringify(timeline)).toContain('"seen"');
    expect(told.opened()).toHaveLength(1);
    server.signal("SIGTERM");
    await server.ended();

    damage(join(place.data, "state.db"));
    const refused = startServe(lab, place);
    expect(await refused.ended()).toBe(3);
    expect(refused.said()).toMatch(/^rdpulse: .*state\.db: .*rdpulse restore FILE --force/mu);
    const restored = startProgram(lab, ["restore", backup, "--force", "--data", place.data]);
    expect([await restored.ended(), restored.said()]).toEqual([0, expect.stringContaining(place.data)]);
    server = await serve(lab, place);
    expect(await hostsOf(server)).toHaveLength(HOSTS + 1);
    expect((await openIncidents(server)).map(({ id }) => id)).toEqual([incident?.id]);
    await server.kill();
  });

  it("waits for a program that holds its files, answers 503 meanwhile, and loses nothing", async ({ expect }) => {
    const { place, told, frail } = await fleet();
    const server = await serve(lab, place);
    await until("all are up", () => whenUp(server), 30_000);
    const holders = ["state.db", "results.db"].map((name) => new DatabaseSync(join(place.data, name)));
    for (const holder of holders) holder.exec("BEGIN IMMEDIATE");
    const freeMs = Date.now() + LOCKED_MS;
    await frail.kill();
    const write = await server.call<{ detail?: unknown }>("POST", "hosts", { name: "late", host: "127.9.1.2" });
    expect([write.status, write.type]).toEqual([503, expect.stringContaining("application/problem+json")]);
    // Who only looks waits for nobody.
    expect(await hostsOf(server)).toHaveLength(HOSTS + 1);
    await until("it is said", saying(server, /Store: .*locked; another program holds it/u), 20_000);
    await sleep(Math.max(0, freeMs - Date.now()));
    for (const holder of holders) {
      holder.exec("ROLLBACK");
      holder.close();
    }
    await until("it works again", saying(server, /Store: works again/u), 30_000);
    await until("the incident of meanwhile", () => whenOpen(server, 1), 30_000);
    await until("a message", () => (told.opened().length === 1 ? true : undefined), 20_000);
    await until("all is written", async () => ((await unwritten(server)) === 0 ? true : undefined), 20_000);
    expect(await faultsIn(place.data)).toEqual({ missing: await leftOutBy(server), twice: 0 });
    expect((await server.call("POST", "hosts", { name: "late", host: "127.9.1.2" })).status).toBe(201);
    await server.kill();
  });

  it("says that its disk is full, goes on when there is room, and loses nothing that it acknowledged", async ({
    expect,
    skip,
  }) => {
    needs(skip, { root: true, packages: [] });
    const mount = join(lab.folder, "small");
    mkdirSync(mount);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs", mount]);
    lab.onClose(() => void execFileSync("umount", ["-l", mount]));
    const { place, told, frail } = await fleet(join(mount, "data"));
    let server = await serve(lab, place);
    await until("all are up", () => whenUp(server), 30_000);
    fill(join(mount, "ballast"));
    const acknowledged: string[] = [];
    const refused = await until(
      "a change is refused",
      async () => {
        const name = `n${acknowledged.length}`;
        const answer = await server.call<{ detail?: unknown }>("POST", "hosts", { name, host: "127.9.1.2", port: 1 });
        if (answer.status !== 201) return answer;
        acknowledged.push(name);
        return undefined;
      },
      20_000,
    );
    expect([refused.status, refused.type]).toEqual([503, expect.stringContaining("application/problem+json")]);
    await frail.kill();
    await until("it is said", saying(server, /Store: .*\.db: .*full; make room on that disk/u), 30_000);
    const { ready } = await server.get<{ ready: boolean }>("health");
    expect(ready).toBe(false);
    await sleep(INTERVAL_S * 1000);
    rmSync(join(mount, "ballast"));
    await until("it works again", saying(server, /Store: works again/u), 40_000);
    await until("the incident of meanwhile", () => whenTold(told), 40_000);
    await until("all is written", async () => ((await unwritten(server)) === 0 ? true : undefined), 20_000);
    const leftOut = await leftOutBy(server);
    await server.kill();
    expect(await faultsIn(place.data)).toEqual({ missing: leftOut, twice: 0 });
    server = await serve(lab, place);
    const names = (await hostsOf(server)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(acknowledged));
    expect(names).toHaveLength(HOSTS + 1 + acknowledged.length);
    await server.kill();
  });

  it("goes on checking when its clock jumps ahead, back, and back over a restart", async ({ expect, skip }) => {
    needs(skip);
    const offset = join(lab.makeFolder("clock"), "offset");
    const set = (seconds: number): number => {
      // At once: a program that reads an empty file would have the right time for a moment.
      writeFileSync(`${offset}.new`, `${seconds < 0 ? "-" : "+"}${Math.abs(seconds)}\n`);
      renameSync(`${offset}.new`, offset);
      return Date.now() + seconds * 1000;
    };
    set(0);
    // The hosts have the same clock, or each of them would be told to be wrong.
    const env = {
      LD_PRELOAD: "/usr/$LIB/faketime/libfaketimeMT.so.1",
      FAKETIME_TIMESTAMP_FILE: offset,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
    const { place, told, frail, frailPort } = await fleet(undefined, { env });
    let server = await serve(lab, place);
    await until("all are up", () => whenUp(server), 30_000);

    const aheadMs = set(2 * HOUR_S);
    await until("it is said", saying(server, /Clock: 7200 s further/u), 10_000);
    await until("all are checked in the new time", () => whenUp(server, aheadMs), 30_000);

    set(-HOUR_S);
    await until("it is said", saying(server, /Clock: set back by 10800 s/u), 10_000);
    await until("checks go on", () => whenUp(server, aheadMs + 3 * INTERVAL_S * 1000), 40_000);
    await frail.kill();
    await until("an incident", () => whenOpen(server, 1), 30_000);
    await until("a message", () => whenTold(told), 20_000);
    await server.kill();

    server = await serve(lab, place);
    await lightHosts(lab, frailPort, { env });
    await until("the incident is closed", () => whenOpen(server, 0), 40_000);
    await until("all are up", () => whenUp(server), 20_000);
    const timesMs = (await hostsOf(server)).map(({ state }) => state?.lastAtMs ?? 0);
    expect(Math.max(...timesMs)).toBeLessThan(Date.now() - (HOUR_S - 60) * 1000);
    const { items } = await server.get<Listed<Incident>>("incidents?limit=100");
    expect(items, JSON.stringify(items)).toHaveLength(1);
    expect(new Set(told.opened().map(({ id }) => id)).size).toBe(1);
    await server.kill();
    expect(await faultsIn(place.data)).toMatchObject({ twice: 0 });
  });
});

function whenTold(told: Mailbox): true | undefined {
  return told.opened().length > 0 ? true : undefined;
}

async function unwritten(server: MonitorServer): Promise<number> {
  return (await server.get<{ monitor: { unwritten: number } }>("health")).monitor.unwritten;
}

/** Takes all the room that is left. */
function fill(path: string): void {
  const file = openSync(path, "w");
  try {
    for (;;) writeSync(file, Buffer.alloc(65_536, 1));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  } finally {
    closeSync(file);
  }
}
