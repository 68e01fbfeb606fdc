import { array, assert, integer, property, shuffledSubarray, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Because } from "../../diagnosis/index.ts";
import type { HostState, HostStatus, Target, TargetSettings } from "../../fleet/index.ts";
import type { CauseId } from "../../knowledge/index.ts";
import {
  DEFAULT_DESK_SETTINGS,
  type DeskAction,
  IncidentDesk,
  type IncidentChange,
  type IncidentRecord,
} from "../index.ts";

const MINUTE = 60_000;

function target(id: number, settings: Partial<TargetSettings> = {}): Target {
  return {
    id,
    tenant: 1,
    name: `host-${id}`,
    settings: { host: `10.0.0.${id}`, ...settings },
    origin: "api",
    revision: 1,
    createdMs: 0,
    updatedMs: 0,
  };
}

function fleet(count: number, settings: Partial<TargetSettings> = {}): ReadonlyMap<number, Target> {
  return new Map(Array.from({ length: count }, (_, index) => [index + 1, target(index + 1, settings)]));
}

function state(id: number, status: HostStatus, atMs: number, cause: CauseId = "host-down-or-asleep"): HostState {
  const isDown = status === "down" || status === "suspect";
  const isReached = cause !== "host-down-or-asleep" && cause !== "firewall-drop";
  return {
    tenant: 1,
    target: id,
    vantage: 0,
    status,
    sinceMs: atMs,
    lastSlotMs: atMs,
    lastKind: "interval",
    lastAtMs: atMs,
    lastFullMs: null,
    lastSuccessMs: null,
    verdict: isDown ? (isReached ? "failing" : "unreachable") : status === "degraded" ? "degraded" : "healthy",
    failedStage: isDown ? (isReached ? "tls" : "tcp") : null,
    causes: isDown
      ? [{ id: cause, effect: "blocks", confidence: 0.8 }]
      : status === "degraded"
        ? [{ id: "rdp-cert-untrusted-by-client", effect: "hinders", confidence: 0.8 }]
        : [],
    totalUs: 0,
    failures: 0,
    turnsMs: [],
  };
}

function because(at: string): Because {
  return { side: "for", fact: "tls.daysLeft", value: 3, at };
}

/** The incidents as a store would have them. */
class Shelf {
  readonly incidents = new Map<number, IncidentRecord>();
  readonly told: string[] = [];

  put(change: IncidentChange): void {
    for (const incident of change.incidents) this.incidents.set(incident.id, incident);
    for (const { incident, kind } of change.entries) this.told.push(`${incident} ${kind}`);
  }

  get open(): readonly IncidentRecord[] {
    return [...this.incidents.values()].filter(({ state: now }) => now !== "closed");
  }
}

