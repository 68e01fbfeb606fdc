// `rdpulse serve` as a person starts it: five hosts of the lab, each broken in another way, watched until five incidents
// with the right causes are there, and the alerts are in a real mailbox and a real Alertmanager.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  alertmanager,
  type Alertmanager,
  type Lab,
  mailServer,
  type MailServer,
  openAlerts,
  openLab,
  setUps,
  xrdp,
  type XrdpServer,
} from "../../lab/index.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/rdpulse.mjs", import.meta.url));
const BROKEN = {
  silent: "termservice-crash-loop",
  ssh: "port-conflict",
  "xrdp-no-certificate": "rdp-selfsigned-not-recreated",
  "xrdp-tls10": "tls-no-common-version",
} as const;

interface Incident {
  readonly id: number;
  readonly cause: string;
  readonly state: string;
  readonly scope: { readonly kind: string; readonly key: string };
}

interface Listed<Item> {
  readonly items: readonly Item[];
}

interface HostItem {
  readonly id: number;
  readonly name: string;
  readonly state: { readonly status: string } | null;
}

let lab: Lab;
let mail: MailServer;
let alerts: Alertmanager;
let dies: XrdpServer;
let folder: string;
let server: ChildProcess | undefined;
let url = "";

beforeAll(async () => {
  lab = openLab();
  folder = lab.makeFolder("monitor");
  [mail, alerts] = await Promise.all([mailServer(lab), alertmanager(lab)]);
  const targets: { name: string; host: string; port: number }[] = [];
  for (const name of Object.keys(BROKEN)) {
    const started = await setUps[name]?.start(lab, {});
    if (started !== undefined) targets.push({ name, host: started.address, port: started.port });
  }
  dies = await xrdp(lab, {});
  targets.push({ name: "dies", host: dies.address, port: dies.port });
  const configuration = {
    monitor: { intervalSeconds: 10 },
    incidents: { closeAfterSeconds: 10 },
    outbound: { allow: ["127.0.0.0/8"] },
    targets,
    channels: [
      {
        name: "mail",
        kind: "email",
        host: mail.address,
        port: mail.port,
        from: "rdpulse@lab.test",
        to: ["ops@lab.test"],
        insecureCertificate: true,
      },
      { name: "am", kind: "alertmanager", url: alerts.url },
    ],
    rules: [{ name: "all", channels: ["*"], waitSeconds: 1 }],
  };
  // YAML is a superset of JSON.
  writeFileSync(join(folder, "rdpulse.yaml"), JSON.stringify(configuration, null, 2));
});

afterAll(async () => {
  server?.kill("SIGKILL");
  await lab.close();
});

async function start(): Promise<void> {
  const args = [
    "serve",
    "--config",
    join(folder, "rdpulse.yaml"),
    "--data",
    join(folder, "data"),
    "--listen",
    "127.0.0.1:0",
  ];
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  server = child;
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [line] = await Promise.race([once(child.stdout.setEncoding("utf8"), "data"), once(child, "exit")]);
  const opened = /http:\S+/u.exec(String(line));
  if (opened === null) throw new Error(`serve did not start: ${said}`);
  [url] = opened;
}

async function get<Body>(path: string): Promise<Body> {
  const response = await fetch(new URL(`api/v1/${path}`, url));
  // The API's own tests hold its answers against their schemas.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (await response.json()) as Body;
}

async function until<Value>(what: string, look: () => Promise<Value | undefined>, withinMs: number): Promise<Value> {
  const endMs = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (Date.now() > endMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(200);
  }
}

async function openIncidents(): Promise<readonly Incident[]> {
  return (await get<Listed<Incident>>("incidents?state=open&limit=100")).items;
}

/** The open incidents once they are so many, undefined until then. */
async function whenOpen(count: number): Promise<readonly Incident[] | undefined> {
  const incidents = await openIncidents();
  return incidents.length === count ? incidents : undefined;
}

/** true once Alertmanager and the mailbox have so many. */
async function whenTold(shown: number, mails: number): Promise<true | undefined> {
  const open = await openAlerts(alerts);
  return open.length === shown && mail.messages().length >= mails ? true : undefined;
}

describe("rdpulse serve", () => {
  it("gives within an interval and its repeat one incident for each fault, with its cause", async () => {
    await start();
    const well = async (): Promise<true | undefined> => {
      const { items } = await get<Listed<HostItem>>("hosts");
      return items.find(({ name }) => name === "dies")?.state?.status === "up" ? true : undefined;
    };
    await until("the healthy host is up", well, 20_000);
    await dies.stop();
    const incidents = await until("five incidents", () => whenOpen(5), 40_000);
    const { items } = await get<Listed<HostItem>>("hosts");
    const nameOf = (incident: Incident): string =>
      items.find(({ id }) => String(id) === incident.scope.key)?.name ?? "";
    expect(Object.fromEntries(incidents.map((incident) => [nameOf(incident), incident.cause]))).toEqual({
      ...BROKEN,
      dies: "rdp-listener-not-listening",
    });
  });

  it("tells them in a real mailbox and in a real Alertmanager", async () => {
    await until("five alerts and five mails", () => whenTold(5, 5), 20_000);
    const ids = mail.messages().map((text) => /^Message-ID: (.*)$/imu.exec(text)?.[1]);
    expect(new Set(ids).size).toBe(5);
  });

  it("keeps its incidents over a kill, opens none twice, and tells nobody again", async () => {
    const before = await openIncidents();
    const mails = mail.messages().length;
    server?.kill("SIGKILL");
    if (server !== undefined) await once(server, "exit");
    await start();
    await sleep(12_000);
    const after = await openIncidents();
    expect(after.map(({ id, cause }) => [id, cause])).toEqual(before.map(({ id, cause }) => [id, cause]));
    expect(mail.messages()).toHaveLength(mails);
  });

  it("closes the incident of a host that is well again, and says so", async () => {
    await xrdp(lab, { address: dies.address, port: dies.port });
    const left = await until("the incident is closed", () => whenOpen(4), 50_000);
    expect(left.map(({ cause }) => cause)).not.toContain("rdp-listener-not-listening");
    await until("its end is told", () => whenTold(4, 6), 20_000);
    expect(mail.messages()).toHaveLength(6);
  });
});
