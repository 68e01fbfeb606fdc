import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EventIntake } from "../../../../src/io/monitor/index.ts";
import { openStore, StoreFailure, type Store } from "../../../../src/io/store/index.ts";
import { collectedArchive, evtx, keyFaults, refusal, sessionEvent, START_MS } from "./sample-logs.ts";

const nowMs = (): number => START_MS + 3_600_000;
let store: Store;
let intake: EventIntake;
let troubles: (string | null)[] = [];

function intakeOn(over: Partial<Pick<Store, "sessions">> = {}, clock: () => number = nowMs): EventIntake {
  const { changes, resources, results, sessions, targets } = store;
  return new EventIntake({
    store: { changes, resources, results, sessions, targets, ...over },
    tenant: 1,
    clock: { nowMs: clock },
    onTrouble: (failure) => troubles.push(failure?.trouble ?? null),
  });
}

beforeEach(async () => {
  troubles = [];
  store = await openStore({ folder: mkdtempSync(join(tmpdir(), "rdpulse-ingest-")), clock: { nowMs } });
  intake = intakeOn();
});

afterEach(async () => {
  await intake.close();
  await store.close();
});

async function take(bytes: Buffer, options: Parameters<EventIntake["take"]>[1] = {}): ReturnType<EventIntake["take"]> {
  const report = await intake.take(Readable.from([bytes]), options);
  await intake.settle();
  return report;
}

async function told(): Promise<readonly string[]> {
  const { lines } = await store.changes.since(1, 0, 1000);
  return lines.filter(({ kind }) => kind === "detection").map(({ id }) => id);
}

