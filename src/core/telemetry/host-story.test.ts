import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventRecord } from "../eventlog/index.ts";
import { type HostEvent, HostStory } from "./index.ts";

const START_MS = 1_700_000_000_000;
const PROVIDERS = {
  lsm: "Microsoft-Windows-TerminalServices-LocalSessionManager",
  rcm: "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
  core: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS",
  audit: "Microsoft-Windows-Security-Auditing",
  kernel: "Microsoft-Windows-Kernel-General",
};
let next = 1;

function record(
  provider: keyof typeof PROVIDERS,
  eventId: number,
  afterMs: number,
  values: Readonly<Record<string, string>> = {},
  more: Partial<EventRecord> = {},
): EventRecord {
  return {
    origin: `${provider}.evtx`,
    recordId: next++,
    timeMs: START_MS + afterMs,
    timeTicks: 0,
    channel: provider,
    provider: PROVIDERS[provider],
    eventId,
    level: 4,
    computer: "HOST",
    values: Object.entries(values).map(([name, text]) => ({ name, text })),
    ...more,
  };
}

const failed = (afterMs: number, user = "admin", more: Readonly<Record<string, string>> = {}): EventRecord =>
  record("audit", 4625, afterMs, {
    TargetUserName: user,
    LogonType: "3",
    LogonProcessName: "NtLmSsp ",
    ProcessName: "-",
    IpAddress: "-",
    ...more,
  });
const refused = (afterMs: number, address: string): EventRecord => record("core", 140, afterMs, { IPString: address });
const opened = (afterMs: number, address: string, activityId = "a1"): EventRecord =>
  record("core", 131, afterMs, { ConnType: "TCP", ClientIP: `${address}:50000` }, { activityId });

function storyOf(records: readonly EventRecord[]): { events: readonly HostEvent[]; story: HostStory } {
  const story = new HostStory();
  const events = records.flatMap((one) => [...story.add(one)]);
  return { events: [...events, ...story.finish()], story };
}

function clientOf(records: readonly EventRecord[], kind: HostEvent["kind"]): HostEvent["client"] {
  return storyOf(records).events.find((event) => event.kind === kind)?.client;
}

