import { describe, expect, it } from "vitest";
import type { IncidentRecord, TimelineEntry } from "../incident/index.ts";
import type { AlertEvent, ChannelSettings, Delivery, RuleSettings } from "./alert.ts";
import { AlertRouter, type RoutingOutcome, type RoutingSettings } from "./alert-router.ts";
import { DEFAULT_RULES } from "./rules.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Monday, 2026-11-23 12:00 UTC. */
const NOON = 1_795_435_200_000;

const targets = new Map([
  [1, { name: "ts01", settings: { host: "ts01.example", site: "berlin", tags: { tier: "gold" } } }],
  [2, { name: "ts02", settings: { host: "ts02.example", site: "munich" } }],
]);

function incident(id: number, over: Partial<IncidentRecord> = {}): IncidentRecord {
  return {
    id,
    tenant: 1,
    cause: "rdp-cert-expired",
    effect: "blocks",
    stage: "tls",
    confidence: 0.9,
    because: [],
    scope: { kind: "target", key: "1" },
    severity: "major",
    state: "open",
    firstFailureMs: NOON - 5000,
    openedMs: NOON,
    reopened: 0,
    members: [{ target: 1, joinedMs: NOON }],
    outageMs: 0,
    revision: 1,
    ...over,
  };
}

const mail: ChannelSettings = { name: "mail", kind: "email" };
const pager: ChannelSettings = { name: "pager", kind: "pagerduty" };
const prometheus: ChannelSettings = { name: "am", kind: "alertmanager" };

/** A store in memory: what was routed is kept, and a restart begins from it. */
class Bench {
  readonly settings: RoutingSettings;
  router: AlertRouter;
  readonly sent: Delivery[] = [];
  readonly lines: TimelineEntry[] = [];
  readonly incidents = new Map<number, IncidentRecord>();

  constructor(over: Partial<RoutingSettings> = {}) {
    this.settings = {
      rules: DEFAULT_RULES,
      channels: [mail],
      traitsOf: (kind) => ({
        tracksState: kind === "pagerduty" || kind === "alertmanager",
        ...(kind === "alertmanager" ? { refreshMs: 2 * MINUTE } : {}),
      }),
      zoneOffset: () => 0,
      targetOf: (id) => targets.get(id),
      ...over,
    };
    this.router = new AlertRouter(this.settings);
  }

  /** Routes, stores, and gives what is new, as "kind channel". */
  at(nowMs: number, changed: readonly IncidentRecord[] = [], events: readonly AlertEvent[] = []): readonly string[] {
    for (const one of changed) this.incidents.set(one.id, one);
    const outcome = this.router.route({ changed, events }, nowMs);
    return this.store(outcome);
  }

  store(outcome: RoutingOutcome): readonly string[] {
    const fresh = outcome.deliveries.filter((delivery) => !this.sent.some((old) => old.id === delivery.id));
    this.sent.push(...fresh);
    this.lines.push(...outcome.entries);
    this.router.settled(outcome);
    return fresh.map((delivery) => `${delivery.event.kind} ${delivery.channel}`);
  }

  restart(nowMs: number): void {
    this.router = new AlertRouter(this.settings);
    const recent = this.sent.filter((delivery) => delivery.createdMs > nowMs - HOUR);
    this.router.restore([...this.incidents.values()], this.lines, recent);
  }
}

const rule = (over: Partial<RuleSettings>): RuleSettings[] => [{ name: "all", channels: ["*"], ...over }];

