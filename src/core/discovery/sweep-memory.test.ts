import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterSweep, endpointKey, type FoundHost, nextSweepMs, NO_MEMORY, type SweepMemory } from "./index.ts";

const MINUTE = 60_000;
/** What must have been told last of a host before an event. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  found: ["nothing"],
  returned: ["vanished"],
  vanished: ["found", "returned"],
};
const host = (name: string, self: string | null = null): FoundHost => ({ host: name, port: 3389, name: self });
const keys = (...hosts: readonly FoundHost[]): ReadonlySet<string> => new Set(hosts.map(endpointKey));

describe("afterSweep", () => {
  const [a, b, c] = [host("a", "RDS01"), host("b"), host("c")];

  it("tells what is new once, what vanished once, and what came back", () => {
    const listed = keys(a, b, c);
    let memory: SweepMemory = NO_MEMORY;
    const told: string[] = [];
    const answers = [
      [a, b],
      [a, b, c],
      [a, c],
      [a, c],
      [a, c],
      [a, c],
      [a, b, c],
    ];
    for (const [sweep, found] of answers.entries()) {
      const after = afterSweep(memory, { startedMs: sweep * MINUTE, found, asked: listed, listed }, 3);
      memory = after.memory;
      told.push(after.events.map((event) => `${event.event} ${event.host.host}`).join(", "));
    }
    expect(told).toEqual(["found a, found b", "found c", "", "", "vanished b", "", "returned b"]);
    expect(memory.hosts.map(({ firstSeenMs, lastSeenMs, missed }) => [firstSeenMs, lastSeenMs, missed])).toEqual([
      [0, 6 * MINUTE, 0],
      [0, 6 * MINUTE, 0],
      [MINUTE, 6 * MINUTE, 0],
    ]);
  });

  it("tells a new name, and takes silence about it for no change", () => {
    const listed = keys(a);
    const sweep = (memory: SweepMemory, self: string | null): ReturnType<typeof afterSweep> =>
      afterSweep(memory, { startedMs: 0, found: [host("A.", self)], asked: listed, listed }, 3);
    const first = sweep(NO_MEMORY, "RDS01");
    const silent = sweep(first.memory, null);
    expect(silent.events).toEqual([]);
    expect(sweep(silent.memory, "rds01").events).toEqual([]);
    expect(sweep(silent.memory, "RDS02").events).toEqual([
      { event: "renamed", host: { host: "A.", port: 3389, name: "RDS02" }, before: "RDS01" },
    ]);
  });

  it("counts against nobody a sweep that did not come to him, nor a source that could not be read", () => {
    const { memory } = afterSweep(NO_MEMORY, { startedMs: 0, found: [a, b], asked: keys(a, b), listed: keys(a, b) }, 1);
    const cut = afterSweep(memory, { startedMs: 1, found: [a], asked: keys(a), listed: keys(a, b) }, 1);
    expect(cut.events).toEqual([]);
    const unread = afterSweep(memory, { startedMs: 1, found: [a], asked: keys(a), listed: null }, 1);
    expect(unread.events).toEqual([]);
    expect(unread.memory.hosts).toHaveLength(2);
  });

  it("forgets what no source names any more", () => {
    const { memory } = afterSweep(NO_MEMORY, { startedMs: 0, found: [a, b], asked: keys(a, b), listed: keys(a, b) }, 3);
    const after = afterSweep(memory, { startedMs: 1, found: [a], asked: keys(a), listed: keys(a) }, 3);
    expect(after.events).toEqual([{ event: "unlisted", host: b }]);
    expect(after.memory.hosts.map((known) => known.host)).toEqual(["a"]);
  });

  it("tells of each host found and vanished in turn, whatever answers when", () => {
    const names = ["a", "b", "c", "d"];
    const listed = keys(...names.map((name) => host(name)));
    fc.assert(
      fc.property(
        fc.array(fc.subarray(names), { maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        (sweeps, missedSweeps) => {
          let memory: SweepMemory = NO_MEMORY;
          const last = new Map<string, string>();
          for (const [at, found] of sweeps.entries()) {
            const hosts = found.map((name) => host(name));
            const after = afterSweep(memory, { startedMs: at, found: hosts, asked: listed, listed }, missedSweeps);
            memory = after.memory;
            for (const {
              event,
              host: { host: name },
            } of after.events) {
              expect(ALLOWED[event]).toContain(last.get(name) ?? "nothing");
              last.set(name, event);
            }
            for (const { host: name, missed } of memory.hosts) expect(missed === 0).toBe(found.includes(name));
          }
        },
      ),
    );
  });
});

describe("nextSweepMs", () => {
  it("is due at once the first time, then every period, whatever the clock does", () => {
    const memory = { ...NO_MEMORY, lastStartedMs: 1000 * MINUTE };
    expect(nextSweepMs(NO_MEMORY, 60, 5)).toBe(5);
    expect(nextSweepMs(memory, 60, 1010 * MINUTE)).toBe(1060 * MINUTE);
    expect(nextSweepMs(memory, 60, 9000 * MINUTE)).toBe(1060 * MINUTE);
    expect(nextSweepMs(memory, 60, 10 * MINUTE)).toBe(70 * MINUTE);
  });

  it("sweeps once a day over a simulated month, and once after a stop of ten days", () => {
    let memory: SweepMemory = NO_MEMORY;
    const started: number[] = [];
    for (let minute = 0; minute < 30 * 1440; minute++) {
      const isStopped = minute > 10 * 1440 && minute < 20 * 1440;
      const nowMs = minute * MINUTE;
      if (isStopped || nextSweepMs(memory, 1440, nowMs) > nowMs) continue;
      started.push(minute / 1440);
      memory = afterSweep(memory, { startedMs: nowMs, found: [], asked: new Set(), listed: null }, 3).memory;
    }
    expect(started).toEqual([
      ...Array.from({ length: 11 }, (_, day) => day),
      ...Array.from({ length: 10 }, (_, day) => day + 20),
    ]);
  });
});
