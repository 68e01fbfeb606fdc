import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ReportKeeper } from "../../../src/app/server/index.ts";
import type { ChannelSettings, Delivery } from "../../../src/core/alerting/index.ts";
import { type ApiFixture, incidentAt, NOW_MS, openApi, recordCheck } from "../api/api-fixture.ts";

const DAY_MS = 86_400_000;
/** The clock stands at 12:00 of the 20th; the next report of 07:00 is 19 hours away. */
const NEXT_MS = NOW_MS + 19 * 3_600_000;
const CHANNELS: readonly ChannelSettings[] = [
  { name: "mail", kind: "email" },
  { name: "chat", kind: "slack" },
  { name: "off", kind: "slack", enabled: false },
  { name: "pages", kind: "pagerduty" },
];

let fixture: ApiFixture;
let troubles: unknown[];
let woken: number;

beforeEach(async () => {
  fixture = await openApi();
  [troubles, woken] = [[], 0];
  const host = await fixture.store.targets.put(1, { host: "rds01" }, "api", NOW_MS);
  await recordCheck(fixture.store, host.id);
  await fixture.store.incidents.apply({ incidents: [incidentAt(1, host.id)], entries: [] }, [], null, NOW_MS);
});
afterEach(async () => fixture.close());

function keeper(isJudge = true): ReportKeeper {
  return new ReportKeeper({
    store: fixture.store,
    tenant: 1,
    clock: { nowMs: () => fixture.clock.atMs },
    judge: { isJudge },
    channels: () => CHANNELS,
    link: "https://rdpulse.example.org/",
    score: async () => 87.5,
    onDeliveries: () => (woken += 1),
    onTrouble: (error) => troubles.push(error),
  });
}

async function declare(name: string, period: "day" | "week" | "month", channels = ["*"]): Promise<void> {
  const doc = { name, period, at: "07:00", zone: "UTC", channels };
  await fixture.store.resources.put(1, "report", name, doc, "api", null, NOW_MS);
}

async function sent(): Promise<readonly Delivery[]> {
  return (await fixture.store.outbox.list(1, { limit: 1000 })).items;
}

describe("ReportKeeper", () => {
  it("sends a report when it is due, once by each channel that takes reports", async () => {
    await declare("daily", "day");
    await keeper().look();
    expect(await sent(), "it was asked for after the last one was due").toEqual([]);
    fixture.clock.atMs = NEXT_MS + 5000;
    const first = keeper();
    await Promise.all([first.look(), first.look()]);
    await first.look();
    const deliveries = await sent();
    expect(deliveries.map(({ channel }) => channel).toSorted()).toEqual(["chat", "mail"]);
    expect(troubles).toEqual([]);
    expect(woken).toBe(1);
    const event = deliveries[0]?.event;
    expect(event).toMatchObject({ kind: "report", subject: "report-daily", atMs: NEXT_MS });
    expect(event?.text.en).toContain("Connections that succeeded: 100 %");
    expect(event?.text.zh).toContain("事件：1");
    expect(event?.document?.html.zh).toContain("<h1>健康日报</h1>");
    expect(event?.document?.markdown.en).toContain("| rds01");
  });

  it("neither repeats nor forgets one over a restart, and of those that were missed sends the last", async () => {
    await declare("daily", "day", ["chat"]);
    fixture.clock.atMs = NEXT_MS;
    await keeper().look();
    await keeper().look();
    expect(await sent()).toHaveLength(1);
    fixture.clock.atMs = NEXT_MS + 3 * DAY_MS + 1000;
    await keeper().look();
    expect((await sent()).map(({ event }) => event.atMs)).toEqual(
      expect.arrayContaining([NEXT_MS, NEXT_MS + 3 * DAY_MS]),
    );
    expect(await sent()).toHaveLength(2);
  });

  it("adds no twin where it ended between the outbox and its own note", async () => {
    await declare("daily", "day", ["chat"]);
    fixture.clock.atMs = NEXT_MS;
    await keeper().look();
    await fixture.store.resources.remove(1, "report-sent", "daily", "api");
    fixture.clock.atMs += 60_000;
    await keeper().look();
    expect(await sent()).toHaveLength(1);
  });

  it("leaves it to the judge's process", async () => {
    await declare("daily", "day");
    fixture.clock.atMs = NEXT_MS;
    await keeper(false).look();
    expect(await sent()).toEqual([]);
  });

  it("says that the store failed, and tries again", async () => {
    await declare("weekly", "week", ["chat"]);
    fixture.clock.atMs = NEXT_MS + 2 * DAY_MS;
    const away = vi.spyOn(fixture.store.outbox, "add").mockRejectedValueOnce(new Error("away"));
    const one = keeper();
    await one.look();
    expect(troubles).toHaveLength(1);
    await one.look();
    expect(away).toHaveBeenCalledTimes(2);
    expect(await sent()).toHaveLength(1);
  });
});
