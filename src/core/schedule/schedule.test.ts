import { array, assert, boolean, integer, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CATCH_UP_MS,
  FULL_EVERY_MS,
  FULL_RETRY_MS,
  REPEAT_AFTER_MS,
  Schedule,
  type ScheduleSettings,
  type Work,
} from "./index.ts";

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

function startsPerSecond(begun: readonly Begun[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const { atMs } of begun) counts.set(Math.floor(atMs / 1000), (counts.get(Math.floor(atMs / 1000)) ?? 0) + 1);
  return [...counts.values()];
}

function countsOf(begun: readonly Begun[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { target } of begun) counts.set(target, (counts.get(target) ?? 0) + 1);
  return counts;
}

describe("Schedule", () => {
  it("checks 10,000 targets every minute for an hour, each slot once, none late", { timeout: 60_000 }, () => {
    const schedule = withTargets(10_000, SETTINGS, START);
    const begun = simulate(schedule, START, START + 60 * MINUTE);
    const perTarget = new Map<number, Set<number>>();
    let latestMs = 0;
    for (const { target, slotMs, atMs } of begun) {
      perTarget.set(target, (perTarget.get(target) ?? new Set()).add(slotMs));
      latestMs = Math.max(latestMs, atMs - slotMs);
    }
    expect(begun).toHaveLength(600_000);
    expect([...perTarget.values()].every((slots) => slots.size === 60)).toBe(true);
    expect(latestMs).toBeLessThan(1000);
    expect(schedule.counts).toMatchObject({ waiting: 0, late: 0, skipped: 0, lost: 0 });
  });

  it("lets 10,000 targets flow instead of coming in bursts", () => {
    const perSecond = startsPerSecond(simulate(withTargets(10_000, SETTINGS, START), START, START + 2 * MINUTE));
    // 167 a second on average; what is beside that is chance, of a width of 13.
    expect(Math.max(...perSecond)).toBeLessThan(167 + 5 * 13);
    expect(Math.min(...perSecond.slice(1, -1))).toBeGreaterThan(167 - 5 * 13);
  });

  it("keeps 100,000 targets", { timeout: 60_000 }, () => {
    const schedule = withTargets(100_000, { ...SETTINGS, maxRunning: 2048 }, START);
    const begun = simulate(schedule, START, START + MINUTE + 1000);
    expect(begun.filter(({ slotMs }) => slotMs <= START + MINUTE)).toHaveLength(100_000);
    expect(schedule.counts).toMatchObject({ targets: 100_000, late: 0, skipped: 0 });
  });

  it("runs a month of three targets", { timeout: 60_000 }, () => {
    const schedule = new Schedule({ ...SETTINGS, maxFullRunning: 8 });
    for (const id of [1, 2, 3]) {
      schedule.put({ id, hostKey: `${id}`, intervalMs: MINUTE, lastSlotMs: START, lastFullMs: START }, START);
    }
    const begun = simulate(schedule, START, START + 30 * FULL_EVERY_MS);
    expect(begun).toHaveLength(3 * 30 * 1440);
    expect(begun.filter(({ kind }) => kind === "full")).toHaveLength(3 * 30);
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
    const begun: Work[] = [];
    for (let second = 0; second <= 120; second++) begun.push(...schedule.due(START + second * 1000));
    const before = schedule.counts;
    expect(begun.length).toBeGreaterThan(2);
    expect(before.lost + before.running).toBe(begun.length);
    const [lost] = begun;
    if (lost !== undefined) schedule.finished(lost, START + 2 * MINUTE, { failed: true, factsChanged: false });
    expect(schedule.counts).toEqual(before);
  });

  it("catches up once and spread when the process stood still or the clock was put forward", () => {
    const schedule = withTargets(3000, SETTINGS, START);
    simulate(schedule, START, START + 5 * MINUTE);
    // What the end of the first simulation left running never comes back.
    const { skipped, running } = schedule.counts;
    const wake = START + 65 * MINUTE;
    const after = simulate(schedule, wake, wake + MINUTE);
    const perSecond = startsPerSecond(after);
    // Each at most twice: caught up, and the slot of this minute.
    expect(Math.max(...countsOf(after).values())).toBeLessThanOrEqual(2);
    expect(countsOf(after).size).toBe(3000);
    expect(Math.max(...perSecond)).toBeLessThan(300);
    expect(after.filter(({ atMs }) => atMs < wake + CATCH_UP_MS).length).toBeGreaterThan(2000);
    expect(schedule.counts.skipped - skipped).toBeGreaterThan(3000 * 58);
    expect(schedule.counts.lost).toBe(running);
  });

  it("leaves no gap where it takes over from another process that missed one slot", () => {
    const first = withTargets(300, SETTINGS, START);
    const before = simulate(first, START, START + 5 * MINUTE);
    const last = new Map(before.map(({ target, slotMs }) => [target, slotMs]));
    const second = new Schedule(SETTINGS);
    const takeOver = START + 5 * MINUTE + 13_000;
    for (const [id, lastSlotMs] of last) {
      second.put({ id, hostKey: `h${id}`, intervalMs: MINUTE, lastSlotMs, lastFullMs: START, failures: 0 }, takeOver);
    }
    const after = simulate(second, takeOver, takeOver + 3 * MINUTE);
    for (const [id] of last) {
      const slots = [...before, ...after].filter(({ target }) => target === id).map(({ slotMs }) => slotMs);
      const steps = slots.slice(2).map((slotMs, index) => slotMs - (slots[index + 1] ?? 0));
      expect(new Set(steps)).toEqual(new Set([MINUTE]));
    }
  });

  it("goes on at once when the clock is set back, and gives no slot twice", () => {
    const schedule = withTargets(200, SETTINGS, START);
    const before = simulate(schedule, START, START + 90 * MINUTE);
    const after = simulate(schedule, START + 30 * MINUTE, START + 120 * MINUTE);
    const slots = [...before, ...after].map(({ target, slotMs }) => `${target}/${slotMs}`);
    expect(new Set(slots).size).toBe(slots.length);
    for (let minute = 31; minute < 120; minute++) {
      const ofMinute = after.filter(({ atMs }) => Math.floor((atMs - START) / MINUTE) === minute);
      expect(countsOf(ofMinute).size).toBe(200);
      expect(ofMinute).toHaveLength(200);
    }
  });

  it("takes up a target whose last slot was written by a clock that was ahead", () => {
    const schedule = withTargets(20, SETTINGS, START + 60 * MINUTE);
    const begun = simulate(schedule, START, START + 10 * MINUTE);
    expect(begun).toHaveLength(200);
    expect(begun.every(({ slotMs, atMs }) => Math.abs(atMs - slotMs) < 1000)).toBe(true);
  });

  it("repeats no failure of a host that was down when it was taken up", () => {
    const schedule = new Schedule(SETTINGS);
    schedule.put({ id: 1, hostKey: "a", intervalMs: MINUTE, lastSlotMs: null, lastFullMs: START, failures: 7 }, START);
    const begun = simulate(schedule, START, START + 3 * MINUTE, 300, () => true);
    expect(begun.every(({ kind }) => kind === "interval")).toBe(true);
  });

  it("asks everything once after facts changed, and after a host that was new and down came up", () => {
    const schedule = new Schedule({ ...SETTINGS, maxFullRunning: 8 });
    schedule.put({ id: 1, hostKey: "a", intervalMs: MINUTE, lastSlotMs: null, lastFullMs: null }, START);
    const kinds: string[] = [];
    for (let minute = 0; minute < 40; minute++) {
      const begun = simulate(schedule, START + minute * MINUTE, START + (minute + 1) * MINUTE, 300, () => minute < 20);
      kinds.push(...begun.filter(({ kind }) => kind !== "repeat").map(({ kind }) => kind));
    }
    const full = kinds.flatMap((kind, at) => (kind === "full" ? [at] : []));
    expect(full[0]).toBe(0);
    expect(full).toHaveLength(2);
    expect(full[1]).toBeGreaterThan(20);

    let nowMs = START + 40 * MINUTE;
    for (let changed: Work | undefined; changed === undefined; nowMs += 1000) {
      [changed] = schedule.due(nowMs);
      if (changed !== undefined) schedule.finished(changed, nowMs, { failed: false, factsChanged: true });
    }
    const next = simulate(schedule, nowMs, nowMs + 5 * MINUTE);
    expect(next.map(({ kind }) => kind === "full")).toEqual([true, false, false, false, false]);
  });

  it("does not take a check that could not be made for one that was", () => {
    const schedule = new Schedule({ ...SETTINGS, maxFullRunning: 8 });
    schedule.put({ id: 1, hostKey: "a", intervalMs: MINUTE, lastSlotMs: null, lastFullMs: null }, START);
    const [first] = schedule.due(START);
    expect(first?.kind).toBe("full");
    if (first !== undefined) {
      schedule.finished(first, START + 100, { failed: false, factsChanged: false, isTested: false });
    }
    const begun = simulate(schedule, START + 100, START + 30 * MINUTE);
    const [again, ...more] = begun.filter(({ kind }) => kind === "full");
    expect((again?.atMs ?? 0) - START).toBeGreaterThanOrEqual(FULL_RETRY_MS);
    expect(more).toEqual([]);
  });

  it("hears what was asked of a target whose settings changed meanwhile", () => {
    const schedule = withTargets(1);
    const [running] = schedule.due(START);
    expect(schedule.ask(1, START + 10)).toBe(true);
    schedule.put({ id: 1, hostKey: "host-1", intervalMs: 5 * MINUTE, lastSlotMs: null, lastFullMs: 0 }, START + 20);
    expect(schedule.due(START + 20)).toEqual([]);
    if (running !== undefined) schedule.finished(running, START + 300, { failed: true, factsChanged: false });
    const [asked, ...none] = schedule.due(START + 300);
    expect(none).toEqual([]);
    expect(asked?.kind).toBe("asked");
    if (asked !== undefined) schedule.finished(asked, START + 600, { failed: true, factsChanged: false });
    expect(schedule.ask(1, START + 700)).toBe(true);
    expect(schedule.due(START + 700)[0]?.kind).toBe("asked");
  });

  it("never lets full checks hold up the others", () => {
    const schedule = withTargets(600, { ...SETTINGS, maxRunning: 20, maxFullRunning: 500 }, START);
    const running: { readonly work: Work; readonly endMs: number }[] = [];
    for (let nowMs = START; nowMs < START + 10 * MINUTE; nowMs += 50) {
      for (const ended of running.filter(({ endMs }) => endMs <= nowMs)) {
        running.splice(running.indexOf(ended), 1);
        schedule.finished(ended.work, nowMs, { failed: false, factsChanged: false });
      }
      for (const work of schedule.due(nowMs))
        running.push({ work, endMs: nowMs + (work.kind === "full" ? 30_000 : 100) });
      expect(schedule.counts.runningFull).toBeLessThanOrEqual(10);
    }
    expect(schedule.counts.skipped).toBe(0);
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
