import { array, assert, boolean, integer, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { FULL_EVERY_MS, REPEAT_AFTER_MS, Schedule, type ScheduleSettings, type Work } from "./index.ts";

const MINUTE = 60_000;
const START = 1_800_000_000_000;
const SETTINGS: ScheduleSettings = {
  intervalMs: MINUTE,
  maxRunning: 512,
  maxFullRunning: 0,
  startsPerSecond: 50,
  deadlineMs: 40_000,
};

interface Begun extends Work {
  readonly atMs: number;
}

/** Runs a schedule in simulated time: every check takes `tookMs`, and fails when `fails` says so. */
function simulate(
  schedule: Schedule,
  fromMs: number,
  untilMs: number,
  tookMs = 300,
  fails: (work: Begun) => boolean = () => false,
): readonly Begun[] {
  const begun: Begun[] = [];
  const running: { readonly work: Work; readonly begun: Begun; readonly endMs: number }[] = [];
  let nowMs = fromMs;
  while (nowMs < untilMs) {
    while ((running[0]?.endMs ?? Number.POSITIVE_INFINITY) <= nowMs) {
      const ended = running.shift();
      if (ended !== undefined)
        schedule.finished(ended.work, nowMs, { failed: fails(ended.begun), factsChanged: false });
    }
    for (const work of schedule.due(nowMs)) {
      const entry = { ...work, atMs: nowMs };
      begun.push(entry);
      running.push({ work, begun: entry, endMs: nowMs + tookMs });
    }
    const wake = schedule.nextWakeMs(nowMs) ?? untilMs;
    nowMs = Math.max(nowMs + 1, Math.min(wake, running[0]?.endMs ?? untilMs));
  }
  return begun;
}

function withTargets(count: number, settings: ScheduleSettings = SETTINGS, lastSlotMs: number | null = null): Schedule {
  const schedule = new Schedule(settings);
  for (let id = 1; id <= count; id++) {
    schedule.put({ id, hostKey: `host-${id}`, intervalMs: settings.intervalMs, lastSlotMs, lastFullMs: null }, START);
  }
  return schedule;
}

describe("Schedule", () => {
  it("checks 10,000 targets every minute, each slot once, none late", () => {
    const begun = simulate(withTargets(10_000), START, START + 20 * MINUTE);
    const slots = new Set(begun.map(({ target, slotMs }) => `${target}/${slotMs}`));
    expect(slots.size).toBe(begun.length);
    // One catch-up at first sight, then twenty slots each; the last may fall just behind the end.
    expect(begun.length).toBeGreaterThanOrEqual(10_000 * 20);
    expect(begun.length).toBeLessThanOrEqual(10_000 * 21);
    const settled = begun.filter(({ slotMs }) => slotMs >= START + 2 * MINUTE);
    expect(Math.max(...settled.slice(0, 100_000).map(({ atMs, slotMs }) => atMs - slotMs))).toBeLessThan(1000);
  });

  it("spreads the starts of a second, also after a stop", () => {
    const schedule = withTargets(5000, SETTINGS, START - 10 * MINUTE);
    const begun = simulate(schedule, START, START + 2 * MINUTE);
    const perSecond = new Map<number, number>();
    for (const { atMs } of begun) {
      const second = Math.floor(atMs / 1000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual((50 + (5000 / 60) * 1.25) * 1.25 + 1);
    // What was overdue is run once, however many slots went by.
    const caughtUp = begun.filter(({ slotMs }) => slotMs < START);
    expect(new Set(caughtUp.map(({ target }) => target)).size).toBe(caughtUp.length);
  });

  it("repeats a failed check once after 5 s, and leaves a host that is down alone", () => {
    const begun = simulate(withTargets(1), START, START + 5 * MINUTE, 300, () => true);
    const [first, repeat, ...later] = begun;
    expect(first?.kind).toBe("interval");
    expect(repeat).toMatchObject({ kind: "repeat", slotMs: first?.slotMs });
    expect((repeat?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(REPEAT_AFTER_MS);
    expect(later.every(({ kind }) => kind === "interval")).toBe(true);
  });

  it("never checks one host twice at a time, and forgets nothing of it", () => {
    const schedule = new Schedule(SETTINGS);
    for (const id of [1, 2, 3]) {
      schedule.put({ id, hostKey: "same", intervalMs: MINUTE, lastSlotMs: null, lastFullMs: 0 }, START);
    }
    const begun = simulate(schedule, START, START + 10 * MINUTE, 4000);
    const gaps = begun.slice(1).map(({ atMs }, index) => atMs - (begun[index]?.atMs ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(4000);
    for (const id of [1, 2, 3]) expect(begun.filter(({ target }) => target === id).length).toBeGreaterThanOrEqual(10);
  });

  it("looks at everything once a day, within its budget, and at once where it is new", () => {
    const schedule = withTargets(20, { ...SETTINGS, maxFullRunning: 2 });
    const begun = simulate(schedule, START, START + FULL_EVERY_MS, 3000);
    const full = begun.filter(({ kind }) => kind === "full");
    expect(full[0]?.atMs).toBe(START);
    const ofTarget = (id: number): number => full.filter(({ target }) => target === id).length;
    for (let id = 1; id <= 20; id++) expect(ofTarget(id)).toBe(2);
  });

  it("makes what is asked for before all else", () => {
    const schedule = withTargets(200, { ...SETTINGS, startsPerSecond: 1 });
    expect(schedule.ask(150, START)).toBe(true);
    expect(schedule.ask(9999, START)).toBe(false);
    expect(schedule.due(START)[0]).toMatchObject({ target: 150, kind: "asked" });
  });

  it("runs the latest slot once when capacity is short, counts the others, and starves nobody", () => {
    const schedule = withTargets(100, { ...SETTINGS, maxRunning: 1 });
    const begun = simulate(schedule, START, START + 60 * MINUTE, 3000);
    const counts = Array.from({ length: 100 }, (_, id) => begun.filter(({ target }) => target === id + 1).length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(Math.max(...counts) - 2);
    expect(schedule.counts.skipped).toBeGreaterThan(0);
    expect(schedule.counts.waiting).toBeLessThanOrEqual(100);
  });

  it("gives a check up that does not come back, and frees its host", () => {
    const schedule = withTargets(1);
    const [lost] = schedule.due(START);
    expect(schedule.due(START + SETTINGS.deadlineMs - 1)).toEqual([]);
    expect(schedule.counts).toMatchObject({ lost: 0, running: 1 });
    expect(schedule.due(START + MINUTE)).toHaveLength(1);
    expect(schedule.counts).toMatchObject({ lost: 1, running: 1 });
    if (lost !== undefined) schedule.finished(lost, START, { failed: true, factsChanged: false });
    expect(schedule.counts.running).toBe(1);
  });

  it("survives a clock that jumps", () => {
    const schedule = withTargets(50);
    simulate(schedule, START, START + 5 * MINUTE);
    const after = simulate(schedule, START + 24 * 60 * MINUTE, START + 24 * 60 * MINUTE + MINUTE);
    expect(after.length).toBeLessThanOrEqual(100);
    expect(schedule.counts.skipped).toBeGreaterThan(50 * 1000);
  });

  it("runs each slot of any fleet at most once, whatever is put and removed meanwhile", () => {
    assert(
      property(array(tuple(integer({ min: 1, max: 6 }), boolean()), { maxLength: 12 }), (steps) => {
        const schedule = withTargets(6);
        const begun: Begun[] = [];
        let nowMs = START;
        for (const [id, isRemoved] of steps) {
          if (isRemoved) schedule.remove(id);
          else schedule.put({ id, hostKey: `host-${id}`, intervalMs: MINUTE, lastSlotMs: nowMs, lastFullMs: 0 }, nowMs);
          begun.push(...simulate(schedule, nowMs, nowMs + 3 * MINUTE));
          nowMs += 3 * MINUTE;
        }
        const keys = begun.map(({ target, slotMs, kind }) => `${target}/${slotMs}/${kind}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 30 },
    );
  });
});
