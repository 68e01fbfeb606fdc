// `rdpulse serve` as a person starts it: five hosts of the lab, each broken in another way, watched until five incidents
// with the right causes are there, and the alerts are in a real mailbox and a real Alertmanager.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  alertmanager,
  type Alertmanager,
  type Lab,
  mailServer,
  type MailServer,
  lacks,
  openAlerts,
  openLab,
  setUps,
  xrdp,
  type XrdpServer,
} from "../../lab/index.ts";
import {
  type HostItem,
  type Incident,
  type Listed,
  type MonitorServer,
  openIncidents,
  serve,
  until,
  writeConfiguration,
} from "./monitor-server.ts";

const lacking = lacks({ packages: ["core", "alerting"] });

const INTERVAL_S = 5;
const BROKEN = {
  silent: "termservice-crash-loop",
  ssh: "port-conflict",
  "xrdp-no-certificate": "rdp-selfsigned-not-recreated",
  "xrdp-tls10": "tls-no-common-version",
} as const;

let lab: Lab;
let mail: MailServer;
let alerts: Alertmanager;
let dies: XrdpServer;
let folder: string;
let server: MonitorServer;
let config: string;

beforeAll(async () => {
  if (lacking !== "") return;
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
    monitor: { intervalSeconds: INTERVAL_S },
    incidents: { closeAfterSeconds: INTERVAL_S },
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
  config = writeConfiguration(folder, configuration);
});

afterAll(async () => {
  await lab?.close();
});

async function start(): Promise<MonitorServer> {
  return serve(lab, { data: join(folder, "data"), config });
}

/** The open incidents once they are so many, undefined until then. */
async function whenOpen(count: number): Promise<readonly Incident[] | undefined> {
  const incidents = await openIncidents(server);
  return incidents.length === count ? incidents : undefined;
}

/** true once Alertmanager and the mailbox have so many. */
async function whenTold(shown: number, mails: number): Promise<true | undefined> {
  const open = await openAlerts(alerts);
  return open.length === shown && mail.messages().length >= mails ? true : undefined;
}

describe.skipIf(lacking !== "")(`rdpulse serve${lacking}`, () => {
  it("gives within an interval and its repeat one incident for each fault, with its cause", async () => {
    server = await start();
    const well = async (): Promise<true | undefined> => {
      const { items } = await server.get<Listed<HostItem>>("hosts");
      return items.find(({ name }) => name === "dies")?.state?.status === "up" ? true : undefined;
    };
    await until("the healthy host is up", well, 20_000);
    await dies.stop();
    const incidents = await until("five incidents", () => whenOpen(5), 40_000);
    const { items } = await server.get<Listed<HostItem>>("hosts");
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
    const before = await openIncidents(server);
    const mails = mail.messages().length;
    await server.kill();
    server = await start();
    // Long enough for a check, its repeat, and a message.
    await sleep(2 * INTERVAL_S * 1000);
    const after = await openIncidents(server);
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
