// Long runs of the monitor: 200 kills at random moments on both stores, and PostgreSQL gone for ten minutes.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Lab, needs, openLab, postgresql } from "../../lab/index.ts";
import { openStore } from "../../src/io/store/index.ts";
import { ordeal, type OrdealFigures } from "../lab/monitor-ordeal.ts";
import {
  lightHosts,
  mailbox,
  openIncidents,
  quickConfiguration,
  serve,
  slotFaults,
  until,
  writeConfiguration,
} from "../lab/monitor-server.ts";

const KILLS = 200;
const OUTAGE_MS = 600_000;
const HOSTS = 100;
const INTERVAL_S = 10;
const WITHIN_MS = 2 * 3_600_000;

let lab: Lab;
beforeEach(({ skip }) => needs(skip, { packages: ["database"] }));
beforeAll(() => {
  lab = openLab();
});
afterAll(async () => lab.close());

function expectToHold(engine: string, figures: OrdealFigures): void {
  console.log(`${engine}: ${JSON.stringify(figures)}`);
  expect(figures).toMatchObject({ lost: [], checksLost: 0, slotsTwice: 0, incidentsUntold: 0, twins: 0 });
  expect(figures.incidents).toBe(figures.incidentsWanted);
  expect(figures.mostOfOneId).toBeLessThanOrEqual(2);
}

it(
  "loses nothing that it acknowledged over 200 kills on files",
  async () => {
    const figures = await ordeal(lab, { kills: KILLS });
    expectToHold("SQLite", figures);
  },
  WITHIN_MS,
);

it(
  "loses nothing that it acknowledged over 200 kills on PostgreSQL",
  async () => {
    const database = await postgresql(lab);
    const figures = await ordeal(lab, { kills: KILLS, store: database.url });
    expectToHold("PostgreSQL", figures);
  },
  WITHIN_MS,
);

it(
  "keeps every result and every incident while PostgreSQL is gone for ten minutes",
  async () => {
    const told = await mailbox(lab);
    let database = await postgresql(lab);
    const [steady, brittle] = [await lab.freePort(), await lab.freePort()];
    await lightHosts(lab, steady);
    const frail = await lightHosts(lab, brittle);
    const targets = Array.from({ length: HOSTS }, (_, index) => ({
      name: `h${index}`,
      host: `127.9.0.${index + 1}`,
      port: index < 3 ? brittle : steady,
    }));
    const folder = lab.makeFolder("outage");
    const config = writeConfiguration(folder, quickConfiguration(targets, told, INTERVAL_S));
    const server = await serve(lab, { data: lab.makeFolder("data"), config, store: database.url });
    await sleep(3 * INTERVAL_S * 1000);
    await database.stop();
    await sleep(OUTAGE_MS / 2);
    await frail.kill();
    expect((await server.call("GET", "hosts")).status).toBe(503);
    await sleep(OUTAGE_MS / 2);
    const { monitor } = await server.get<{ monitor: { unwritten: number } }>("health");
    database = await postgresql(lab, { folder: database.folder, address: database.address });
    const backMs = Date.now();
    const opened = async (): Promise<true | undefined> =>
      (await openIncidents(server)).length === 3 ? true : undefined;
    await until("three incidents", opened, 120_000);
    await until("three messages", () => (told.opened().length >= 3 ? true : undefined), 60_000);
    const settledMs = Date.now() - backMs;
    await sleep(3 * INTERVAL_S * 1000);
    const store = await openStore({ folder: lab.makeFolder("reader"), url: database.url });
    const all = await Promise.all(
      (await store.targets.all()).map(async ({ id, tenant }) => store.results.rows(tenant, id, 0, Date.now(), 10_000)),
    );
    await store.close();
    const faults = all.map((rows) => slotFaults(rows, INTERVAL_S * 1000));
    const figures = {
      outageMs: OUTAGE_MS,
      waitingAtTheEnd: monitor.unwritten,
      rows: all.flat().length,
      slotsMissing: faults.reduce((sum, { missing }) => sum + missing, 0),
      slotsTwice: faults.reduce((sum, { twice }) => sum + twice, 0),
      messages: told.opened().length,
      incidentsToldAfterMs: settledMs,
    };
    console.log(`PostgreSQL gone: ${JSON.stringify(figures)}`);
    expect(figures).toMatchObject({ slotsMissing: 0, slotsTwice: 0, messages: 3 });
    await server.kill();
  },
  WITHIN_MS,
);