describe("an incident from its beginning to its end", () => {
  it("is told after the wait, once, and its end once", () => {
    const bench = new Bench();
    expect(bench.at(NOON, [incident(1)])).toEqual([]);
    expect(bench.router.route({}, NOON).nextWakeMs).toBe(NOON + 20_000);
    expect(bench.at(NOON + 20_000)).toEqual(["opened mail"]);
    expect(bench.at(NOON + 21_000)).toEqual([]);
    const closed = incident(1, { state: "closed", closedMs: NOON + HOUR, goodSinceMs: NOON + HOUR, revision: 2 });
    expect(bench.at(NOON + HOUR, [closed])).toEqual(["closed mail"]);
    expect(bench.at(NOON + 2 * HOUR)).toEqual([]);
    // Two days later it is forgotten.
    expect(bench.at(NOON + 50 * HOUR)).toEqual([]);
    expect(bench.router.route({}, NOON + 50 * HOUR).nextWakeMs).toBeNull();
    const [opened, end] = bench.sent;
    expect(opened?.event.subject).toBe(end?.event.subject);
    expect(opened?.event.title.en).toBe("RDP certificate expired: ts01");
    expect(end?.event.title.zh).toBe("已恢复：ts01：RDP 证书已过期");
  });

  it("says nothing of one that ended before it was told", () => {
    const bench = new Bench();
    bench.at(NOON, [incident(1)]);
    expect(bench.at(NOON + 10_000, [incident(1, { state: "closed", closedMs: NOON + 10_000, revision: 2 })])).toEqual(
      [],
    );
    expect(bench.at(NOON + HOUR)).toEqual([]);
  });

  it("waits a little longer while hosts join, so that a storm is one message", () => {
    const bench = new Bench();
    bench.at(NOON, [incident(1)]);
    for (let second = 5; second < 20; second += 5) {
      const members = Array.from({ length: second * 10 }, (_, target) => ({ target, joinedMs: NOON + second * 1000 }));
      const wider = incident(1, {
        members,
        severity: "critical",
        scope: { kind: "gateway", key: "gw1" },
        revision: second,
      });
      expect(bench.at(NOON + second * 1000, [wider])).toEqual([]);
    }
    expect(bench.at(NOON + 25_000)).toEqual(["opened mail"]);
    expect(bench.sent[0]?.event.title.en).toBe("RDP certificate expired: gateway gw1 (150 hosts)");
    expect(bench.sent[0]?.event.hosts).toHaveLength(20);
    expect(bench.sent[0]?.event.incident?.members).toHaveLength(20);
  });

  it("tells when it becomes wider, once for each width", () => {
    const bench = new Bench();
    bench.at(NOON, [incident(1)]);
    bench.at(NOON + 20_000);
    const wider = incident(1, { severity: "critical", scope: { kind: "gateway", key: "gw1" }, revision: 2 });
    expect(bench.at(NOON + 60_000, [wider])).toEqual(["widened mail"]);
    expect(bench.at(NOON + 61_000, [{ ...wider, revision: 3 }])).toEqual([]);
  });

  it("reminds while nobody acknowledged it, and catches up with one message", () => {
    const bench = new Bench({ rules: rule({ repeatMinutes: 10 }) });
    bench.at(NOON, [incident(1)]);
    bench.at(NOON + 20_000);
    expect(bench.at(NOON + 20_000 + 10 * MINUTE)).toEqual(["reminder mail"]);
    expect(bench.at(NOON + 20_000 + 55 * MINUTE)).toEqual(["reminder mail"]);
    bench.at(NOON + 56 * MINUTE, [incident(1, { state: "acknowledged", revision: 2 })]);
    expect(bench.at(NOON + 3 * HOUR)).toEqual([]);
  });

  it("escalates to others, who hear of the end, too", () => {
    const rules = rule({ channels: ["mail"], escalation: [{ afterMinutes: 15, channels: ["pager"] }] });
    const bench = new Bench({ rules, channels: [mail, pager] });
    bench.at(NOON, [incident(1)]);
    expect(bench.at(NOON + 20_000)).toEqual(["opened mail"]);
    expect(bench.at(NOON + 14 * MINUTE)).toEqual([]);
    expect(bench.at(NOON + 16 * MINUTE)).toEqual(["escalated pager"]);
    const closed = incident(1, { state: "closed", closedMs: NOON + HOUR, revision: 2 });
    expect(bench.at(NOON + HOUR, [closed])).toEqual(["closed mail", "closed pager"]);
  });

  it("does not escalate what was acknowledged", () => {
    const rules = rule({ channels: ["mail"], escalation: [{ afterMinutes: 15, channels: ["pager"] }] });
    const bench = new Bench({ rules, channels: [mail, pager] });
    bench.at(NOON, [incident(1)]);
    bench.at(NOON + 20_000);
    bench.at(NOON + MINUTE, [incident(1, { state: "acknowledged", revision: 2 })]);
    expect(bench.at(NOON + HOUR)).toEqual([]);
  });

  it("tells one that came back as the same subject", () => {
    const bench = new Bench();
    bench.at(NOON, [incident(1)]);
    bench.at(NOON + 20_000);
    bench.at(NOON + HOUR, [incident(1, { state: "closed", closedMs: NOON + HOUR, revision: 2 })]);
    const again = incident(1, { reopened: 1, revision: 3, members: [{ target: 1, joinedMs: NOON + 2 * HOUR }] });
    expect(bench.at(NOON + 2 * HOUR, [again])).toEqual([]);
    expect(bench.at(NOON + 2 * HOUR + 20_000)).toEqual(["reopened mail"]);
    expect(new Set(bench.sent.map((delivery) => delivery.id)).size).toBe(3);
  });
});