describe("the address join", () => {
  it("gives a failed logon the address of the refusal that follows it", () => {
    const refusal = refused(300, "192.0.2.7");
    expect(clientOf([failed(0), refusal], "logon-failed")).toEqual({
      address: "192.0.2.7",
      rule: "time",
      at: `core.evtx#${refusal.recordId}`,
      confidence: 0.9,
    });
  });

  it("gives each of two failed logons its own refusal", () => {
    const { events } = storyOf([refused(0, "192.0.2.7"), failed(1), refused(1000, "192.0.2.8"), failed(1001, "guest")]);
    const joined = events.filter((event) => event.kind === "logon-failed");
    expect(joined.map((event) => [event.client?.address, event.client?.confidence])).toEqual([
      ["192.0.2.7", 0.6],
      ["192.0.2.8", 0.9],
    ]);
  });

  it("names candidates, and no client, where two are as near", () => {
    const { events, story } = storyOf([refused(0, "192.0.2.7"), failed(10), refused(20, "192.0.2.8")]);
    const event = events.find((one) => one.kind === "logon-failed");
    expect(event?.client).toBeUndefined();
    expect(event?.values?.["clientCandidates"]).toBe("192.0.2.7 192.0.2.8");
    expect(story.counts.addresses.undecided).toBe(1);
  });

  it("takes the one open connection where no refusal is logged", () => {
    expect(clientOf([opened(0, "192.0.2.7"), failed(900)], "logon-failed")).toMatchObject({
      address: "192.0.2.7",
      rule: "time",
      confidence: 0.7,
    });
    const closed = record("core", 103, 100, { ReasonCode: "0" }, { activityId: "a1" });
    expect(clientOf([opened(0, "192.0.2.7"), closed, failed(900)], "logon-failed")).toBeUndefined();
  });

  it("leaves a local program's failed logon alone", () => {
    const local = failed(10, "admin", { ProcessName: String.raw`C:\Program Files\a.exe` });
    expect(clientOf([refused(0, "192.0.2.7"), local], "logon-failed")).toBeUndefined();
  });

  it("joins a connection's events by activity id, also those before the address", () => {
    const activityId = "a1";
    const accepted = record("rcm", 261, 0, {}, { activityId });
    const opening = opened(5, "192.0.2.7");
    const closing = record("core", 103, 60_000, { ReasonCode: "11" }, { activityId });
    const { events } = storyOf([accepted, opening, closing]);
    expect(events.map((event) => [event.kind, event.client?.address, event.client?.rule, event.client?.at])).toEqual([
      ["listener-accepted", "192.0.2.7", "activity-id", `core.evtx#${opening.recordId}`],
      ["connection-opened", "192.0.2.7", "own", undefined],
      ["connection-closed", "192.0.2.7", "activity-id", `core.evtx#${opening.recordId}`],
    ]);
  });

  it("joins by session id until the session ends or the machine starts anew", () => {
    const session = { User: "A\\anna", SessionID: "2" };
    const logon = record("lsm", 21, 0, { ...session, Address: "192.0.2.7" });
    const left = record("lsm", 24, 1000, { ...session, Address: "" });
    expect(clientOf([logon, left], "session-disconnected")).toMatchObject({ rule: "session-id", confidence: 0.95 });
    const start = record("kernel", 12, 500);
    expect(clientOf([logon, start, left], "session-disconnected")).toBeUndefined();
  });

  it("does not hand the last client's address to a session that is taken up again", () => {
    const session = { User: "A\\anna", SessionID: "2" };
    const logon = record("lsm", 21, 0, { ...session, Address: "192.0.2.7" });
    const again = record("lsm", 25, 1000, { ...session, Address: "" });
    expect(clientOf([logon, again], "session-reconnected")).toBeUndefined();
  });

  it("gives a remote logon without an address that of the same user's authentication", () => {
    const authenticated = record("rcm", 1149, 0, { Param1: "anna", Param2: "A", Param3: "192.0.2.7" });
    const logon = record("audit", 4624, 800, { TargetUserName: "Anna", LogonType: "10", IpAddress: "0.0.0.0" });
    expect(clientOf([authenticated, logon], "logon")).toMatchObject({ address: "192.0.2.7", rule: "time" });
    const other = record("audit", 4624, 800, { TargetUserName: "bert", LogonType: "10", IpAddress: "0.0.0.0" });
    expect(clientOf([authenticated, other], "logon")).toBeUndefined();
  });

  it("keeps hosts apart", () => {
    const elsewhere = { ...refused(0, "192.0.2.7"), computer: "OTHER" };
    expect(clientOf([elsewhere, failed(1)], "logon-failed")).toBeUndefined();
  });

  it("loses nothing and keeps the order, whatever the times", () => {
    const anyRecord = fc.oneof(
      fc.nat(9000).map((afterMs) => failed(afterMs)),
      fc.tuple(fc.nat(9000), fc.nat(3)).map(([afterMs, host]) => refused(afterMs, `192.0.2.${host + 1}`)),
      fc.nat(9000).map((afterMs) => opened(afterMs, "192.0.2.9", `x${afterMs}`)),
    );
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 60 }), (records) => {
        const { events } = storyOf(records);
        expect(events.map((event) => event.at)).toEqual(records.map((one) => `${one.origin}#${one.recordId}`));
      }),
    );
  });

  it("decides early rather than hold back without end", () => {
    const story = new HostStory();
    let given = 0;
    for (let index = 0; index < 25_000; index++) given += story.add(failed(1)).length;
    expect(given).toBeGreaterThan(0);
    expect(story.counts.addresses.hurried).toBeGreaterThan(0);
    expect(given + story.finish().length).toBe(25_000);
  });
});

describe("a story", () => {
  it("leaves out what a second file repeats, also after the clock was set back", () => {
    const first = [
      refused(0, "192.0.2.1"),
      refused(5000, "192.0.2.2"),
      refused(2000, "192.0.2.3"),
      refused(6000, "192.0.2.4"),
    ];
    const copy = first.map((one) => ({ ...one, origin: "copy.evtx" }));
    const merged = [first[0], copy[0], first[1], first[2], copy[1], copy[2], first[3], copy[3]].flatMap((one) =>
      one === undefined ? [] : [one],
    );
    const { events, story } = storyOf(merged);
    expect(events).toHaveLength(4);
    expect(story.counts.duplicates).toBe(4);
  });

  it("takes two events of one moment for two", () => {
    expect(storyOf([refused(0, "192.0.2.1"), refused(0, "192.0.2.1")]).events).toHaveLength(2);
  });

  it("tells what was covered, and where records are missing", () => {
    const one = { ...refused(0, "192.0.2.1"), recordId: 10 };
    const two = { ...refused(10, "192.0.2.1"), recordId: 15 };
    const { story } = storyOf([one, two]);
    expect(story.channels()).toEqual([
      {
        host: "host",
        channel: "core",
        records: 2,
        firstMs: START_MS,
        lastMs: START_MS + 10,
        firstAt: "core.evtx#10",
        lastAt: "core.evtx#15",
        missing: [
          { after: "core.evtx#10", before: "core.evtx#15", count: 4, fromMs: START_MS, untilMs: START_MS + 10 },
        ],
      },
    ]);
  });
});
