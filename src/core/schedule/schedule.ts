import type { CheckKind, TargetId } from "../fleet/index.ts";
import { placeOf, slotAt } from "./slots.ts";
import { StartAllowance } from "./start-allowance.ts";
import { TimeHeap } from "./time-heap.ts";
import {
  CATCH_UP_MS,
  FULL_EVERY_MS,
  FULL_RETRY_MS,
  LATE_MS,
  REPEAT_AFTER_MS,
  SET_BACK_MS,
  STANDSTILL_MS,
  type CheckEnd,
  type ScheduleCounts,
  type ScheduledTarget,
  type ScheduleSettings,
  type Work,
} from "./work.ts";

/** A slot that must not be missed is begun so long before the next one at the latest. */
const LAST_CHANCE_MS = 1000;

type Reason = "slot" | "repeat" | "asked";

interface Due {
  readonly entry: Entry;
  readonly reason: Reason;
  readonly slotMs: number;
  /** When it is wanted: the order in which it has its turn. */
  readonly atMs: number;
  /** Of another plan of the entry: it was made anew since. */
  readonly plan: number;
}

interface Entry {
  target: ScheduledTarget;
  isGone: boolean;
  /** Counts the plans for its next slot; only the newest one counts. */
  plan: number;
  /** The newest slot that is taken. */
  lastSlotMs: number;
  lastFullMs: number | null;
  /** Of a full check that taught nothing. */
  fullTriedMs: number | null;
  needsFull: boolean;
  /** Failed checks in a row. */
  failures: number;
  repeatOf: number | null;
  isAsked: boolean;
}

interface Running {
  readonly entry: Entry;
  /** Of the host that is busy with it; the target's may have changed meanwhile. */
  readonly hostKey: string;
  deadlineMs: number;
}

/**
 * When to check what. It has no clock and no timers: every call says what time it is. Every operation takes a time that
 * grows with the logarithm of the fleet.
 *
 * *Slots.* Those of a target lie an interval apart, at a place that follows from its id, so that a restart needs no saved
 * plan and load is even by itself. A slot that could not be run in its time is run late once, in the order in which they
 * were due; those before it are counted as skipped, and never pile up.
 *
 * *Standstill.* When nobody asked for work for `STANDSTILL_MS` although some was due, the process was stopped or the clock
 * put forward: each target is caught up once, spread over `CATCH_UP_MS` or its interval, whichever is less.
 *
 * *A clock that is set back.* Waiting until it is there again would be silence, so all is planned anew from the new time. Slots
 * that are lived through twice are a millisecond apart from the first time: their results are no duplicates.
 */
export class Schedule {
  #settings: ScheduleSettings;
  readonly #entries = new Map<TargetId, Entry>();
  readonly #planned = new TimeHeap<Due>();
  readonly #ready = new TimeHeap<Due>();
  readonly #running = new Map<Work, Running>();
  readonly #deadlines = new TimeHeap<Work>();
  /** Hosts that are being checked, with what waits for them. */
  readonly #busy = new Map<string, Due[]>();
  readonly #allowance: StartAllowance;
  #runningFull = 0;
  #parked = 0;
  #late = 0;
  #skipped = 0;
  #lost = 0;
  #nowMs: number | null = null;
  #setBacks = 0;

  constructor(settings: ScheduleSettings) {
    this.#settings = settings;
    this.#allowance = new StartAllowance(settings.startsPerSecond);
  }

  /** Capacity and deadlines from now on; what runs goes on, and intervals are those of the targets. */
  configure(settings: ScheduleSettings): void {
    this.#settings = settings;
    this.#allowance.configure(settings.startsPerSecond);
  }

