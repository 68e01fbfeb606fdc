// Discovery against real servers on loopback addresses: what is there, what is gone, what is none, by ranges, files and SRV.
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dnsServer, needs, openLab, xrdp, type Lab, type LabServer } from "../../lab/index.ts";
import { startStandIn, windows10, windowsServer2022 } from "../../lab/stand-in/index.ts";
import type { DiscoverySettings } from "../../src/core/configuration/index.ts";
import { DEFAULT_TENANT } from "../../src/core/fleet/index.ts";
import { DiscoverySchedule, type DiscoveryRun, gatherEndpoints } from "../../src/io/discovery/index.ts";
import { runCheck } from "../../src/io/probe/index.ts";
import { openStore, type Store } from "../../src/io/store/index.ts";

const HOUR = 3_600_000;

let lab: Lab;
let server: LabServer;
let folder: string;
let store: Store;
let port: number;
let prefix: string;

beforeEach(({ skip }) => needs(skip));

beforeAll(async () => {
  lab = openLab();
  folder = await mkdtemp(join(tmpdir(), "rdpulse-discovery-"));
  store = await openStore({ folder: join(folder, "store") });
  server = await xrdp(lab, { port: 3391 });
  port = server.port;
  prefix = server.address.split(".").slice(0, 3).join(".");
});
afterAll(async () => {
  await store.close();
  await lab.close();
  await rm(folder, { recursive: true });
});

const quick: Pick<DiscoverySettings, "perSecond" | "timeoutSeconds" | "everyMinutes"> = {
  perSecond: 500,
  timeoutSeconds: 1,
  everyMinutes: 60,
};

async function declare(settings: DiscoverySettings): Promise<void> {
  await store.resources.put(DEFAULT_TENANT, "discovery", settings.name, settings, "file", null, 0);
}

/** A schedule under a clock that the test moves. */
function scheduleAt(
  clock: { nowMs: number },
  forbidden: readonly string[] = [],
): {
  readonly schedule: DiscoverySchedule;
  readonly runs: DiscoveryRun[];
} {
  const runs: DiscoveryRun[] = [];
  const schedule = new DiscoverySchedule({
    store,
    runCheck,
    clock: { nowMs: () => clock.nowMs },
    owner: "test",
    folder,
    forbidden,
    onRun: (run) => runs.push(run),
  });
  return { schedule, runs };
}

describe("discovery", () => {
  it("finds servers in a range, watches them once, and tells when one vanished and came back", async () => {
    const last = Number(server.address.split(".").at(-1));
    const [nlaHost, otherHost, closedHost] = [1, 2, 3].map((step) => `${prefix}.${last + 20 + step}`);
    const standIn = await startStandIn(lab, windowsServer2022, { address: nlaHost ?? "", port });
    const web = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(port, otherHost);
    await once(web, "listening");
    const settings: DiscoverySettings = {
      name: "office",
      ...quick,
      hosts: [`${server.address}:${port}`],
      ranges: [`${nlaHost}-${last + 20 + 3}:${port}`],
      add: true,
      missedSweeps: 2,
      settings: { site: "lab", tags: { found: "yes" } },
    };
    await declare(settings);
    const clock = { nowMs: 1000 * HOUR };
    const { schedule, runs } = scheduleAt(clock);

    await schedule.runDue();
    expect(runs[0]).toMatchObject({
      total: 4,
      asked: 4,
      found: 2,
      other: 1,
      ended: "complete",
      added: 2,
      events: { found: 2 },
    });
    const targets = (await store.targets.all()).filter(({ origin }) => origin === "discovery");
    expect(targets.map(({ name, settings: { host, site } }) => ({ name, host, site }))).toEqual(
      expect.arrayContaining([
        { name: "stand-in-2022.stand-in.test", host: nlaHost, site: "lab" },
        { name: `${server.address}:${port}`, host: server.address, site: "lab" },
      ]),
    );
    // Not due yet, and nothing is added twice.
    clock.nowMs += HOUR / 2;
    await schedule.runDue();
    expect(runs).toHaveLength(1);

    await standIn.close();
    clock.nowMs += HOUR;
    await schedule.runDue();
    clock.nowMs += HOUR;
    await schedule.runDue();
    expect(runs.map(({ events, added }) => ({ events, added })).slice(1)).toEqual([
      { events: {}, added: 0 },
      { events: { vanished: 1 }, added: 0 },
    ]);

    const successor = await startStandIn(lab, windows10, { address: nlaHost ?? "", port });
    expect(await schedule.runNow("office")).toBe(true);
    await schedule.runDue();
    expect(runs.at(-1)).toMatchObject({ events: { returned: 1, renamed: 1 }, found: 2 });
    const { lines } = await store.changes.since(DEFAULT_TENANT, 0, 1000);
    const told = lines.filter(({ kind }) => kind === "discovery").map(({ detail }) => detail);
    expect(told).toEqual(
      expect.arrayContaining([
        { event: "vanished", host: nlaHost, port, name: "stand-in-2022.stand-in.test" },
        {
          event: "renamed",
          host: nlaHost,
          port,
          name: "stand-in-10.stand-in.test",
          before: "stand-in-2022.stand-in.test",
        },
      ]),
    );
    expect(JSON.stringify(told)).not.toContain(closedHost);
    expect((await store.targets.all()).filter(({ origin }) => origin === "discovery")).toHaveLength(2);
    await schedule.stop();
    await successor.close();
    web.close();
    await store.resources.remove(DEFAULT_TENANT, "discovery", "office", "file");
  });

  it("leaves forbidden ranges alone, also where a name leads there", async () => {
    const dns = await dnsServer(lab, { "rdp1.lab.test": { a: [server.address] } });
    await declare({
      name: "forbidden",
      ...quick,
      hosts: [`${server.address}:${port}`, `rdp1.lab.test:${port}`],
      resolver: `${dns.address}:${dns.port}`,
    });
    const { schedule, runs } = scheduleAt({ nowMs: 1 }, [`${server.address}/32`]);
    await schedule.runDue();
    expect(runs[0]).toMatchObject({ total: 2, asked: 0, found: 0, forbidden: 2 });
    await schedule.stop();
    await store.resources.remove(DEFAULT_TENANT, "discovery", "forbidden", "file");
  });

  it("ends when it is told to, counts nobody out, and is due again at once", async () => {
    await declare({ name: "long", ...quick, perSecond: 1, parallel: 1, ranges: [`${prefix}.1-250:${port}`] });
    const clock = { nowMs: 5 };
    const { schedule, runs } = scheduleAt(clock);
    const due = schedule.runDue();
    await expect.poll(() => schedule.progress?.progress.asked ?? 0).toBeGreaterThan(0);
    await schedule.stop();
    await due;
    expect(runs[0]?.ended).toBe("cancelled");
    expect(runs[0]?.asked).toBeLessThan(250);
    const memory = await store.resources.get(DEFAULT_TENANT, "discovery-memory", "long");
    expect(memory?.doc).toMatchObject({ lastStartedMs: null });
    // The lease is free for the next process.
    expect((await store.leases.list()).filter(({ name }) => name.endsWith("/long"))).toEqual([]);
    await store.resources.remove(DEFAULT_TENANT, "discovery", "long", "file");
  });
});

