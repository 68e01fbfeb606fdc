import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HostEvent, HostEventKind } from "../telemetry/index.ts";
import { HOST_EVENT_KINDS } from "../telemetry/index.ts";
import { reasonText, type SessionTimeline, SessionTracker } from "./index.ts";

const START_MS = 1_700_000_000_000;
const MINUTE_MS = 60_000;
let next = 1;

function event(kind: HostEventKind, afterMs: number, more: Partial<HostEvent> = {}): HostEvent {
  const source = SOURCES[kind] ?? "Security 4624";
  return { kind, timeMs: START_MS + afterMs, timeTicks: 0, host: "rds01", at: `Log.evtx#${next++}`, source, ...more };
}

const SOURCES: Partial<Record<HostEventKind, string>> = {
  "session-disconnect-reason": "LocalSessionManager 40",
  "connection-closed": "RdpCoreTS 103",
  logoff: "Security 4647",
  "log-interrupted": "Eventlog 1101",
};

const anna = { user: { name: "anna", domain: "EX" }, sessionId: 3 };
const remote = { client: { address: "192.0.2.7", rule: "own", confidence: 1 } } as const;
const local = { client: { address: "local", rule: "own", confidence: 1 } } as const;

function timelineOf(events: readonly HostEvent[]): SessionTimeline {
  const tracker = new SessionTracker();
  for (const one of events) tracker.add(one);
  return tracker.finish();
}

function onlySession(events: readonly HostEvent[]): SessionTimeline["sessions"][number] {
  const { sessions } = timelineOf(events);
  expect(sessions).toHaveLength(1);
  const [session] = sessions;
  if (session === undefined) throw new Error("no session");
  return session;
}