  /** Checks with every question that may run at a time. */
  get #fullBudget(): number {
    const { maxFullRunning, maxRunning } = this.#settings;
    return Math.min(maxFullRunning, Math.max(1, Math.floor(maxRunning / 2)));
  }

  get counts(): ScheduleCounts {
    return {
      targets: this.#entries.size,
      running: this.#running.size,
      runningFull: this.#runningFull,
      waiting: this.#ready.size + this.#parked,
      late: this.#late,
      skipped: this.#skipped,
      lost: this.#lost,
    };
  }

  /** Takes a target up, or its new settings; what runs goes on. */
  put(target: ScheduledTarget, nowMs: number): void {
    const now = this.#at(nowMs);
    const known = this.#entries.get(target.id);
    if (known !== undefined) {
      this.#change(known, target, now);
      return;
    }
    const latest = slotAt(target.id, target.intervalMs, now);
    const entry: Entry = {
      target,
      isGone: false,
      plan: 0,
      lastSlotMs: target.lastSlotMs ?? Number.NEGATIVE_INFINITY,
      lastFullMs: target.lastFullMs,
      fullTriedMs: null,
      needsFull: target.lastFullMs === null,
      failures: target.failures ?? 0,
      repeatOf: null,
      isAsked: false,
    };
    this.#entries.set(target.id, entry);
    this.#allowance.count(target.intervalMs, 1);
    if (entry.lastSlotMs >= latest) this.#plan(entry, latest + target.intervalMs);
    else this.#plan(entry, latest, target.lastSlotMs === null ? now : catchUpMs(entry, now));
  }

  remove(id: TargetId): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.isGone = true;
    this.#allowance.count(entry.target.intervalMs, -1);
    this.#entries.delete(id);
  }

  /** Somebody wants to know now: a full check, before all that waits. False when the target is not known. */
  ask(id: TargetId, nowMs: number): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    if (entry.isAsked) return true;
    entry.isAsked = true;
    const atMs = Number.NEGATIVE_INFINITY;
    this.#ready.push(atMs, { entry, reason: "asked", slotMs: this.#at(nowMs), atMs, plan: entry.plan });
    return true;
  }

  /** What is to be begun now, as far as there is room for it. Every one must come back by `finished`. */
  due(nowMs: number): readonly Work[] {
    const now = this.#at(nowMs);
    this.#giveUpLost(now);
    for (let due = this.#planned.popUntil(now); due !== undefined; due = this.#planned.popUntil(now)) {
      this.#ready.push(due.atMs, due);
    }
    const begun: Work[] = [];
    while (this.#running.size < this.#settings.maxRunning && this.#allowance.has) {
      const due = this.#ready.pop();
      if (due === undefined) break;
      const work = this.#begin(due, now);
      if (work !== undefined) begun.push(work);
    }
    return begun;
  }

  /** When to ask again; null when nothing is planned. Something that finishes is a reason to ask as well. */
  nextWakeMs(nowMs: number): number | null {
    const now = this.#at(nowMs);
    // Deadlines of checks that are back wake nobody.
    while (this.#deadlines.first !== undefined && !this.#running.has(this.#deadlines.first)) this.#deadlines.pop();
    const times = [this.#planned.earliestMs, this.#deadlines.earliestMs];
    if (this.#ready.size > 0 && this.#running.size < this.#settings.maxRunning)
      times.push(now + this.#allowance.waitMs);
    const known = times.filter((time) => time !== null);
    return known.length === 0 ? null : Math.ceil(Math.max(now, Math.min(...known)));
  }

  /** A check is over. One that was given up before, or whose target is gone, changes nothing any more. */
  finished(work: Work, nowMs: number, { failed, factsChanged, isTested = true }: CheckEnd): void {
    const now = this.#at(nowMs);
    const entry = this.#release(work)?.entry;
    if (entry === undefined || entry.isGone || !isTested) return;
    if (isFull(work.kind)) {
      entry.lastFullMs = now;
      // What a host that is down could not tell is asked as soon as it is up.
      entry.needsFull = failed;
      if (!failed) entry.fullTriedMs = null;
    } else if (factsChanged) entry.needsFull = true;
    entry.failures = failed ? entry.failures + 1 : 0;
    if (entry.failures !== 1 || work.kind === "repeat") return;
    entry.repeatOf = work.slotMs;
    this.#planRepeat(entry, work.slotMs, now);
  }

  #change(entry: Entry, target: ScheduledTarget, now: number): void {
    const before = entry.target;
    entry.target = target;
    if (before.hostKey !== target.hostKey) entry.needsFull = true;
    if (before.intervalMs === target.intervalMs) return;
    this.#allowance.count(before.intervalMs, -1);
    this.#allowance.count(target.intervalMs, 1);
    this.#plan(entry, slotAt(target.id, target.intervalMs, now) + target.intervalMs);
  }

  #plan(entry: Entry, slotMs: number, atMs = slotMs): void {
    entry.plan += 1;
    this.#planned.push(atMs, { entry, reason: "slot", slotMs, atMs, plan: entry.plan });
  }

  #planRepeat(entry: Entry, slotMs: number, now: number): void {
    const atMs = now + REPEAT_AFTER_MS;
    this.#planned.push(atMs, { entry, reason: "repeat", slotMs, atMs, plan: entry.plan });
  }

  /** Begins it, parks it behind its host, or finds that it is no longer wanted. */
  #begin(due: Due, now: number): Work | undefined {
    if (!isWanted(due)) return undefined;
    const { entry, reason } = due;
    const { id, hostKey } = entry.target;
    const parked = this.#busy.get(hostKey);
    if (parked !== undefined) {
      parked.push(due);
      this.#parked += 1;
      return undefined;
    }
    const slotMs = reason === "slot" ? this.#takeSlot(due, now) : due.slotMs;
    const work = { target: id, slotMs, kind: this.#kindOf(entry, reason, now) };
    if (reason === "asked") entry.isAsked = false;
    // The repeat of an older slot has nothing to say any more once this one runs.
    else entry.repeatOf = null;
    if (now - due.atMs > LATE_MS && reason !== "asked") this.#late += 1;
    if (isFull(work.kind)) {
      this.#runningFull += 1;
      entry.fullTriedMs = now;
    }
    const deadlineMs = now + this.#settings.deadlineMs;
    this.#allowance.take();
    this.#running.set(work, { entry, hostKey, deadlineMs });
    this.#deadlines.push(deadlineMs, work);
    this.#busy.set(hostKey, []);
    return work;
  }

  /** The slot that a check stands for: the latest one, whichever it was planned for. Plans the next. */
  #takeSlot({ entry, slotMs }: Due, now: number): number {
    const { id, intervalMs } = entry.target;
    const latest = Math.max(slotMs, slotAt(id, intervalMs, now));
    this.#skipped += Math.round((latest - slotMs) / intervalMs);
    this.#plan(entry, latest + intervalMs);
    if (latest <= entry.lastSlotMs) return latest + Math.max(1, this.#setBacks);
    entry.lastSlotMs = latest;
    return latest;
  }

  #kindOf(entry: Entry, reason: Reason, now: number): CheckKind {
    if (reason !== "slot") return reason;
    if (this.#runningFull >= this.#fullBudget) return "interval";
    const sinceTriedMs = entry.fullTriedMs === null ? FULL_RETRY_MS : Math.abs(now - entry.fullTriedMs);
    if (sinceTriedMs < FULL_RETRY_MS) return "interval";
    return (entry.needsFull && entry.failures === 0) || isDaily(entry, now) ? "full" : "interval";
  }

  #release(work: Work): Running | undefined {
    const running = this.#running.get(work);
    if (running === undefined) return undefined;
    this.#running.delete(work);
    if (isFull(work.kind)) this.#runningFull -= 1;
    const parked = this.#busy.get(running.hostKey) ?? [];
    this.#busy.delete(running.hostKey);
    this.#parked -= parked.length;
    for (const due of parked) this.#ready.push(due.atMs, due);
    return running;
  }

  #giveUpLost(now: number): void {
    for (let work = this.#deadlines.popUntil(now); work !== undefined; work = this.#deadlines.popUntil(now)) {
      const running = this.#running.get(work);
      if (running === undefined || running.deadlineMs > now) continue;
      this.#release(work);
      this.#lost += 1;
    }
  }

  /** Time as this schedule sees it, and the starts that it has earned until then. */
  #at(nowMs: number): number {
    const before = this.#nowMs ?? nowMs;
    if (before - nowMs > SET_BACK_MS) {
      this.#nowMs = nowMs;
      this.#planAnew(nowMs);
      return nowMs;
    }
    const now = Math.max(before, nowMs);
    this.#nowMs = now;
    this.#allowance.earn(now - before);
    if (now - (this.#planned.earliestMs ?? now) > STANDSTILL_MS) this.#catchUp(now);
    return now;
  }

  /** The clock was set back: nothing waits for the time to come again. */
  #planAnew(now: number): void {
    this.#setBacks += 1;
    for (const entry of this.#entries.values()) {
      const { id, intervalMs } = entry.target;
      this.#plan(entry, slotAt(id, intervalMs, now) + intervalMs);
      if (entry.repeatOf !== null) this.#planRepeat(entry, entry.repeatOf, now);
    }
    this.#grantTime(now);
  }

  /** The process stood still or the clock was put forward: what is overdue is spread, each target once. */
  #catchUp(now: number): void {
    const overdue: Due[] = [];
    for (let due = this.#planned.popUntil(now); due !== undefined; due = this.#planned.popUntil(now)) {
      if (isWanted(due)) overdue.push(due);
    }
    for (const due of overdue) {
      const atMs = catchUpMs(due.entry, now);
      this.#planned.push(atMs, { ...due, atMs });
    }
    this.#grantTime(now);
  }

  /** What runs had no time of its own meanwhile, or another one. */
  #grantTime(now: number): void {
    for (const [work, running] of this.#running) {
      running.deadlineMs = now + this.#settings.deadlineMs;
      this.#deadlines.push(running.deadlineMs, work);
    }
  }
}

