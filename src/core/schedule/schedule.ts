import type { CheckKind, TargetId } from "../fleet/index.ts";
import { placeOf, slotAt } from "./slots.ts";
import { TimeHeap } from "./time-heap.ts";

export interface ScheduleSettings {
  readonly intervalMs: number;
  /** Checks at a time. */
  readonly maxRunning: number;
  /** Of these, with every question. 0: never. */
  readonly maxFullRunning: number;
  /** Checks that may begin in a second beside those that the intervals ask for, so that nothing comes in a herd. */
  readonly startsPerSecond: number;
  /** A check that is not back after this is lost, and its host free again. */
  readonly deadlineMs: number;
}

export interface ScheduledTarget {
  readonly id: TargetId;
  /** Two targets with one key are never checked at the same time. */
  readonly hostKey: string;
  readonly intervalMs: number;
  readonly lastSlotMs: number | null;
  readonly lastFullMs: number | null;
}

export interface Work {
  readonly target: TargetId;
  readonly kind: CheckKind;
  readonly slotMs: number;
}

export interface ScheduleCounts {
  readonly targets: number;
  readonly running: number;
  readonly runningFull: number;
  /** Due, and not begun for want of capacity or because their host is busy. */
  readonly waiting: number;
  /** Slots that went by without a check. */
  readonly skipped: number;
  /** Checks that did not come back. */
  readonly lost: number;
}

export const REPEAT_AFTER_MS = 5000;
export const FULL_EVERY_MS = 86_400_000;
/** After a stop, what is overdue is caught up within this time at most. */
export const CATCH_UP_MS = 30_000;
/** Starts that may be made up for at once after a pause of the process. */
const BURST_S = 0.25;
/** Room above what the intervals ask for: what is late is caught up without a herd. */
const HEADROOM = 1.25;

type Reason = "slot" | "repeat" | "asked";

interface Due {
  readonly entry: Entry;
  readonly reason: Reason;
  readonly slotMs: number;
  /** Of another life of the entry: it was changed or removed since. */
  readonly life: number;
}

interface Entry {
  target: ScheduledTarget;
  life: number;
  lastSlotMs: number;
  lastFullMs: number | null;
  needsFull: boolean;
  /** The last check failed and so did its repeat: no more repeats until one succeeds. */
  isDown: boolean;
  repeatOf: number | null;
  isAsked: boolean;
}

interface Running {
  readonly entry: Entry;
  readonly life: number;
  /** Of the host that is busy with it; the target's may have changed meanwhile. */
  readonly hostKey: string;
}

/**
 * When to check what. It knows no clock: every call says what time it is, and time only goes forward here (a clock that
 * is set back does not silence the fleet, because who calls passes a steady one).
 *
 * Slots of a target lie an interval apart, at a place that follows from its id. A slot that could not be run in its time
 * is run late once; those before it are counted as skipped, and never pile up.
 */
export class Schedule {
  readonly #settings: ScheduleSettings;
  readonly #entries = new Map<TargetId, Entry>();
  readonly #due = new TimeHeap<Due>();
  readonly #running = new Map<Work, Running>();
  readonly #deadlines = new TimeHeap<Work>();
  /** Hosts that are being checked, with what waits for them. */
  readonly #busy = new Map<string, Due[]>();
  #ready: Due[] = [];
  #runningFull = 0;
  #parked = 0;
  #skipped = 0;
  #lost = 0;
  #nowMs = Number.NEGATIVE_INFINITY;
  #starts = 0;
  /** Checks a second that all intervals together ask for. */
  #asked = 0;

  constructor(settings: ScheduleSettings) {
    this.#settings = settings;
  }

  get counts(): ScheduleCounts {
    return {
      targets: this.#entries.size,
      running: this.#running.size,
      runningFull: this.#runningFull,
      waiting: this.#ready.length + this.#parked,
      skipped: this.#skipped,
      lost: this.#lost,
    };
  }