describe("a session", () => {
  it("is followed from the connection to the logoff, with what its client is", () => {
    const connection = { activityId: "f420" };
    const session = onlySession([
      event("connection-opened", 0, { ...connection, client: { ...remote.client, port: 50_000 } }),
      event("authenticated", 800, { ...connection, ...remote, user: anna.user }),
      event("client-described", 900, { ...connection, values: { TimezoneBiasHour: "[-5]" } }),
      event("client-described", 901, {
        ...connection,
        values: { MonitorNum: "0", MonitorWidth: "1920", MonitorHeight: "1080" },
      }),
      event("channel-opened", 950, { ...connection, values: { channelName: "rdpdr" } }),
      event("session-logon", 3000, { ...anna, ...remote, ...connection }),
      event("graphics-timing", 3500, { ...connection, values: { FirstGraphicsReceived: "1906" } }),
      event("shell-started", 9000, { ...anna, ...remote }),
      event("session-logoff", 10 * MINUTE_MS, anna),
    ]);
    expect(session).toMatchObject({
      host: "rds01",
      sessionId: 3,
      user: { name: "anna" },
      place: "remote",
      start: { kind: "logon", timeMs: START_MS + 3000 },
      end: { kind: "logoff", timeMs: START_MS + 10 * MINUTE_MS },
      totalMs: 10 * MINUTE_MS - 3000,
      activeMs: 10 * MINUTE_MS - 3000,
      disconnectedMs: 0,
    });
    const [visit] = session.visits;
    expect(visit).toMatchObject({
      client: { address: "192.0.2.7", port: 50_000 },
      timeZoneHours: -5,
      screen: "1920x1080",
      channels: ["rdpdr"],
      firstPictureMs: 1906,
    });
    expect(visit?.phases.map(({ to, durationMs }) => [to, durationMs])).toEqual([
      ["authenticated", 800],
      ["session", 2200],
      ["shell", 6000],
    ]);
  });

  it("counts stays, the time between them, and gives each its reason", () => {
    const session = onlySession([
      event("session-logon", 0, { ...anna, ...remote }),
      event("session-disconnect-reason", MINUTE_MS, { sessionId: 3, reason: 5 }),
      event("session-disconnected", MINUTE_MS + 100, anna),
      event("session-reconnected", 3 * MINUTE_MS, { ...anna, client: { ...remote.client, address: "192.0.2.8" } }),
      event("session-disconnected", 4 * MINUTE_MS, anna),
      event("session-disconnect-reason", 4 * MINUTE_MS + 5, { sessionId: 3, reason: 11 }),
    ]);
    expect(session.visits.map(({ client, reason }) => [client?.address, reason?.code])).toEqual([
      ["192.0.2.7", 5],
      ["192.0.2.8", 11],
    ]);
    expect(session.end).toMatchObject({ kind: "disconnected", timeMs: START_MS + 4 * MINUTE_MS });
    expect(session.activeMs).toBe(MINUTE_MS + 100 + MINUTE_MS);
    // Until the logs end, 5 ms after it was left.
    expect(session.disconnectedMs).toBe(2 * MINUTE_MS - 100 + 5);
    expect(session.totalMs).toBeUndefined();
  });

  it("takes what is written after the logoff for its aftermath", () => {
    const session = onlySession([
      event("session-logon", 0, { ...anna, ...remote }),
      event("session-logoff", MINUTE_MS, anna),
      event("session-disconnect-reason", MINUTE_MS + 200, { sessionId: 3, reason: 12 }),
      event("session-disconnected", MINUTE_MS + 300, anna),
    ]);
    expect(session.end.kind).toBe("logoff");
  });

  it("is open when the logs end, and no duration is made up", () => {
    const session = onlySession([
      event("session-logon", 0, { ...anna, ...remote }),
      event("catalogued", 5 * MINUTE_MS),
    ]);
    expect(session.end).toEqual({ kind: "open", lastSeenMs: START_MS });
    expect(session.totalMs).toBeUndefined();
    expect(session.activeMs).toBe(5 * MINUTE_MS);
  });

  it("that was there before the log begins is told so", () => {
    const session = onlySession([event("session-disconnected", 0, { ...anna, ...remote })]);
    expect(session.start.kind).toBe("before-the-log");
    expect(session.visits[0]?.isStartKnown).toBe(false);
  });

  it("is another one when its number is given anew", () => {
    const { sessions } = timelineOf([
      event("session-logon", 0, { ...anna, ...remote }),
      event("session-logon", MINUTE_MS, { user: { name: "bert" }, sessionId: 3, ...remote }),
    ]);
    expect(sessions.map(({ user, end }) => [user?.name, end.kind])).toEqual([
      ["anna", "unknown"],
      ["bert", "open"],
    ]);
    expect(sessions[0]?.end).toMatchObject({ why: "number-reused", notAfterMs: START_MS + MINUTE_MS });
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(2);
  });

  it("at the console is apart from a remote one", () => {
    expect(onlySession([event("session-logon", 0, { ...anna, ...local })]).place).toBe("console");
    expect(onlySession([event("session-logon", 0, { ...anna, sessionId: 0 })]).place).toBe("services");
    expect(onlySession([event("session-logon", 0, anna)]).place).toBe("unknown");
  });

  it("that is taken over knows by which", () => {
    const session = onlySession([
      event("session-logon", 0, { ...anna, ...local }),
      event("session-taken-over", 1000, { sessionId: 3, values: { Source: "5" } }),
      event("session-disconnected", 1001, anna),
    ]);
    expect(session.visits[0]?.takenOverBy).toBe(5);
  });

  it("is idle while it is locked", () => {
    const session = onlySession([
      event("session-logon", 0, { ...anna, ...remote }),
      event("workstation-locked", MINUTE_MS, anna),
      event("workstation-unlocked", 3 * MINUTE_MS, anna),
      event("session-logoff", 4 * MINUTE_MS, anna),
    ]);
    expect([session.activeMs, session.lockedMs]).toEqual([2 * MINUTE_MS, 2 * MINUTE_MS]);
  });
});

