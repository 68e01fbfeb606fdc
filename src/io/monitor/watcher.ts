import type { StoreFailure, KeptTranscript, Lease, Store } from "../store/index.ts";
import {
  groupsOf,
  hinderedBy,
  isSuccess,
  nextHostState,
  type CheckKind,
  type HostState,
  type Target,
  type TargetId,
  type VantageId,
  type WatchedFacts,
} from "../../core/fleet/index.ts";
import { factChanges } from "../../core/history/index.ts";
import { Schedule, type ScheduleSettings, type Work } from "../../core/schedule/index.ts";
import type { Prober } from "./probe/probe-pool.ts";
import type { ProbeOutcome, ProbeStage, ProbeTask } from "./probe/probe-task.ts";
import { ResultBuffer } from "./result-buffer.ts";
import { type Clock, intervalOf, type WatchSettings } from "./watch-settings.ts";

export interface WatcherWorld {
  readonly store: Store;
  readonly prober: Prober;
  readonly clock: Clock;
  readonly settings: WatchSettings;
  readonly vantage: VantageId;
  /** Is this target within a maintenance window now? */
  readonly isExcluded: (target: Target, nowMs: number) => boolean;
  readonly onResult?: (outcome: ProbeOutcome, state: HostState) => void;
  readonly onStoreTrouble?: (failure: StoreFailure | null) => void;
}

interface Watched {
  readonly target: Target;
  readonly groups: readonly string[];
  state: HostState | null;
  facts: WatchedFacts;
  latestTranscriptMs: number;
}

/** Longest sleep between two looks at the schedule: a clock that was set is noticed within it. */
const LONGEST_SLEEP_MS = 1000;
/** A host that stays broken says the same every minute; its latest conversation is kept this often. */
const LATEST_TRANSCRIPT_MS = 600_000;