  /** Takes a target up, or its new settings; what runs goes on. */
  put(target: ScheduledTarget, nowMs: number): void {
    const now = this.#at(nowMs);
    const known = this.#entries.get(target.id);
    if (known !== undefined) {
      const isSame = known.target.intervalMs === target.intervalMs && known.target.hostKey === target.hostKey;
      this.#asked += rateOf(target) - rateOf(known.target);
      known.target = target;
      if (isSame) return;
      known.life += 1;
      this.#plan(known, slotAt(target.id, target.intervalMs, now) + target.intervalMs);
      return;
    }
    const latest = slotAt(target.id, target.intervalMs, now);
    const entry: Entry = {
      target,
      life: 0,
      // A time ahead of ours was written by a clock that was wrong.
      lastSlotMs: Math.min(target.lastSlotMs ?? Number.NEGATIVE_INFINITY, latest),
      lastFullMs: target.lastFullMs,
      needsFull: target.lastFullMs === null,
      isDown: false,
      repeatOf: null,
      isAsked: false,
    };
    this.#entries.set(target.id, entry);
    this.#asked += rateOf(target);
    const isOverdue = entry.lastSlotMs < latest;
    const spreadMs =
      target.lastSlotMs === null ? 0 : placeOf(target.id * 31) * Math.min(target.intervalMs, CATCH_UP_MS);
    if (isOverdue) this.#plan(entry, latest, now + spreadMs);
    else this.#plan(entry, latest + target.intervalMs);
  }