function kindsOf(...events: readonly HostEvent[]): readonly string[] {
  return timelineOf(events).gaps.map(({ kind }) => kind);
}

function shifted(shiftMs: string): HostEvent {
  return event("clock-changed", 0, { values: { shiftMs } });
}

describe("gaps", () => {
  it("a restart ends nothing: the end is between the last sign of life and the start", () => {
    const { sessions, gaps } = timelineOf([
      event("session-logon", 0, { ...anna, ...remote }),
      event("catalogued", MINUTE_MS),
      event("system-started", 10 * MINUTE_MS, { source: "LocalSessionManager 32" }),
      event("system-started", 10 * MINUTE_MS + 4000, { source: "LocalSessionManager 32" }),
    ]);
    expect(sessions[0]?.end).toMatchObject({
      kind: "unknown",
      why: "restart-unclear",
      lastSeenMs: START_MS,
      notAfterMs: START_MS + 10 * MINUTE_MS,
    });
    expect(sessions[0]?.totalMs).toBeUndefined();
    expect(gaps.map(({ kind, fromMs }) => [kind, fromMs])).toEqual([["restart-unclear", START_MS + MINUTE_MS]]);
  });

  it("is a fall where a log that tells of stops has none, or where Windows says so", () => {
    const started = (afterMs: number, source = "Kernel-General 12"): HostEvent =>
      event("system-started", afterMs, { source });
    expect(kindsOf(started(0), event("catalogued", MINUTE_MS), started(20 * MINUTE_MS))).toEqual([
      "unexpected-restart",
    ]);
    expect(
      kindsOf(
        event("catalogued", 0),
        started(20 * MINUTE_MS, "LocalSessionManager 32"),
        event("system-stopped-unexpectedly", 20 * MINUTE_MS + 9000),
      ),
    ).toEqual(["unexpected-restart"]);
  });

  it("an orderly restart gives a nearer bound", () => {
    const { sessions } = timelineOf([
      event("session-logon", 0, { ...anna, ...remote }),
      event("system-stopped", 5 * MINUTE_MS),
      event("system-started", 10 * MINUTE_MS),
    ]);
    expect(sessions[0]?.end).toMatchObject({ why: "restart", notAfterMs: START_MS + 5 * MINUTE_MS });
  });

  it("session numbers begin again with the machine", () => {
    const { sessions } = timelineOf([
      event("session-logon", 0, { ...anna, ...remote }),
      event("session-logoff", MINUTE_MS, anna),
      event("system-stopped", 2 * MINUTE_MS),
      event("system-started", 10 * MINUTE_MS),
      event("session-logon", 11 * MINUTE_MS, { ...anna, ...remote }),
    ]);
    expect(sessions.map(({ id }) => id)).toEqual(["rds01/0/3/1", "rds01/1/3/2"]);
  });

  it("a cleared log is noted with the sessions that it touches, and ends none", () => {
    const session = onlySession([
      event("session-logon", 0, { ...anna, ...remote }),
      event("log-cleared", MINUTE_MS, { values: { channel: "Security" }, at: "System.evtx#9" }),
      event("session-logoff", 2 * MINUTE_MS, anna),
    ]);
    expect(session.gaps).toEqual(["System.evtx#9"]);
    expect(session.totalMs).toBe(2 * MINUTE_MS);
  });

  it("a clock that was set by seconds is none, by hours it is", () => {
    expect(timelineOf([shifted("900")]).gaps).toEqual([]);
    expect(timelineOf([shifted("-3600000")]).gaps).toMatchObject([{ kind: "clock-changed" }]);
  });
});