/** Checks the targets that it is given when the schedule says so, judges each result, and hands it to the store. */
export class Watcher {
  readonly #world: WatcherWorld;
  #settings: WatchSettings;
  readonly #schedule: Schedule;
  readonly #buffer: ResultBuffer;
  readonly #watched = new Map<TargetId, Watched>();
  readonly #running = new Map<Work, AbortController>();
  readonly #spectators = new Map<TargetId, Set<(stage: ProbeStage) => void>>();
  readonly #askers = new Map<TargetId, PromiseWithResolvers<ProbeOutcome>[]>();
  #leases: readonly Lease[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(world: WatcherWorld) {
    this.#world = world;
    this.#settings = world.settings;
    this.#schedule = new Schedule(scheduleSettings(world.settings));
    this.#buffer = new ResultBuffer(
      world.store,
      () => this.#leases,
      (failure) => world.onStoreTrouble?.(failure),
    );
  }

  get counts(): Schedule["counts"] & { readonly buffered: number; readonly dropped: number; readonly written: number } {
    const { waiting: buffered, dropped, written } = this.#buffer;
    return { ...this.#schedule.counts, buffered, dropped, written };
  }

  get size(): number {
    return this.#watched.size;
  }

  has(id: TargetId): boolean {
    return this.#watched.has(id);
  }

  /** Leases under which results are written from now on. */
  setLeases(leases: readonly Lease[]): void {
    this.#leases = leases;
  }

  /** Takes a target up, or its new settings; a check that runs is not disturbed. */
  put(target: Target, state: HostState | null, facts: WatchedFacts): void {
    const before = this.#watched.get(target.id);
    const watched = {
      target,
      groups: groupsOf(target),
      state: before?.state ?? state,
      facts: before?.facts ?? facts,
      latestTranscriptMs: before?.latestTranscriptMs ?? 0,
    };
    this.#watched.set(target.id, watched);
    this.#schedule.put(
      {
        id: target.id,
        hostKey: target.settings.host.toLowerCase(),
        intervalMs: intervalOf(target, this.#settings),
        lastSlotMs: watched.state?.lastSlotMs ?? null,
        lastFullMs: watched.state?.lastFullMs ?? null,
        failures: watched.state?.failures ?? 0,
      },
      this.#world.clock.nowMs(),
    );
    this.#pump();
  }

  remove(id: TargetId): void {
    this.#watched.delete(id);
    this.#schedule.remove(id);
    for (const asker of this.#askers.get(id) ?? []) asker.reject(new Error("the target was removed"));
    this.#askers.delete(id);
    this.#spectators.delete(id);
  }

  /** Intervals, deadlines, capacity and what counts as down from now on. */
  configure(settings: WatchSettings): void {
    this.#settings = settings;
    this.#schedule.configure(scheduleSettings(settings));
    for (const { target, state, facts } of this.#watched.values()) this.put(target, state, facts);
  }

  /** Drops what is no longer ours. */
  keepOnly(isOurs: (id: TargetId) => boolean): void {
    for (const id of this.#watched.keys()) if (!isOurs(id)) this.remove(id);
  }

  /** A full check as soon as the host is free; `onStage` hears of each stage as it completes. */
  async checkNow(id: TargetId, onStage?: (stage: ProbeStage) => void): Promise<ProbeOutcome> {
    if (!this.#watched.has(id)) throw new Error(`target ${id} is not watched here`);
    const asker = Promise.withResolvers<ProbeOutcome>();
    this.#askers.set(id, [...(this.#askers.get(id) ?? []), asker]);
    if (onStage !== undefined) this.#spectators.set(id, (this.#spectators.get(id) ?? new Set()).add(onStage));
    this.#schedule.ask(id, this.#world.clock.nowMs());
    this.#pump();
    return asker.promise;
  }

  start(): void {
    this.#pump();
  }

  /** Ends in good order: no new check, those that run may end until `graceMs`, everything known is written. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    const endMs = performance.now() + graceMs;
    while (this.#running.size > 0 && performance.now() < endMs) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const abort of this.#running.values()) abort.abort();
    await this.#buffer.close();
  }

  async flush(): Promise<void> {
    return this.#buffer.flush();
  }

  #pump(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    const nowMs = this.#world.clock.nowMs();
    for (const work of this.#schedule.due(nowMs)) void this.#run(work);
    const wakeMs = this.#schedule.nextWakeMs(nowMs) ?? nowMs + LONGEST_SLEEP_MS;
    this.#timer = setTimeout(() => this.#pump(), Math.min(LONGEST_SLEEP_MS, Math.max(1, wakeMs - nowMs)));
  }

  async #run(work: Work): Promise<void> {
    const watched = this.#watched.get(work.target);
    if (watched === undefined) return;
    const { prober, vantage, isExcluded, clock } = this.#world;
    const settings = this.#settings;
    const abort = new AbortController();
    this.#running.set(work, abort);
    const spectators = this.#spectators.get(work.target);
    const isShown = work.kind === "asked" && spectators !== undefined;
    const begunMs = clock.nowMs();
    try {
      const outcome = await prober.check(
        {
          target: watched.target,
          vantage,
          kind: work.kind,
          slotMs: work.slotMs,
          excluded: isExcluded(watched.target, clock.nowMs()),
          stageTimeoutMs: settings.stageTimeoutMs,
          totalTimeoutMs: settings.totalTimeoutMs,
          forbidden: settings.forbidden,
          ...hindranceOf(watched.state),
        },
        abort.signal,
        isShown ? (stage) => spectators.forEach((tell) => tell(stage)) : undefined,
      );
      this.#ended(work, inOurTime(outcome, begunMs, clock.nowMs()));
    } catch (error) {
      // Nothing was learned of the host: the slot stays empty, which is "not tested", and the next one is tried.
      this.#schedule.finished(work, clock.nowMs(), { failed: false, factsChanged: false, isTested: false });
      this.#answer(work, (asker) => asker.reject(error));
    } finally {
      this.#running.delete(work);
      this.#pump();
    }
  }

  #ended(work: Work, outcome: ProbeOutcome): void {
    const { clock, vantage, onResult } = this.#world;
    const settings = this.#settings;
    const watched = this.#watched.get(work.target);
    const failed = !isSuccess(outcome.row);
    if (watched === undefined) {
      this.#schedule.finished(work, clock.nowMs(), { failed, factsChanged: false });
      return;
    }
    const { row } = outcome;
    const before = watched.state;
    const { state } = nextHostState(before, row, settings.policy, clock.nowMs());
    const changes = factChanges(
      watched.facts,
      outcome.facts,
      { tenant: row.tenant, target: row.target, vantage },
      row.atMs,
    );
    const hadFacts = Object.keys(watched.facts).length > 0;
    watched.state = state;
    // Nothing new: what is known stays, so that a fleet at rest leaves no garbage that grew old.
    if (changes.length > 0) watched.facts = { ...watched.facts, ...outcome.facts };
    const transcript = this.#transcriptToKeep(watched, before, outcome);
    this.#buffer.add({ row, state, facts: changes, transcript, groups: watched.groups });
    // First sight is a full check anyway, and what a full check learns asks for no other.
    const factsChanged = hadFacts && changes.length > 0 && (work.kind === "interval" || work.kind === "repeat");
    this.#schedule.finished(work, clock.nowMs(), { failed, factsChanged });
    onResult?.(outcome, state);
    this.#answer(work, (asker) => asker.resolve(outcome));
  }

  #answer(work: Work, tell: (asker: PromiseWithResolvers<ProbeOutcome>) => void): void {
    if (work.kind !== "asked") return;
    for (const asker of this.#askers.get(work.target) ?? []) tell(asker);
    this.#askers.delete(work.target);
    this.#spectators.delete(work.target);
  }

  #transcriptToKeep(watched: Watched, before: HostState | null, outcome: ProbeOutcome): KeptTranscript | null {
    const { row, transcript: text } = outcome;
    if (text === null) return null;
    const reason = reasonToKeep(before, row.kind, outcome);
    if (reason === "latest") {
      if (row.atMs - watched.latestTranscriptMs < LATEST_TRANSCRIPT_MS) return null;
      watched.latestTranscriptMs = row.atMs;
    }
    const { tenant, target, vantage, atMs, kind } = row;
    return { tenant, target, vantage, atMs, reason, kind, text };
  }
}

/**
 * A check is made by the clock of its machine, which may have been set back, or may be wrong on a vantage: a result from before
 * the last one would count for nothing. Of when it began, our own clock knows enough.
 */
function inOurTime(outcome: ProbeOutcome, begunMs: number, endedMs: number): ProbeOutcome {
  const atMs = Math.min(Math.max(outcome.row.atMs, begunMs), endedMs);
  return atMs === outcome.row.atMs ? outcome : { ...outcome, row: { ...outcome.row, atMs } };
}

/** What the last check found to hinder, as the next one is told. */
function hindranceOf(state: HostState | null): Pick<ProbeTask, "hinderedBy"> {
  const cause = state === null || state.status !== "degraded" ? undefined : hinderedBy(state);
  return cause === undefined ? {} : { hinderedBy: cause };
}

function reasonToKeep(before: HostState | null, kind: CheckKind, { row }: ProbeOutcome): KeptTranscript["reason"] {
  if (kind === "asked" && isSuccess(row)) return "asked";
  if (isSuccess(row)) return "degraded";
  if (before === null || isSuccess(before)) return "first-failure";
  const isSame = before.failedStage === row.failedStage && before.causes[0]?.id === row.causes[0]?.id;
  return isSame ? "latest" : "fault-changed";
}

function scheduleSettings(settings: WatchSettings): ScheduleSettings {
  const { intervalMs, maxRunning, maxFullRunning, startsPerSecond, totalTimeoutMs } = settings;
  // A check ends by itself at its own deadline; what is not back long after that is lost.
  return { intervalMs, maxRunning, maxFullRunning, startsPerSecond, deadlineMs: totalTimeoutMs * 2 };
}