describe("sources", () => {
  it("are SRV records, best first, and a server that knows none is told", async () => {
    const service = { priority: 10, weight: 5, port: 3390, target: "rds01.lab.test" };
    const dns = await dnsServer(lab, {
      "_rdp._tcp.lab.test": { srv: [service, { ...service, priority: 1, target: "rds02.lab.test" }] },
      "_none._tcp.lab.test": { srv: [{ priority: 0, weight: 0, port: 0, target: "" }] },
    });
    const resolver = `${dns.address}:${dns.port}`;
    const found = await gatherEndpoints({ name: "x", resolver, srv: ["_rdp._tcp.lab.test"] }, { filesFrom: null });
    expect(found).toEqual({
      endpoints: [
        { host: "rds02.lab.test", port: 3390 },
        { host: "rds01.lab.test", port: 3390 },
      ],
      troubles: [],
      isWhole: true,
    });
    const none = await gatherEndpoints({ name: "x", resolver, srv: ["_none._tcp.lab.test"] }, { filesFrom: null });
    expect(none).toEqual({ endpoints: [], troubles: [], isWhole: true });
    const typo = await gatherEndpoints({ name: "x", resolver, srv: ["_rpd._tcp.lab.test"] }, { filesFrom: null });
    expect(typo.troubles.map(({ en }) => en)).toEqual(["_rpd._tcp.lab.test: no SRV records (ENOTFOUND)"]);
    expect(typo.isWhole).toBe(false);
  });

  it("are lists, tables, .rdp files and folders, and only the configuration file may name them", async () => {
    const inventory = join(folder, "inventory");
    await mkdir(inventory);
    await writeFile(join(inventory, "a.csv"), "hostname,owner\nrds01,ops\n192.0.2.8/31,ops\nnot a host,x\n");
    await writeFile(join(inventory, "b.rdp"), "full address:s:rds03:3390\r\n");
    await writeFile(join(inventory, "readme.md"), "rds99\n");
    await writeFile(join(folder, "list.txt"), "# mine\nrds01\nrds04\n");
    const settings = { name: "x", files: ["inventory", "*.txt", "missing.csv"] };
    const { endpoints, troubles, isWhole } = await gatherEndpoints(settings, { filesFrom: folder });
    expect(endpoints.map(({ host, port: at }) => `${host} ${at}`)).toEqual([
      "rds01 3389",
      "192.0.2.8 3389",
      "192.0.2.9 3389",
      "rds03 3390",
      "rds04 3389",
    ]);
    expect(troubles.map(({ en }) => en)).toEqual([
      "missing.csv: cannot be read (ENOENT)",
      expect.stringContaining("a.csv:4: "),
    ]);
    expect(isWhole).toBe(false);
    const refused = await gatherEndpoints(settings, { filesFrom: null });
    expect(refused.endpoints).toEqual([]);
    expect(refused.troubles[0]?.en).toContain("can only be named in its configuration file");
  });

  it("are refused when they are more than allowed", async () => {
    const settings = { name: "x", ranges: ["10.0.0.0/16"], maxAddresses: 1000 };
    const { endpoints, troubles } = await gatherEndpoints(settings, { filesFrom: null });
    expect(endpoints).toEqual([]);
    expect(troubles[0]?.en).toContain("65534");
  });
});
