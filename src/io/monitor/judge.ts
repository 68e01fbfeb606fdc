import { AlertRouter, REMEMBERS_CLOSED_MS, type AlertEvent, type RoutingSettings } from "../../core/alerting/index.ts";
import { diagnose, type Because } from "../../core/diagnosis/index.ts";
import { ageState, type HostState, type Target, type TargetId } from "../../core/fleet/index.ts";
import { IncidentDesk, type DeskCommand, type DeskSettings, type IncidentChange } from "../../core/incident/index.ts";
import { replayTranscript } from "../../core/transcript/index.ts";
import { StoreFailure, type Lease, type Store } from "../store/index.ts";
import { toldFaults } from "./ingest/fault-shelf.ts";
import { CommandPost, type CommandAnswer } from "./command-post.ts";
import type { Keeper } from "./shard-keeper.ts";
import { intervalOf, LEASE_MS, type Clock, type WatchSettings } from "./watch-settings.ts";

export interface JudgeWorld {
  readonly store: Store;
  readonly clock: Clock;
  readonly keeper: Keeper;
  readonly targets: () => ReadonlyMap<TargetId, Target>;
  readonly watch: () => Pick<WatchSettings, "intervalMs">;
  readonly desk: () => Partial<DeskSettings>;
  readonly routing: () => RoutingSettings;
  readonly isExcluded: (target: Target, nowMs: number) => boolean;
  readonly onChange?: (change: IncidentChange) => void;
  readonly onDeliveries?: () => void;
  /** This process became the judge, or is it no longer. */
  readonly onSeat?: (isJudge: boolean) => void;
  readonly onTrouble: (failure: StoreFailure | null) => void;
}

const TICK_MS = 1000;
/** All states are looked at again so often: the end of a maintenance window changes no state. */
const REVIEW_MS = 30_000;
/** What logs told is looked at so often. */
const TOLD_MS = 2000;
/** A state of a target that nobody knows is forgotten when it is so old: the target was removed. */
const FORGET_MS = 600_000;
const HOUR_MS = 3_600_000;
/** More hosts than this that turn in one look are one line: everything is to be asked for anew. */
const MOST_TURNS = 300;
const MOST_EVIDENCE = 20;
const MOST_BECAUSE = 20;

interface Bench {
  readonly desk: IncidentDesk;
  readonly router: AlertRouter;
  readonly seatedMs: number;
  version: number;
  reviewedMs: number;
  toldMs: number;
  /** The latest state of each target from each vantage, so that a look at all of them reads nothing. */
  readonly states: Map<string, HostState>;
}

/**
 * Turns states of hosts into incidents, and incidents into messages. One process of all that share a store does it: the
 * one that holds the lease. What it decides is written in one transaction; when that fails, everything is decided again
 * from the store, so nothing is lost and nothing is said twice.
 */
export class Judge {
  readonly #world: JudgeWorld;
  readonly #post: CommandPost;
  #bench: Bench | undefined;
  #lease: Lease | undefined;
  #renewedMs = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #events: AlertEvent[] = [];

  constructor(world: JudgeWorld) {
    this.#world = world;
    this.#post = new CommandPost(world.store, world.clock);
  }

  get isJudge(): boolean {
    return this.#lease !== undefined;
  }