  remove(id: TargetId): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.life += 1;
    this.#asked -= rateOf(entry.target);
    this.#entries.delete(id);
  }

  /** Somebody wants to know now: a full check, before all that waits. False when the target is not known. */
  ask(id: TargetId, nowMs: number): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    if (entry.isAsked) return true;
    entry.isAsked = true;
    this.#due.push(Number.NEGATIVE_INFINITY, { entry, reason: "asked", slotMs: this.#at(nowMs), life: entry.life });
    return true;
  }

  /** What is to be begun now, as far as there is room for it. Every one must come back by `finished`. */
  due(nowMs: number): readonly Work[] {
    const now = this.#at(nowMs);
    this.#giveUpLost(now);
    while ((this.#due.earliestMs ?? Number.POSITIVE_INFINITY) <= now) {
      const due = this.#due.pop();
      if (due?.reason === "asked") this.#ready.unshift(due);
      else if (due !== undefined) this.#ready.push(due);
    }
    const begun: Work[] = [];
    let index = 0;
    for (; index < this.#ready.length; index++) {
      if (this.#running.size >= this.#settings.maxRunning || this.#starts < 1) break;
      const due = this.#ready[index];
      const work = due === undefined ? undefined : this.#begin(due, now);
      if (work !== undefined) begun.push(work);
    }
    this.#ready = this.#ready.slice(index);
    return begun;
  }

  /** When to ask again; null when nothing is planned. Something that finishes is a reason to ask as well. */
  nextWakeMs(nowMs: number): number | null {
    const now = this.#at(nowMs);
    const hasRoom = this.#running.size < this.#settings.maxRunning;
    const times = [this.#due.earliestMs, this.#deadlines.earliestMs];
    if (this.#ready.length > 0 && hasRoom) {
      times.push(now + Math.max(0, ((1 - this.#starts) / this.#rate) * 1000));
    }
    const known = times.filter((time) => time !== null);
    return known.length === 0 ? null : Math.max(now, Math.min(...known));
  }

  /** A check is over. `failed`: no client would get in. A check that could not be made at all has not failed. */
  finished(work: Work, nowMs: number, result: { readonly failed: boolean; readonly factsChanged: boolean }): void {
    const now = this.#at(nowMs);
    const running = this.#release(work);
    if (running === undefined) return;
    const { entry, life } = running;
    if (this.#entries.get(work.target) !== entry || entry.life !== life) return;
    if (isFull(work.kind)) {
      entry.needsFull = false;
      entry.lastFullMs = now;
    } else if (result.factsChanged) entry.needsFull = true;
    if (!result.failed) entry.isDown = false;
    else if (work.kind === "repeat") entry.isDown = true;
    else if (!entry.isDown) {
      entry.repeatOf = work.slotMs;
      this.#due.push(now + REPEAT_AFTER_MS, { entry, reason: "repeat", slotMs: work.slotMs, life });
    }
  }

  #plan(entry: Entry, slotMs: number, atMs = slotMs): void {
    this.#due.push(atMs, { entry, reason: "slot", slotMs, life: entry.life });
  }

  /** Begins it, parks it behind its host, or finds that it is no longer wanted. */
  #begin(due: Due, now: number): Work | undefined {
    const { entry, reason, life } = due;
    if (entry.life !== life) return undefined;
    const { id, hostKey, intervalMs } = entry.target;
    const parked = this.#busy.get(hostKey);
    if (parked !== undefined) {
      parked.push(due);
      this.#parked += 1;
      return undefined;
    }
    let { slotMs } = due;
    if (reason === "slot") {
      const latest = Math.max(slotMs, slotAt(id, intervalMs, now));
      this.#skipped += Math.round((latest - slotMs) / intervalMs);
      slotMs = latest;
      this.#plan(entry, latest + intervalMs);
      // The repeat of an older slot has nothing to say any more once this one runs.
      entry.repeatOf = null;
    } else if (reason === "repeat") {
      if (entry.repeatOf !== slotMs) return undefined;
      entry.repeatOf = null;
    } else entry.isAsked = false;
    const work = { target: id, slotMs, kind: this.#kindOf(entry, reason, now) };
    this.#starts -= 1;
    entry.lastSlotMs = Math.max(entry.lastSlotMs, slotMs);
    this.#running.set(work, { entry, life, hostKey });
    this.#deadlines.push(now + this.#settings.deadlineMs, work);
    this.#busy.set(hostKey, []);
    if (isFull(work.kind)) this.#runningFull += 1;
    return work;
  }

  #kindOf(entry: Entry, reason: Reason, now: number): CheckKind {
    if (reason === "asked" || reason === "repeat") return reason;
    const { maxFullRunning } = this.#settings;
    if (this.#runningFull >= maxFullRunning || entry.isDown) return "interval";
    return entry.needsFull || this.#isDaily(entry, now) ? "full" : "interval";
  }

  /** Each target has its own hour of the day, so that not all are looked at closely in one hour. */
  #isDaily(entry: Entry, now: number): boolean {
    const planned = slotAt(entry.target.id, FULL_EVERY_MS, now);
    return entry.lastFullMs === null || entry.lastFullMs < planned;
  }

  #release(work: Work): Running | undefined {
    const running = this.#running.get(work);
    if (running === undefined) return undefined;
    this.#running.delete(work);
    if (isFull(work.kind)) this.#runningFull -= 1;
    const parked = this.#busy.get(running.hostKey) ?? [];
    this.#busy.delete(running.hostKey);
    this.#parked -= parked.length;
    this.#ready.unshift(...parked);
    return running;
  }

  #giveUpLost(now: number): void {
    while ((this.#deadlines.earliestMs ?? Number.POSITIVE_INFINITY) <= now) {
      const work = this.#deadlines.pop();
      if (work !== undefined && this.#release(work) !== undefined) this.#lost += 1;
    }
  }

  get #rate(): number {
    return this.#settings.startsPerSecond + this.#asked * HEADROOM;
  }

  /** Time as this schedule sees it, and the starts that it has earned until then. */
  #at(nowMs: number): number {
    const rate = this.#rate;
    const burst = Math.max(1, rate * BURST_S);
    if (this.#nowMs === Number.NEGATIVE_INFINITY) this.#starts = burst;
    else if (nowMs > this.#nowMs) {
      this.#starts = Math.min(burst, this.#starts + ((nowMs - this.#nowMs) / 1000) * rate);
    }
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    return this.#nowMs;
  }
}

function rateOf({ intervalMs }: ScheduledTarget): number {
  return 1000 / intervalMs;
}

function isFull(kind: CheckKind): boolean {
  return kind === "full" || kind === "asked";
}
