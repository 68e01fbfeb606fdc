import { array, assert, constantFrom, integer, property, record, type Arbitrary } from "fast-check";
import { describe, expect, it } from "vitest";
import type { IncidentRecord, TimelineEntry } from "../incident/index.ts";
import type { Delivery, RuleSettings } from "./alert.ts";
import { AlertRouter, type RoutingSettings } from "./alert-router.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 23, 18);

const rules: RuleSettings[] = [
  { name: "minor", match: { severity: ["minor"] }, channels: ["mail"], daily: { at: "08:00" } },
  {
    name: "rest",
    channels: ["mail", "am"],
    repeatMinutes: 45,
    quiet: { hours: "22:00-07:00" },
    escalation: [{ afterMinutes: 30, channels: ["boss"] }],
  },
];
const settings: RoutingSettings = {
  rules,
  channels: [
    { name: "mail", kind: "email", perHour: 6 },
    { name: "am", kind: "alertmanager" },
    { name: "boss", kind: "email", perHour: 4 },
  ],
  traitsOf: (kind) =>
    kind === "alertmanager" ? { tracksState: true, refreshMs: 10 * MINUTE } : { tracksState: false },
  zoneOffset: () => 60,
  targetOf: (id) => ({ name: `ts${id}`, settings: { host: `ts${id}` } }),
};

interface Step {
  readonly minutes: number;
  readonly incident: number;
  readonly what: "open" | "worse" | "acknowledge" | "mute" | "suppress" | "close" | "nothing";
}
const anyStep: Arbitrary<Step> = record({
  minutes: integer({ min: 0, max: 90 }),
  incident: integer({ min: 1, max: 6 }),
  what: constantFrom("open", "open", "worse", "acknowledge", "mute", "suppress", "close", "close", "nothing"),
});

function changed(step: Step, before: IncidentRecord | undefined, nowMs: number): IncidentRecord | undefined {
  const revision = (before?.revision ?? 0) + 1;
  const members = [{ target: step.incident, joinedMs: nowMs }];
  if (before === undefined) {
    if (step.what !== "open") return undefined;
    return {
      id: step.incident,
      tenant: 1,
      cause: "host-down-or-asleep",
      effect: "blocks",
      stage: "tcp",
      confidence: 0.8,
      because: [],
      scope: { kind: "target", key: `${step.incident}` },
      severity: step.incident % 3 === 0 ? "minor" : "major",
      state: "open",
      firstFailureMs: nowMs,
      openedMs: nowMs,
      reopened: 0,
      members,
      outageMs: 0,
      revision,
    };
  }
  if (step.what === "open")
    return before.state === "closed"
      ? { ...before, state: "open", reopened: before.reopened + 1, members, revision }
      : undefined;
  if (before.state === "closed") return undefined;
  switch (step.what) {
    case "worse":
      return { ...before, severity: "critical", scope: { kind: "site", key: "berlin" }, revision };
    case "acknowledge":
      return { ...before, state: "acknowledged", revision };
    case "mute":
      return { ...before, mutedUntilMs: nowMs + 2 * HOUR, revision };
    case "suppress":
      return { ...before, suppressedBy: 99, revision };
    case "close":
      return { ...before, state: "closed", closedMs: nowMs, revision };
    case "nothing":
      return undefined;
  }
}

/** What was stored, minute by minute; `restarts`: minutes at which the router begins anew from what is stored. */
function story(steps: readonly Step[], restarts: ReadonlySet<number>): readonly Delivery[] {
  let router = new AlertRouter(settings);
  const incidents = new Map<number, IncidentRecord>();
  const stored = new Map<string, Delivery>();
  const lines: TimelineEntry[] = [];
  const look = (nowMs: number, fresh: readonly IncidentRecord[]): void => {
    const outcome = router.route({ changed: fresh }, nowMs);
    for (const delivery of outcome.deliveries) if (!stored.has(delivery.id)) stored.set(delivery.id, delivery);
    lines.push(...outcome.entries);
    router.settled(outcome);
  };
  let minute = 0;
  for (const one of [...steps, { minutes: 26 * 60, incident: 1, what: "nothing" } as const]) {
    for (const until = minute + one.minutes; minute < until; minute++) {
      const nowMs = START + minute * MINUTE;
      if (restarts.has(minute % 97)) {
        router = new AlertRouter(settings);
        const recent = [...stored.values()].filter((delivery) => delivery.createdMs > nowMs - HOUR);
        router.restore([...incidents.values()], lines, recent);
      }
      look(nowMs, []);
    }
    const nowMs = START + minute * MINUTE;
    const next = changed(one, incidents.get(one.incident), nowMs);
    if (next !== undefined) incidents.set(next.id, next);
    look(nowMs, next === undefined ? [] : [next]);
  }
  return [...stored.values()];
}

const told = (deliveries: readonly Delivery[]): readonly string[] =>
  deliveries.map(
    ({ createdMs, channel, event }) => `${createdMs} ${channel} ${event.kind} ${event.subject} ${event.ordinal}`,
  );

describe("restarts", () => {
  it("change nothing that anybody is told, in any story", () => {
    assert(
      property(
        array(anyStep, { maxLength: 25 }),
        array(integer({ min: 0, max: 96 }), { maxLength: 8 }),
        (steps, restarts) => {
          expect(told(story(steps, new Set(restarts)))).toEqual(told(story(steps, new Set())));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("every channel that keeps alerts open hears the end of each that it heard of", () => {
    assert(
      property(array(anyStep, { maxLength: 25 }), (steps) => {
        const ends = [1, 2, 3, 4, 5, 6].map((incident) => ({ minutes: 1, incident, what: "close" }) as const);
        const open = new Set<string>();
        for (const { channel, event } of story([...steps, ...ends], new Set([5])))
          if (channel === "am" && event.kind === "closed") open.delete(event.subject);
          else if (channel === "am") open.add(event.subject);
        expect([...open]).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