describe("the Security log", () => {
  const logon = { user: anna.user, logonType: 10, logonId: "0x111", ...remote };

  it("adds logon ids and the client's name to a session that LocalSessionManager tells of", () => {
    const session = onlySession([
      event("logon", 0, logon),
      event("session-logon", 2000, { ...anna, ...remote }),
      event("window-station-reconnected", 3000, { logonId: "0x111", clientName: "LAPTOP" }),
      event("session-logoff", MINUTE_MS, anna),
      event("logoff", MINUTE_MS + 5, { logonId: "0x111" }),
    ]);
    expect(session.logonIds).toEqual(["0x111"]);
    expect(session.visits[0]?.clientName).toBe("LAPTOP");
  });

  it("alone tells of sessions too: two logons of one moment are one", () => {
    const session = onlySession([
      event("logon", 0, logon),
      event("logon", 1, { ...logon, logonId: "0x222" }),
      event("window-station-disconnected", 2 * MINUTE_MS, { logonId: "0x222" }),
      event("window-station-reconnected", 3 * MINUTE_MS, { logonId: "0x222", clientName: "LAPTOP", ...remote }),
      event("logoff", 5 * MINUTE_MS, { logonId: "0x111" }),
    ]);
    expect(session).toMatchObject({ place: "remote", end: { kind: "logoff" }, disconnectedMs: MINUTE_MS });
    expect(session.visits).toHaveLength(2);
  });

  it("tells of sessions by their window stations alone", () => {
    const { sessions } = timelineOf([
      event("window-station-disconnected", 0, { logonId: "0x1", user: anna.user, clientName: "JUMP", ...remote }),
      event("window-station-reconnected", 5, { logonId: "0x2", user: { name: "bert" }, clientName: "JUMP", ...remote }),
    ]);
    expect(sessions.map(({ user, start, end }) => [user?.name, start.kind, end.kind])).toEqual([
      ["anna", "before-the-log", "disconnected"],
      ["bert", "before-the-log", "open"],
    ]);
  });

  it("is not asked for sessions of the system", () => {
    const system = { ...logon, user: { name: "DWM-2", domain: "Window Manager" } };
    expect(timelineOf([event("logon", 0, system), event("catalogued", 5 * MINUTE_MS)]).sessions).toEqual([]);
  });
});

describe("reasons", () => {
  it("are told with whether they are proven", () => {
    const reason = { source: "LocalSessionManager 40", at: "x#1" };
    expect(reasonText({ ...reason, code: 11 })).toMatchObject({ isVerified: true });
    expect(reasonText({ ...reason, code: 3 })).toMatchObject({ isVerified: false, symbol: "ERRINFO_IDLE_TIMEOUT" });
    expect(reasonText({ ...reason, code: 14 })).toBeUndefined();
    expect(reasonText({ source: "RemoteConnectionManager 20516", at: "x#1" })?.text.zh).toContain("空闲");
  });
});

describe("whatever comes", () => {
  const anyEvent = fc
    .record({
      kind: fc.constantFrom(...HOST_EVENT_KINDS),
      afterMs: fc.integer({ min: -1e6, max: 1e7 }),
      sessionId: fc.option(fc.nat(3), { nil: undefined }),
      name: fc.constantFrom("anna", "bert", "__proto__", ""),
      logonId: fc.constantFrom("0x1", "0x2"),
      logonType: fc.constantFrom(3, 7, 10),
      address: fc.constantFrom("192.0.2.1", "local"),
    })
    .map(({ kind, afterMs, sessionId, name, logonId, logonType, address }) =>
      event(kind, afterMs, {
        user: { name },
        logonId,
        logonType,
        client: { address, rule: "own", confidence: 1 },
        ...(sessionId === undefined ? {} : { sessionId }),
      }),
    );

  it("no time is negative, no stretch is empty, and ids are unique", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 80 }), (events) => {
        const { sessions } = timelineOf(events);
        expect(new Set(sessions.map(({ id }) => id)).size).toBe(sessions.length);
        for (const session of sessions) {
          expect(session.at.length).toBeGreaterThan(0);
          expect(session.totalMs ?? 0).toBeGreaterThanOrEqual(0);
          for (const span of session.spans) expect(span.untilMs).toBeGreaterThan(span.fromMs);
        }
      }),
    );
  });
});