describe("silence", () => {
  it("holds for muted, suppressed and maintained incidents, until it ends", () => {
    const silent = [
      incident(1, { mutedUntilMs: NOON + HOUR }),
      incident(2, { suppressedBy: 9 }),
      incident(3, { members: [{ target: 2, joinedMs: NOON }] }),
    ];
    const bench = new Bench({ inMaintenance: (target, nowMs) => target === 2 && nowMs < NOON + HOUR });
    bench.at(NOON, silent);
    expect(bench.at(NOON + 30 * MINUTE)).toEqual([]);
    expect(bench.at(NOON + HOUR + 1)).toEqual(["opened mail", "opened mail"]);
  });

  it("ends alerts of systems that keep them open even when the incident was merged", () => {
    const bench = new Bench({ channels: [mail, pager] });
    bench.at(NOON, [incident(1)]);
    bench.at(NOON + 20_000);
    const merged = incident(1, { state: "closed", closedMs: NOON + HOUR, mergedInto: 2, revision: 2 });
    expect(bench.at(NOON + HOUR, [merged])).toEqual(["closed pager"]);
  });
});

/** An incident over five hours; with restarts every seven minutes or without. */
function story(restarts: boolean): readonly string[] {
  const bench = new Bench({ rules: rule({ repeatMinutes: 30 }), channels: [mail, pager] });
  const said: string[] = [];
  for (let minute = 0; minute < 300; minute++) {
    const nowMs = NOON + minute * MINUTE;
    const changed: IncidentRecord[] = [];
    if (minute === 3) changed.push(incident(1, { openedMs: nowMs, members: [{ target: 1, joinedMs: nowMs }] }));
    if (minute === 50) changed.push(incident(1, { severity: "critical", revision: 2 }));
    if (minute === 150) changed.push(incident(1, { state: "acknowledged", severity: "critical", revision: 3 }));
    if (minute === 200) changed.push(incident(1, { state: "closed", closedMs: nowMs, revision: 4 }));
    if (restarts && minute % 7 === 0) bench.restart(nowMs);
    said.push(...bench.at(nowMs, changed).map((what) => `${minute} ${what}`));
  }
  return said;
}

describe("a restart", () => {
  it("neither repeats nor loses, wherever it happens", () => {
    expect(story(true)).toEqual(story(false));
    expect(story(false).length).toBeGreaterThan(8);
  });

  it("makes the same decision with the same ids while it is not stored", () => {
    const bench = new Bench();
    bench.at(NOON, [incident(1)]);
    const first = bench.router.route({}, NOON + 20_000);
    const second = bench.router.route({}, NOON + 25_000);
    expect(second.deliveries.map((delivery) => delivery.id)).toEqual(first.deliveries.map((delivery) => delivery.id));
    expect(first.deliveries).toHaveLength(1);
    expect(bench.store(second)).toEqual(["opened mail"]);
    expect(bench.at(NOON + 26_000)).toEqual([]);
  });
});

const minor = (id: number): IncidentRecord => incident(id, { severity: "minor", effect: "hinders" });

