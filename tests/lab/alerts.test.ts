// Alerts in a real Alertmanager of Debian: what the router decides, through the outbox and the dispatcher, seen in its API.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { alertmanager, mailServer, needs, openAlerts, openLab, type Lab } from "../../lab/index.ts";
import { AlertRouter, DEFAULT_RULES, type ChannelSettings } from "../../src/core/alerting/index.ts";
import type { IncidentRecord } from "../../src/core/incident/index.ts";
import { traitsOf, zoneOffsetMinutes } from "../../src/io/notify/index.ts";
import { desk, receiver, type Desk, type Receiver } from "../unit/notify/bench.ts";

let lab: Lab | undefined;
let hook: Receiver | undefined;

afterEach(async () => {
  await hook?.stop();
  await lab?.close();
});

function incident(nowMs: number, over: Partial<IncidentRecord> = {}): IncidentRecord {
  return {
    id: 41,
    tenant: 1,
    cause: "rdp-listener-not-listening",
    effect: "blocks",
    stage: "tcp",
    confidence: 0.9,
    because: [],
    scope: { kind: "target", key: "7" },
    severity: "major",
    state: "open",
    firstFailureMs: nowMs - 30_000,
    openedMs: nowMs - 25_000,
    reopened: 0,
    members: [{ target: 7, joinedMs: nowMs - 25_000 }],
    outageMs: 0,
    revision: 1,
    ...over,
  };
}

describe("Alertmanager", () => {
  it("shows an incident with its labels, follows its severity, and hears of its end", async ({ skip }) => {
    needs(skip, { packages: ["alerting"] });
    lab = openLab();
    hook = await receiver();
    const server = await alertmanager(lab, { webhook: hook.url });
    const channels = [{ name: "am", kind: "alertmanager", url: server.url }];
    const router = new AlertRouter({
      rules: DEFAULT_RULES,
      channels,
      traitsOf,
      zoneOffset: zoneOffsetMinutes,
      targetOf: () => ({ name: "ts07", settings: { host: "ts07.example" } }),
    });
    // Alertmanager has a clock of its own: this test cannot move it.
    const bench = desk(channels, {}, { clock: { nowMs: () => Date.now() } });
    const tell = async (changed: readonly IncidentRecord[]): Promise<void> => {
      await routed(router, bench, changed);
    };

    await tell([incident(Date.now())]);
    const [open, ...others] = await openAlerts(server);
    expect(others).toEqual([]);
    expect(open?.labels).toEqual({
      alertname: "RDPulseIncident",
      subject: "incident-41",
      tenant: "1",
      severity: "major",
    });
    expect(open?.annotations).toMatchObject({ hosts: "ts07", cause: "rdp-listener-not-listening" });

    await tell([incident(Date.now(), { severity: "critical", scope: { kind: "gateway", key: "gw1" }, revision: 2 })]);
    expect((await openAlerts(server)).map((alert) => alert.labels["severity"])).toEqual(["critical"]);

    await sleep(10);
    const nowMs = Date.now();
    await tell([incident(nowMs, { severity: "critical", state: "closed", closedMs: nowMs, revision: 3 })]);
    expect(await openAlerts(server)).toEqual([]);
    expect(bench.outbox.states()).toEqual(["delivered", "delivered", "delivered"]);

    // What it routes on: the beginning, and the end of the same alert.
    for (let tries = 0; tries < 100 && !statusesOf(hook).includes("critical resolved"); tries++) await sleep(100);
    expect(statusesOf(hook)).toContain("critical resolved");
  });
});

describe("a mailbox", () => {
  it("holds the beginning and the end of an incident as one thread", async ({ skip }) => {
    needs(skip, { packages: ["alerting"] });
    lab = openLab();
    const mail = await mailServer(lab);
    const channels: ChannelSettings[] = [
      {
        name: "mail",
        kind: "email",
        host: mail.address,
        port: mail.port,
        from: "RDPulse <rdpulse@lab.test>",
        to: ["ops@lab.test"],
        insecureCertificate: true,
        lang: "zh",
      },
    ];
    const router = new AlertRouter({
      rules: DEFAULT_RULES,
      channels,
      traitsOf,
      zoneOffset: zoneOffsetMinutes,
      targetOf: () => ({ name: "ts07", settings: { host: "ts07.example" } }),
    });
    const bench = desk(channels, {}, { clock: { nowMs: () => Date.now() } });
    await routed(router, bench, [incident(Date.now())]);
    const nowMs = Date.now();
    await routed(router, bench, [incident(nowMs, { state: "closed", closedMs: nowMs, revision: 2 })]);
    const heads = mail.messages().map((message) => message.split("\n\n")[0]?.replaceAll(/\n[ \t]+/g, " ") ?? "");
    expect(heads).toHaveLength(2);
    const [first, second] = heads.toSorted(
      (a, b) => Number(/^In-Reply-To/im.test(a)) - Number(/^In-Reply-To/im.test(b)),
    );
    const id = /^Message-ID: (<[0-9a-f]{32}@lab\.test>)$/im.exec(first ?? "")?.[1];
    expect(/^In-Reply-To: (.*)$/im.exec(second ?? "")?.[1]).toBe(id);
    expect(bench.outbox.states()).toEqual(["delivered", "delivered"]);
  });
});

async function routed(router: AlertRouter, bench: Desk, changed: readonly IncidentRecord[]): Promise<void> {
  const outcome = router.route({ changed }, Date.now());
  bench.outbox.add(...outcome.deliveries);
  router.settled(outcome);
  await bench.dispatcher.pump();
}

/** "critical resolved" for each alert that Alertmanager posted on. */
function statusesOf({ got }: Receiver): readonly string[] {
  const alerts = got.flatMap(({ body }) => JSON.parse(body).alerts);
  return alerts.map((alert) => `${alert.labels.severity} ${alert.status}`);
}
