// The configuration file of a server that runs is changed: what it says holds at once, and no watch is dropped for it.
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { createConnection, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab } from "../../lab/index.ts";
import {
  lightHosts,
  type Listed,
  mailbox,
  type Mailbox,
  type MonitorServer,
  openIncidents,
  quickConfiguration,
  type RunningProgram,
  serve,
  slotFaults,
  until,
  writeConfiguration,
} from "./monitor-server.ts";

const PORT = 3425;
const INTERVAL_S = 5;
const WITHIN_MS = 30_000;

let lab: Lab;
let told: Mailbox;
let hosts: RunningProgram;
let server: MonitorServer;
let config: string;
let before: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  lab = openLab();
  told = await mailbox(lab);
  hosts = await lightHosts(lab, PORT);
  const targets = Array.from({ length: 3 }, (_, at) => ({ name: `h${at}`, host: `127.25.0.${at + 1}`, port: PORT }));
  // Nothing on this machine may be told anything, and an incident closes after an hour.
  before = {
    ...quickConfiguration(targets, told, INTERVAL_S),
    incidents: { closeAfterSeconds: 3600, widenFrom: 1000 },
    outbound: {},
  };
  config = writeConfiguration(lab.folder, before);
  server = await serve(lab, { data: lab.makeFolder("data"), config });
});

afterAll(async () => lab?.close());

async function reload(configuration: object): Promise<string> {
  const said = server.said().length;
  writeFileSync(config, JSON.stringify(configuration));
  return until(
    "the file is taken over",
    () => {
      const news = server.said().slice(said);
      return news.includes("taken over") ? news : undefined;
    },
    WITHIN_MS,
  );
}

async function statusFor(hostName: string): Promise<number | undefined> {
  const url = new URL("api/v1/hosts", server.url);
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { host: hostName } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on("error", reject).end();
  });
}

async function freePort(): Promise<number> {
  const taken = createServer();
  return new Promise((resolve) => {
    taken.listen(0, "127.0.0.1", () => {
      const address = taken.address();
      taken.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

describe("another version of the configuration file", () => {
  it("holds at once, and says what waits for the next start", async () => {
    const test = async (): Promise<unknown> =>
      (await server.call<{ ok: boolean }>("POST", "channels/hook/test", {})).body;
    expect(await test()).toMatchObject({ ok: false });
    expect(await statusFor("rdpulse.example.test")).toBe(421);

    await hosts.kill();
    await until(
      "three incidents",
      async () => ((await openIncidents(server)).length === 3 ? true : undefined),
      WITHIN_MS,
    );
    hosts = await lightHosts(lab, PORT);
    const good = async (): Promise<true | undefined> => {
      const open = await openIncidents(server);
      return open.every((incident) => "goodSinceMs" in incident) ? true : undefined;
    };
    await until("all are well again, and no incident closes", good, WITHIN_MS);

    const port = await freePort();
    const news = await reload({
      ...before,
      server: { allowHosts: ["rdpulse.example.test"] },
      incidents: { closeAfterSeconds: 5, widenFrom: 1000 },
      outbound: { allow: ["127.0.0.0/8"] },
      ingest: { syslog: `127.0.0.1:${port}` },
    });
    expect(news).not.toContain("takes effect at the next start");
    expect(await test()).toMatchObject({ ok: true });
    expect(await statusFor("rdpulse.example.test")).toBe(200);
    expect(await listens(port)).toBe(true);
    await until("they close", async () => ((await openIncidents(server)).length === 0 ? true : undefined), WITHIN_MS);

    const later = await reload({ ...before, metrics: { signIn: true } });
    expect(later).toContain("metrics.signIn: takes effect at the next start");
    expect(await listens(port)).toBe(false);
    expect(await statusFor("rdpulse.example.test")).toBe(421);

    const { items } = await server.get<Listed<{ id: number }>>("hosts");
    for (const { id } of items) {
      const rows = await server.get<Listed<{ slotMs: number; kind: string }>>(`hosts/${id}/results?limit=1000`);
      expect(slotFaults(rows.items, INTERVAL_S * 1000)).toEqual({ missing: 0, twice: 0 });
    }
  }, 180_000);
});