  start(): void {
    const again = (): void => {
      if (this.#isStopped) return;
      this.#timer = setTimeout(() => void this.tick().finally(again), TICK_MS);
    };
    void this.tick().finally(again);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#turn;
    await this.#world.keeper.release().catch(() => undefined);
  }

  /** Rules, channels or windows changed. */
  configure(): void {
    this.#bench?.router.configure(this.#world.routing());
  }

  /** When incidents widen, close and reopen changed: the desk is set up anew from the store, which knows all that it knows. */
  async configureDesk(): Promise<void> {
    await this.#inTurn(async () => {
      this.#bench = undefined;
    });
  }

  /** Something to be told that belongs to no incident; its ordinal makes it one message however often it is said. */
  announce(events: readonly AlertEvent[]): void {
    this.#events.push(...events);
  }

  /** One look at what changed. Never rejects: trouble is reported, and the next look starts anew. */
  async tick(): Promise<void> {
    await this.#inTurn(async () => {
      try {
        await this.#look();
        this.#world.onTrouble(null);
      } catch (error) {
        this.#bench = undefined;
        this.#world.onTrouble(error instanceof StoreFailure ? error : new StoreFailure("bug", String(error), error));
      }
    });
  }

  /** What a person does to an incident, wherever the judge runs. Rejects with StoreFailure: then it did not happen. */
  async command(command: DeskCommand, by: string): Promise<CommandAnswer> {
    const mine = await this.#inTurn(async () => {
      await this.#renew();
      const bench = await this.#seat();
      return bench === undefined ? undefined : this.#carryOut(bench, command, by);
    });
    return mine ?? this.#post.ask(command, by);
  }

  async #carryOut(bench: Bench, command: DeskCommand, by: string): Promise<CommandAnswer> {
    const result = bench.desk.command(command, by, this.#world.clock.nowMs());
    if (!("refused" in result)) await this.#write(bench, result);
    return result;
  }

  async #look(): Promise<void> {
    await this.#renew();
    const bench = await this.#seat();
    if (bench === undefined) return;
    const { store, clock } = this.#world;
    const nowMs = clock.nowMs();
    const isReview = nowMs - bench.reviewedMs >= REVIEW_MS;
    const targets = this.#world.targets();
    const { version, states } = await store.results.statesSince(bench.version);
    await this.#tellTurns(bench, states, nowMs);
    for (const state of states) bench.states.set(`${state.target}/${state.vantage}`, state);
    if (isReview) {
      bench.reviewedMs = nowMs;
      for (const [key, { target, lastAtMs }] of bench.states) {
        if (!targets.has(target) && nowMs - lastAtMs > FORGET_MS) bench.states.delete(key);
      }
      await this.#ageStates(bench, targets, nowMs);
    }
    const judged = (isReview ? [...bench.states.values()] : states).filter((state) =>
      this.#counts(state, targets, nowMs),
    );
    const evidence = await this.#evidence(bench, judged);
    const seen = bench.desk.observe({ states: judged, targets, nowMs, evidence });
    const told = await this.#observeTold(bench, targets, nowMs);
    const due = bench.desk.tick(nowMs);
    await this.#write(bench, joined(joined(seen, told), due));
    bench.version = version;
    await this.#post.serve((command, by) => this.#carryOut(bench, command, by));
  }

  /**
   * What nobody checks any more is known no longer: switched off, or without a result for too long. Written like a result, and
   * read like one at the next look; a result that comes in the meantime is newer, and stands.
   */
  async #ageStates(bench: Bench, targets: ReadonlyMap<TargetId, Target>, nowMs: number): Promise<void> {
    const watch = this.#world.watch();
    const aged = [...bench.states.values()].flatMap((state) => {
      const target = targets.get(state.target);
      if (target === undefined || state.status === "unknown") return [];
      if (target.settings.enabled === false) return [{ ...state, status: "unknown" as const, sinceMs: nowMs }];
      const intervalMs = intervalOf(target, watch);
      // After a start all is old: the fleet has an interval to be checked in.
      if (nowMs - bench.seatedMs < intervalMs) return [];
      const older = ageState(state, intervalMs, nowMs);
      return older === state ? [] : [older];
    });
    if (aged.length === 0) return;
    await this.#world.store.results.record(
      { rows: [], states: aged, facts: [], transcripts: [], groups: new Map() },
      [],
    );
  }

  async #observeTold(bench: Bench, targets: ReadonlyMap<TargetId, Target>, nowMs: number): Promise<IncidentChange> {
    if (Math.abs(nowMs - bench.toldMs) < TOLD_MS) return { incidents: [], entries: [] };
    const tenants = new Set([...targets.values()].map(({ tenant }) => tenant));
    const faults = await toldFaults(this.#world.store.resources, tenants, nowMs);
    const watched = [...targets].filter(([, target]) => !this.#world.isExcluded(target, nowMs));
    bench.toldMs = nowMs;
    return bench.desk.observeTold({ faults, targets: new Map(watched), nowMs });
  }

  /** Lines of the stream of changes for hosts that turned, so that pages which follow it need not ask for all hosts. */
  async #tellTurns(bench: Bench, states: readonly HostState[], nowMs: number): Promise<void> {
    // What was found at the beginning has not turned.
    if (bench.version === 0) return;
    const turned = states.flatMap(({ tenant, target, vantage, status, causes: [first] }) => {
      const before = bench.states.get(`${target}/${vantage}`);
      if (before?.status === status && before.causes[0]?.id === first?.id) return [];
      const detail = { vantage, before: before?.status ?? null, status, cause: first?.id ?? null };
      return [{ tenant, atMs: nowMs, kind: "state", id: String(target), detail }];
    });
    if (turned.length === 0) return;
    const tenants = new Set(turned.map(({ tenant }) => tenant));
    const lines =
      turned.length <= MOST_TURNS
        ? turned
        : [...tenants].map((tenant) => ({ tenant, atMs: nowMs, kind: "state", id: "*", detail: null }));
    await this.#world.store.changes.append(lines);
  }

  /** What the fault of a host that just failed or is newly hindered rests on: read from the conversation that was kept. */
  async #evidence(bench: Bench, states: readonly HostState[]): Promise<ReadonlyMap<TargetId, readonly Because[]>> {
    const found = new Map<TargetId, readonly Because[]>();
    const fresh = states.filter((state) => bench.desk.wantsEvidence(state));
    // In a storm the first ones say it for all; of faults of hosts apart the rest follows with their next check.
    for (const state of fresh.slice(0, MOST_EVIDENCE)) {
      const kept = await this.#world.store.results.transcripts(state.tenant, state.target);
      const newestFirst = kept.filter(({ vantage }) => vantage === state.vantage).toSorted((a, b) => b.atMs - a.atMs);
      for (const { text } of newestFirst) {
        const because = becauseIn(text, state);
        if (because.length === 0) continue;
        found.set(state.target, because);
        break;
      }
    }
    return found;
  }

  #counts(state: HostState, targets: ReadonlyMap<TargetId, Target>, nowMs: number): boolean {
    const target = targets.get(state.target);
    return target !== undefined && !this.#world.isExcluded(target, nowMs);
  }

  async #write(bench: Bench, change: IncidentChange): Promise<void> {
    const { store, clock, onChange, onDeliveries } = this.#world;
    const nowMs = clock.nowMs();
    const events = this.#events.splice(0);
    const outcome = bench.router.route({ changed: change.incidents, events }, nowMs);
    const entries = [...change.entries, ...outcome.entries];
    if (change.incidents.length === 0 && entries.length === 0 && outcome.deliveries.length === 0) return;
    try {
      await store.incidents.apply(
        { incidents: change.incidents, entries },
        outcome.deliveries,
        this.#lease ?? null,
        nowMs,
      );
    } catch (error) {
      this.#bench = undefined;
      this.#events = [...events, ...this.#events];
      throw error;
    }
    bench.router.settled(outcome);
    onChange?.({ incidents: change.incidents, entries });
    if (outcome.deliveries.length > 0) onDeliveries?.();
  }

  /** The desk and what it knows; loaded from the store when this process just became the judge. */
  async #seat(): Promise<Bench | undefined> {
    if (this.#lease === undefined) {
      this.#bench = undefined;
      return undefined;
    }
    if (this.#bench !== undefined) return this.#bench;
    const { store, clock, desk: settings, routing } = this.#world;
    const nowMs = clock.nowMs();
    const incidents = await store.incidents.current(REMEMBERS_CLOSED_MS, nowMs);
    const desk = new IncidentDesk(settings(), incidents, (await store.incidents.highestId()) + 1);
    const router = new AlertRouter(routing());
    const timelines = await Promise.all(incidents.map(({ tenant, id }) => store.incidents.timeline(tenant, id)));
    const tenants = [...new Set([...this.#world.targets().values()].map(({ tenant }) => tenant))];
    const recent = await Promise.all(
      tenants.map(async (tenant) => (await store.outbox.list(tenant, { limit: 1000 })).items),
    );
    router.restore(
      incidents,
      timelines.flat(),
      recent.flat().filter(({ createdMs }) => nowMs - createdMs < HOUR_MS),
    );
    this.#bench = { desk, router, seatedMs: nowMs, version: 0, reviewedMs: 0, toldMs: 0, states: new Map() };
    return this.#bench;
  }

  async #renew(): Promise<void> {
    const nowMs = this.#world.clock.nowMs();
    if (this.#lease !== undefined && nowMs - this.#renewedMs < LEASE_MS / 4 && nowMs >= this.#renewedMs) return;
    const [lease] = await this.#world.keeper.renew();
    if (lease?.epoch !== this.#lease?.epoch) this.#bench = undefined;
    if ((lease === undefined) !== (this.#lease === undefined)) this.#world.onSeat?.(lease !== undefined);
    this.#lease = lease;
    this.#renewedMs = nowMs;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#turn;
    const mine = (async () => {
      await before;
      return work();
    })();
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

/** The evidence of the cause that the state names; none where the text cannot be replayed or tells of another one. */
function becauseIn(transcript: string, { status, causes }: HostState): readonly Because[] {
  const wanted = status === "degraded" ? "hinders" : "blocks";
  const cause = causes.find(({ effect }) => effect === wanted) ?? causes[0];
  try {
    const { findings } = diagnose(replayTranscript(transcript).evidence);
    const finding = cause === undefined ? findings[0] : findings.find(({ id }) => id === cause.id);
    return finding?.because.slice(0, MOST_BECAUSE) ?? [];
  } catch {
    return [];
  }
}

function joined(first: IncidentChange, second: IncidentChange): IncidentChange {
  // An incident that both touched is stored as the second left it.
  const touched = new Map([...first.incidents, ...second.incidents].map((incident) => [incident.id, incident]));
  return { incidents: [...touched.values()], entries: [...first.entries, ...second.entries] };
}