describe("uploads", () => {
  it("tell who is on which host, piece by piece", async () => {
    const target = await store.targets.put(1, { name: "Terminal server 1", host: "rds01.example.test" }, "api", 0);
    const report = await take(evtx([sessionEvent(21, 0, "anna")]));
    expect(report).toEqual({ records: 1, events: 1, repeated: 0, damaged: 0, hosts: ["rds01"], passedOver: [] });
    const first = await store.sessions.list(1, {});
    expect(first.items).toMatchObject([
      { target: target.id, user: "EX\\anna", address: "10.0.0.7", state: "active", startMs: START_MS, endMs: null },
    ]);

    await take(evtx([sessionEvent(24, 600_000, "anna")]));
    expect((await store.sessions.list(1, {})).items).toMatchObject([
      { state: "disconnected", seenMs: START_MS + 600_000 },
    ]);

    await take(gzipSync(evtx([sessionEvent(23, 900_000, "anna")])));
    const last = await store.sessions.list(1, {});
    expect(last.items).toMatchObject([{ state: "ended", endMs: START_MS + 900_000 }]);
    expect(last.items[0]?.key).toBe(first.items[0]?.key);
  });

  it("tell an attack once, however often its log is sent", async () => {
    const attack = Array.from({ length: 60 }, (_, index) => refusal(index));
    const report = await take(evtx(attack));
    expect(report.events).toBe(60);
    const found = await told();
    expect(found).toContain("password-guessing");
    expect(await take(evtx(attack))).toMatchObject({ records: 60, events: 0, repeated: 60 });
    expect(await told()).toEqual(found);
    const { lines } = await store.changes.since(1, 0, 1000);
    expect(lines.at(-1)?.detail).toMatchObject({ hosts: ["rds01"], targets: [] });
  });

  it("leave what is worth an incident in the store, and of what is over nothing", async () => {
    const shelved = async (): Promise<readonly unknown[]> =>
      (await store.resources.list(1, "told-faults")).map(({ doc }) => doc);
    const log = evtx([...Array.from({ length: 60 }, (_, index) => refusal(index)), ...keyFaults()]);
    await store.targets.put(1, { name: "Terminal server 1", host: "rds01.example.test" }, "api", 0);
    // An hour after the attack it is over; what is wrong with the key is not.
    await take(log);
    expect(await shelved()).toEqual([
      { faults: [expect.objectContaining({ cause: "machinekeys-permissions", effect: "blocks" })] },
    ]);
    await intake.close();
    intake = intakeOn({}, () => START_MS + 120_000);
    await take(log);
    const [doc, ...more] = await shelved();
    expect(more).toEqual([]);
    expect(doc).toMatchObject({
      faults: expect.arrayContaining([
        expect.objectContaining({ cause: "rdp-bruteforce-or-flood", variant: "password-guessing" }),
        expect.objectContaining({ cause: "machinekeys-permissions" }),
      ]),
    });
    const text = JSON.stringify(doc);
    expect(text).toMatch(/"at":"log-\d{8}T\d{6}Z-\d+#\d+"/);
    expect(text).not.toContain("rdpulse-upload");
  });

  it("read sessions of xrdp from sesman's log", async () => {
    const lines = [
      "[20261118-10:00:00] [INFO ] Socket 12: AF_INET6 connection received from ::ffff:198.51.100.4 port 40000",
      "[20261118-10:00:01] [INFO ] ++ created session (access granted): username bob, ip ::ffff:198.51.100.4:40000 - socket: 12",
      "[20261118-10:30:00] [INFO ] ++ terminated session:  username bob, display :10.0, session_pid 812, ip ::ffff:198.51.100.4:40000 - socket: 12",
      "",
    ];
    const report = await take(Buffer.from(lines.join("\n")), { utcOffsetMinutes: 0 });
    expect(report.events).toBeGreaterThan(0);
    const { items } = await store.sessions.list(1, {});
    expect(items).toMatchObject([{ user: "bob", state: "ended" }]);
  });

  it("read who is on an xrdp host from what its collector found with loginctl", async () => {
    await take(await collectedArchive("2026-11-18T10:00:00Z"));
    await take(await collectedArchive("2026-11-18T11:00:00Z"));
    const { items } = await store.sessions.list(1, {});
    expect(items).toMatchObject([
      {
        host: "x1",
        user: "bob",
        state: "active",
        address: "198.51.100.4",
        startMs: Date.parse("2026-11-18T10:00:00Z"),
        seenMs: Date.parse("2026-11-18T11:00:00Z"),
      },
    ]);
  });

  it("say what is no log, and go on with the next", async () => {
    const report = await take(Buffer.from("\u0000\u0001 nothing of the kind"));
    expect(report).toMatchObject({ records: 0, events: 0 });
    expect(report.passedOver).toHaveLength(1);
    expect(await take(evtx([sessionEvent(21, 0, "anna")]))).toMatchObject({ events: 1 });
  });

  it("are refused while too many are read", async () => {
    const open = Array.from({ length: 8 }, () => new Readable({ read: () => undefined }));
    const taken = open.map(async (source) => intake.take(source).catch(() => undefined));
    await expect(intake.take(Readable.from(["x"]))).rejects.toThrow("uploads are being read");
    for (const source of open) source.destroy();
    await Promise.all(taken);
    expect(await take(evtx([sessionEvent(21, 0, "anna")]))).toMatchObject({ events: 1 });
  });

  it("are answered when the store has what they yield, without another word", async () => {
    await Promise.all(
      ["anna", "bert", "carl"].map(async (user, index) => {
        await intake.take(Readable.from([evtx([sessionEvent(21, index * 60_000, user)])]));
        expect((await store.sessions.list(1, {})).items.map((session) => session.user)).toContain(`EX\\${user}`);
      }),
    );
    // A log that tells nothing has nothing to wait for.
    await expect(intake.take(Readable.from(["nothing of the kind"]))).resolves.toMatchObject({ events: 0 });
  });

  it("are refused while the store is away, and what was read of them is not lost", async () => {
    await intake.close();
    let isAway = true;
    const put: Store["sessions"]["put"] = async (sessions) => {
      if (isAway) throw new StoreFailure("gone", "no answer");
      await store.sessions.put(sessions);
    };
    const list: Store["sessions"]["list"] = async (...given) => store.sessions.list(...given);
    const prune: Store["sessions"]["prune"] = async (beforeMs) => store.sessions.prune(beforeMs);
    intake = intakeOn({ sessions: { put, list, prune } });
    await expect(take(evtx([sessionEvent(21, 0, "anna")]))).rejects.toThrow("no answer");
    expect(troubles).toEqual(["gone"]);
    isAway = false;
    await take(evtx([sessionEvent(21, 60_000, "bert")]));
    expect(troubles).toEqual(["gone", null]);
    expect((await store.sessions.list(1, {})).items.map(({ user }) => user)).toContain("EX\\anna");
  });
});