describe("hours", () => {
  it("holds back what is not critical in quiet hours, and joins it afterwards", () => {
    const rules = rule({ quiet: { hours: "22:00-07:00", zone: "Europe/Berlin" } });
    const bench = new Bench({ rules, zoneOffset: () => 60 });
    const night = NOON + 10 * HOUR; // 23:00 there
    const at = (id: number, severity: IncidentRecord["severity"]): IncidentRecord =>
      incident(id, { severity, openedMs: night, members: [{ target: id, joinedMs: night }] });
    bench.at(night, [at(1, "major"), at(2, "critical"), at(3, "major")]);
    expect(bench.at(night + MINUTE)).toEqual(["opened mail"]);
    bench.restart(night + HOUR);
    // One of them ends in the night: one line tells both.
    expect(
      bench.at(night + HOUR, [{ ...at(3, "major"), state: "closed", closedMs: night + HOUR, revision: 2 }]),
    ).toEqual([]);
    expect(bench.at(night + 8 * HOUR - 1)).toEqual([]);
    expect(bench.at(night + 8 * HOUR)).toEqual(["summary mail"]);
    expect(bench.sent.at(-1)?.event.text.en.split("\n")).toHaveLength(2);
    expect(bench.at(night + 9 * HOUR)).toEqual([]);
  });

  it("collects minor incidents for one message a day", () => {
    const bench = new Bench();
    bench.at(NOON, [minor(1), minor(2), minor(3)]);
    expect(bench.at(NOON + 2 * HOUR)).toEqual([]);
    const morning = NOON + 20 * HOUR;
    expect(bench.at(morning - 1)).toEqual([]);
    expect(bench.at(morning)).toEqual(["summary mail"]);
    expect(bench.at(morning + HOUR)).toEqual([]);
    expect(bench.sent[0]?.event.covers).toHaveLength(3);
  });
});

describe("a flood", () => {
  it("sends no more than allowed in any hour, and loses nothing", () => {
    const bench = new Bench({ channels: [{ ...mail, perHour: 10 }] });
    for (let second = 0; second < 3 * 3600; second += 20) {
      const nowMs = NOON + second * 1000;
      const id = second / 20 + 1;
      const members = [{ target: 1, joinedMs: nowMs }];
      bench.at(nowMs, second < 3600 ? [incident(id, { openedMs: nowMs, members })] : []);
      if (second % 700 === 0) bench.restart(nowMs);
    }
    const times = bench.sent.map((delivery) => delivery.createdMs);
    const busiest = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + HOUR).length));
    expect(busiest).toBeLessThanOrEqual(10);
    const told = bench.sent.flatMap((delivery) => delivery.event.covers ?? [delivery.id]);
    expect(new Set(told).size).toBe(180);
    expect(told).toHaveLength(180);
  });
});

describe("channels that keep alerts open", () => {
  it("hear of an open alert again and again, without lines in the timeline", () => {
    const bench = new Bench({ channels: [prometheus] });
    bench.at(NOON, [incident(1)]);
    bench.at(NOON + 20_000);
    let heard = 0;
    for (let minute = 1; minute <= 20; minute++) {
      if (minute === 9) bench.restart(NOON + minute * MINUTE);
      heard += bench.at(NOON + minute * MINUTE).length;
    }
    expect(heard).toBe(10);
    expect(bench.lines).toHaveLength(1);
  });
});

describe("rules", () => {
  it("match by site, tag and cause; the first decides unless it goes on", () => {
    const rules: RuleSettings[] = [
      { name: "gold", match: { tags: { tier: "gold" } }, channels: ["pager"], continue: true },
      { name: "munich", match: { site: ["munich"] }, channels: ["am"] },
      { name: "rest", match: { cause: ["rdp-cert-expired"] }, channels: ["mail"] },
    ];
    const bench = new Bench({ rules, channels: [mail, pager, { ...prometheus, kind: "webhook" }] });
    bench.at(NOON, [incident(1), incident(2, { members: [{ target: 2, joinedMs: NOON }] })]);
    expect(bench.at(NOON + 20_000).toSorted()).toEqual(["opened am", "opened mail", "opened pager"]);
  });
});