function isWanted({ entry, reason, slotMs, plan }: Due): boolean {
  if (entry.isGone) return false;
  if (reason === "slot") return entry.plan === plan;
  return reason === "asked" || entry.repeatOf === slotMs;
}

/** Each target has its own time of the day, so that not all are looked at closely in one hour. */
function isDaily({ target, lastFullMs }: Entry, now: number): boolean {
  return lastFullMs === null || lastFullMs < slotAt(target.id, FULL_EVERY_MS, now);
}

/**
 * When a target that is overdue has its turn; its next slot comes first where that is sooner. Where a single slot is missing
 * it comes before the next one, so that a server that takes over from a dead one leaves no gap.
 */
function catchUpMs({ target: { id, intervalMs }, lastSlotMs }: Entry, now: number): number {
  const latest = slotAt(id, intervalMs, now);
  const next = latest + intervalMs;
  const isGapless = lastSlotMs === latest - intervalMs;
  const mostMs = isGapless ? Math.max(0, next - now - LAST_CHANCE_MS) : Math.min(intervalMs, CATCH_UP_MS);
  // Another place than that of its slots, or who was to be next would be last.
  return Math.min(now + Math.floor(placeOf(id * 31) * Math.min(mostMs, CATCH_UP_MS)), next);
}

function isFull(kind: CheckKind): boolean {
  return kind === "full" || kind === "asked";
}