describe("IncidentDesk", () => {
  it("opens one incident for a host that is down, and closes it when it was good for long enough", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const targets = fleet(2);
    shelf.put(desk.observe({ states: [state(1, "suspect", 0), state(2, "up", 0)], targets, nowMs: 0 }));
    expect(shelf.open).toEqual([]);
    shelf.put(desk.observe({ states: [state(1, "down", 6000, "rdp-cert-expired")], targets, nowMs: 6000 }));
    expect(shelf.open).toMatchObject([
      { id: 1, cause: "rdp-cert-expired", severity: "major", scope: { kind: "target", key: "1" }, state: "open" },
    ]);
    shelf.put(desk.observe({ states: [state(1, "up", MINUTE)], targets, nowMs: MINUTE }));
    shelf.put(desk.tick(MINUTE + DEFAULT_DESK_SETTINGS.closeAfterMs - 1));
    expect(shelf.open).toHaveLength(1);
    shelf.put(desk.tick(MINUTE + DEFAULT_DESK_SETTINGS.closeAfterMs));
    expect(shelf.open).toEqual([]);
    expect(shelf.incidents.get(1)).toMatchObject({ outageMs: MINUTE - 6000 });
    expect(shelf.told).toEqual(["1 opened", "1 left", "1 good-again", "1 closed"]);
  });

  it("ends with the host when that is removed, also where the same map of targets is changed in place", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const targets = new Map(fleet(2));
    shelf.put(desk.observe({ states: [state(1, "down", 0), state(2, "up", 0)], targets, nowMs: 0 }));
    expect(shelf.open).toHaveLength(1);
    targets.delete(1);
    shelf.put(desk.observe({ states: [], targets, nowMs: MINUTE }));
    shelf.put(desk.tick(MINUTE + DEFAULT_DESK_SETTINGS.closeAfterMs));
    expect(shelf.open).toEqual([]);
    expect(shelf.told).toEqual(["1 opened", "1 left", "1 good-again", "1 closed"]);
  });

  it("ends with the host when that is switched off, and begins anew when it is switched on and still down", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const targets = new Map(fleet(1));
    const seeAt = (nowMs: number, enabled: boolean): void => {
      targets.set(1, target(1, { enabled }));
      shelf.put(desk.observe({ states: [state(1, "down", 0)], targets, nowMs }));
      shelf.put(desk.tick(nowMs));
    };
    seeAt(0, true);
    seeAt(MINUTE, false);
    seeAt(2 * MINUTE, false);
    expect(shelf.open).toMatchObject([{ members: [{ target: 1, leftMs: MINUTE }] }]);
    seeAt(MINUTE + DEFAULT_DESK_SETTINGS.closeAfterMs, false);
    expect(shelf.open).toEqual([]);
    seeAt(10 * MINUTE, true);
    expect(shelf.open).toHaveLength(1);
  });

  it("asks for what a fault rests on until it has it, and anew when the fault is another one", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const targets = fleet(1);
    const seen = (each: HostState, ...lines: readonly string[]): void => {
      const evidence = new Map(lines.length === 0 ? [] : [[1, lines.map(because)]]);
      shelf.put(desk.observe({ states: [each], targets, nowMs: each.lastAtMs, evidence }));
    };
    expect(desk.wantsEvidence(state(1, "up", 0))).toBe(false);
    expect(desk.wantsEvidence(state(1, "suspect", 0))).toBe(false);
    const hindered = state(1, "degraded", 1000);
    expect(desk.wantsEvidence(hindered)).toBe(true);
    seen(hindered);
    expect(shelf.open).toMatchObject([{ effect: "hinders", because: [] }]);
    expect(desk.wantsEvidence(state(1, "degraded", 2000))).toBe(true);
    seen(state(1, "degraded", 2000), "line 9");
    expect(shelf.open).toMatchObject([{ effect: "hinders", because: [{ at: "line 9" }] }]);
    expect(desk.wantsEvidence(state(1, "degraded", 3000))).toBe(false);
    const down = state(1, "down", 4000, "rdp-cert-expired");
    expect(desk.wantsEvidence(down)).toBe(true);
    seen(down, "line 12");
    expect(shelf.open).toMatchObject([{ cause: "rdp-cert-expired", because: [{ at: "line 12" }] }]);
    expect(shelf.told).toEqual(["1 opened", "1 cause-changed"]);
  });

  it("reopens rather than twins, and opens anew when it is too late for that", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const targets = fleet(1);
    const failAt = (ms: number): void =>
      shelf.put(desk.observe({ states: [state(1, "down", ms)], targets, nowMs: ms }));
    const healAt = (ms: number): void => {
      shelf.put(desk.observe({ states: [state(1, "up", ms)], targets, nowMs: ms }));
      shelf.put(desk.tick(ms + DEFAULT_DESK_SETTINGS.closeAfterMs));
    };
    failAt(0);
    healAt(MINUTE);
    failAt(10 * MINUTE);
    expect([...shelf.incidents.keys()]).toEqual([1]);
    expect(shelf.open).toMatchObject([{ reopened: 1 }]);
    healAt(11 * MINUTE);
    failAt(20 * MINUTE + DEFAULT_DESK_SETTINGS.reopenWithinMs);
    expect([...shelf.incidents.keys()]).toEqual([1, 2]);
  });

  it("makes one incident of a storm behind a gateway, in whatever order the hosts fail", () => {
    const ids = Array.from({ length: 500 }, (_, index) => index + 1);
    const targets = new Map([
      ...ids.map((id) => [id, target(id, { gateway: "gw", site: `site-${id % 7}` })] as const),
      ...Array.from(
        { length: 500 },
        (_, index) => [1001 + index, target(1001 + index, { site: `site-${index % 7}` })] as const,
      ),
    ]);
    assert(
      property(shuffledSubarray(ids, { minLength: 500 }), (order) => {
        const desk = new IncidentDesk({}, [], 1);
        const shelf = new Shelf();
        const well = [...targets.keys()].map((id) => state(id, "up", 0));
        shelf.put(desk.observe({ states: well, targets, nowMs: 0 }));
        for (const [index, id] of order.entries()) {
          const nowMs = MINUTE + index * 120;
          const others = state(1001 + (index % 500), "up", nowMs);
          shelf.put(desk.observe({ states: [state(id, "down", nowMs), others], targets, nowMs }));
        }
        expect(shelf.open).toHaveLength(1);
        expect(shelf.open).toMatchObject([{ scope: { kind: "gateway", key: "gw" }, severity: "critical" }]);
        expect(shelf.open[0]?.members).toHaveLength(500);
        expect(shelf.incidents.size).toBeLessThanOrEqual(3);
      }),
      { numRuns: 5 },
    );
  });

  it("keeps apart what fails of different causes at one site", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const causes: CauseId[] = ["rdp-cert-expired", "tls-no-common-version", "termservice-crash-loop"];
    const states = causes.map((cause, index) => state(index + 1, "down", MINUTE, cause));
    shelf.put(desk.observe({ states, targets: fleet(3, { site: "one" }), nowMs: MINUTE }));
    expect(shelf.open.map(({ cause }) => cause)).toEqual(causes);
  });

  it("tells a change of cause in the same incident", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const targets = fleet(1);
    shelf.put(desk.observe({ states: [state(1, "down", 0)], targets, nowMs: 0 }));
    shelf.put(desk.observe({ states: [state(1, "down", MINUTE, "rdp-cert-expired")], targets, nowMs: MINUTE }));
    expect(shelf.open).toMatchObject([{ id: 1, cause: "rdp-cert-expired" }]);
    expect(shelf.told).toEqual(["1 opened", "1 cause-changed"]);
  });

  it("takes a host that is well from elsewhere as a fault of the way", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const states = [state(1, "down", 0), { ...state(1, "up", 0), vantage: 7 }];
    shelf.put(desk.observe({ states, targets: fleet(1), nowMs: 0 }));
    expect(shelf.open).toMatchObject([{ cause: "nat-or-segmentation-path" }]);
    expect(shelf.open[0]?.because.map(({ fact }) => fact)).toEqual(["vantage.0.verdict", "vantage.7.verdict"]);
  });

  it("puts a host behind another one into the incident of that one", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const targets = new Map([
      [1, target(1)],
      [2, target(2, { dependsOn: ["host-1"] })],
    ]);
    shelf.put(desk.observe({ states: [state(1, "down", 0)], targets, nowMs: 0 }));
    shelf.put(desk.observe({ states: [state(2, "down", MINUTE, "nla-dc-unreachable")], targets, nowMs: MINUTE }));
    expect(shelf.open).toHaveLength(1);
    expect(shelf.open[0]?.members.map((member) => member.target)).toEqual([1, 2]);
  });

  it("keeps it there while that one is broken, and judges it by itself again afterwards", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const targets = new Map([
      [1, target(1)],
      [2, target(2, { dependsOn: ["host-1"] })],
    ]);
    // The one that depends fails first: it comes into the incident of the other as soon as there is one.
    const late = state(2, "down", 0, "nla-dc-unreachable");
    shelf.put(desk.observe({ states: [late], targets, nowMs: 0 }));
    shelf.put(desk.observe({ states: [state(1, "down", MINUTE), late], targets, nowMs: MINUTE }));
    expect(shelf.open).toMatchObject([{ id: 2, members: [{ target: 1 }, { target: 2, why: "dependency" }] }]);
    expect(shelf.incidents.get(1)).toMatchObject({ state: "closed", mergedInto: 2 });
    const again = { states: [state(1, "down", MINUTE), late], targets, nowMs: 2 * MINUTE };
    expect(desk.observe(again)).toEqual({ incidents: [], entries: [] });
    expect(new IncidentDesk({}, shelf.open, 3).observe(again)).toEqual({ incidents: [], entries: [] });
    const healed = { states: [state(1, "up", 3 * MINUTE), late], targets, nowMs: 3 * MINUTE };
    shelf.put(desk.observe(healed));
    shelf.put(desk.observe({ ...healed, nowMs: 4 * MINUTE }));
    expect(shelf.open.find(({ cause }) => cause === "nla-dc-unreachable")?.members).toMatchObject([{ target: 2 }]);
  });

  it("leaves what a person merged or split as it is", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const targets = fleet(2);
    const states = [state(1, "down", 0), state(2, "down", 0, "rdp-cert-expired")];
    shelf.put(desk.observe({ states, targets, nowMs: 0 }));
    const tell = (what: DeskAction): void => {
      const done = desk.command({ tenant: 1, id: 1, ifRevision: null, what }, "kim", MINUTE);
      if (!("refused" in done)) shelf.put(done);
    };
    const merged = desk.command({ tenant: 1, id: 2, ifRevision: null, what: { action: "merge", into: 1 } }, "kim", 1);
    if (!("refused" in merged)) shelf.put(merged);
    const look = { states, targets, nowMs: 2 * MINUTE };
    expect(desk.observe(look)).toEqual({ incidents: [], entries: [] });
    expect(new IncidentDesk({}, shelf.open, 3).observe(look)).toEqual({ incidents: [], entries: [] });
    tell({ action: "split", members: [2] });
    expect(desk.observe(look)).toEqual({ incidents: [], entries: [] });
    expect(shelf.open.map(({ members }) => members.filter(({ leftMs }) => leftMs === undefined).length)).toEqual([
      1, 1,
    ]);
  });

  it("suspects the way out of the machine that checks when nobody answers at all", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const ids = Array.from({ length: 40 }, (_, index) => index + 1);
    const targets = new Map(ids.map((id) => [id, target(id, { gateway: `gw-${id % 4}`, site: `site-${id % 2}` })]));
    for (const id of ids) {
      shelf.put(desk.observe({ states: [state(id, "down", id * 1000)], targets, nowMs: id * 1000 }));
    }
    expect(shelf.open).toMatchObject([{ scope: { kind: "fleet", key: "fleet" } }]);
    expect(shelf.open[0]?.members).toHaveLength(40);
    expect(shelf.open[0]?.because.map(({ fact }) => fact)).toContain("vantage.reach");
  });

  it("keeps a dead gateway and three hosts elsewhere apart", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    const ids = Array.from({ length: 60 }, (_, index) => index + 1);
    const targets = new Map(ids.map((id) => [id, target(id, id <= 40 ? { gateway: "gw" } : {})]));
    const states = ids.map((id) => state(id, id <= 43 ? "down" : "up", MINUTE));
    shelf.put(desk.observe({ states, targets, nowMs: MINUTE }));
    expect(shelf.open.map(({ scope, members }) => [scope.kind, members.length])).toEqual([
      ["gateway", 40],
      ["target", 1],
      ["target", 1],
      ["target", 1],
    ]);
  });

  it("does what people want, once, and says why not", () => {
    const desk = new IncidentDesk({}, [], 1);
    const shelf = new Shelf();
    shelf.put(desk.observe({ states: [state(1, "down", 0)], targets: fleet(1), nowMs: 0 }));
    const revision = shelf.open[0]?.revision ?? 0;
    const command = { tenant: 1, id: 1, ifRevision: revision, what: { action: "acknowledge" } } as const;
    const done = desk.command(command, "kim", 10);
    expect(done).toMatchObject({ incidents: [{ state: "acknowledged", acknowledgedBy: "kim" }] });
    expect(desk.command(command, "kim", 11)).toMatchObject({ refused: "stale" });
    expect(desk.command({ ...command, id: 9 }, "kim", 11)).toMatchObject({ refused: "missing" });
    const merge = { tenant: 1, id: 1, ifRevision: null, what: { action: "merge", into: 1 } } as const;
    expect(desk.command(merge, "kim", 11)).toMatchObject({ refused: "senseless" });
  });

  it("says the same of the same states, however often it sees them and from wherever it starts", () => {
    const statuses: HostStatus[] = ["up", "suspect", "down", "degraded", "flapping", "unknown"];
    const step = tuple(integer({ min: 1, max: 5 }), integer({ min: 0, max: statuses.length - 1 }));
    assert(
      property(array(step, { maxLength: 40 }), (steps) => {
        const targets = new Map([...fleet(5, { site: "one" }), [5, target(5, { dependsOn: ["host-1"] })]]);
        let desk = new IncidentDesk({}, [], 1);
        const shelf = new Shelf();
        const latest = new Map<number, HostState>();
        for (const [index, [id, status]] of steps.entries()) {
          const nowMs = index * MINUTE;
          latest.set(id, state(id, statuses[status] ?? "up", nowMs));
          shelf.put(desk.observe({ states: [...latest.values()], targets, nowMs }));
          const open = shelf.open;
          const hit = open.flatMap(({ members }) => members.filter(({ leftMs }) => leftMs === undefined));
          expect(new Set(hit.map((member) => member.target)).size).toBe(hit.length);
          // A restart: only what was stored is left.
          desk = new IncidentDesk({}, [...shelf.incidents.values()], Math.max(0, ...shelf.incidents.keys()) + 1);
          expect(desk.observe({ states: [...latest.values()], targets, nowMs })).toEqual({
            incidents: [],
            entries: [],
          });
          for (const now of ["down", "degraded", "up"]) {
            const those = [...latest].filter(([, each]) => each.status === now).map(([id_]) => desk.isHit(id_));
            expect(new Set(those).size).toBeLessThanOrEqual(1);
            expect(those[0] ?? now !== "up").toBe(now !== "up");
          }
        }
      }),
    );
  });
});
