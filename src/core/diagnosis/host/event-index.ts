import type { HostEvent } from "../../telemetry/index.ts";
import { detailOf } from "./event-detail.ts";

/** A run of like events without a pause of more than an hour. */
export interface Episode {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly count: number;
  /** First records and the last one, FILE#RECORD. */
  readonly samples: readonly string[];
  /** At most five of each; names from the log, to be escaped where they are shown. */
  readonly users: readonly string[];
  readonly addresses: readonly string[];
}

/** All that is kept of one kind of event: bounded, however many there were. */
export interface EventTally {
  /** "Schannel 36870" */
  readonly source: string;
  /** What tells events of one id apart: a code, a service and its state; "" where nothing does. */
  readonly detail: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** In order of time; the oldest are dropped beyond 64. */
  readonly episodes: readonly Episode[];
  readonly latest: HostEvent;
}

/** What reached the host while somebody probed it. */
export interface WatchedArrival {
  readonly source: string;
  readonly timeMs: number;
  readonly at: string;
  readonly address?: string;
}

/** A stretch of time, in the clock of the host. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

interface GrowingEpisode extends Episode {
  lastMs: number;
  count: number;
  readonly samples: string[];
  readonly users: string[];
  readonly addresses: string[];
}

interface GrowingTally extends EventTally {
  count: number;
  lastMs: number;
  readonly episodes: GrowingEpisode[];
  latest: HostEvent;
}

/** A fault that is repeated at every logon of a working day is one episode; the next day's is another. */
export const EPISODE_PAUSE_MS = 3_600_000;
const EPISODES = 64;
const FIRST_SAMPLES = 3;
const NAMES = 5;
/** Kinds of one id that are kept apart; codes beyond are counted as "other". */
const DETAILS = 64;
const ARRIVALS = 50;
/** What the server writes when a client reaches it, whatever comes of it. */
const ARRIVAL_KINDS: ReadonlySet<string> = new Set([
  "listener-accepted",
  "connection-opened",
  "security-layer-failed",
  "credential-refused",
]);

/** Counts the events of one host by source and detail, in episodes. Takes them in any order; memory is bounded. */
export class HostEventIndex {
  readonly #tallies = new Map<string, Map<string, GrowingTally>>();
  readonly #watch: Stretch | undefined;
  readonly #arrivals: WatchedArrival[] = [];
  #count = 0;
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  #lastAt = "";

  /** `watch`: the time of a probe, as the clock of the host shows it. */
  constructor(watch?: Stretch) {
    this.#watch = watch;
  }

  get count(): number {
    return this.#count;
  }

  /** Time of the first and the last event; undefined before there is one. */
  get span(): Stretch | undefined {
    return this.#count === 0 ? undefined : { fromMs: this.#firstMs, untilMs: this.#lastMs };
  }

  /** The newest record. */
  get lastAt(): string {
    return this.#lastAt;
  }

  get watch(): Stretch | undefined {
    return this.#watch;
  }

  /** Connections that reached the host within the time that is watched; the first 50. */
  get arrivals(): readonly WatchedArrival[] {
    return this.#arrivals;
  }

  add(event: HostEvent): void {
    this.#count++;
    if (event.timeMs < this.#firstMs) this.#firstMs = event.timeMs;
    if (event.timeMs >= this.#lastMs) {
      this.#lastMs = event.timeMs;
      this.#lastAt = event.at;
    }
    this.#noteArrival(event);
    const detail = detailOf(event);
    if (detail === undefined) return;
    const ofSource = this.#tallies.get(event.source) ?? new Map<string, GrowingTally>();
    this.#tallies.set(event.source, ofSource);
    const key = ofSource.has(detail) || ofSource.size < DETAILS ? detail : "other";
    const known = ofSource.get(key);
    if (known === undefined) {
      ofSource.set(key, {
        source: event.source,
        detail: key,
        count: 1,
        firstMs: event.timeMs,
        lastMs: event.timeMs,
        episodes: [episodeOf(event)],
        latest: event,
      });
      return;
    }
    known.count++;
    if (event.timeMs >= known.lastMs) [known.lastMs, known.latest] = [event.timeMs, event];
    extend(known.episodes, event);
  }

  /** Every tally of this source; none where it did not happen. */
  of(source: string): readonly EventTally[] {
    const ofSource = this.#tallies.get(source);
    return ofSource === undefined ? [] : [...ofSource.values()];
  }

  /** Every tally, by source. */
  tallies(): readonly EventTally[] {
    return [...this.#tallies.values()].flatMap((ofSource) => [...ofSource.values()]);
  }

  #noteArrival(event: HostEvent): void {
    const watch = this.#watch;
    if (watch === undefined || !ARRIVAL_KINDS.has(event.kind) || this.#arrivals.length >= ARRIVALS) return;
    if (event.timeMs < watch.fromMs || event.timeMs > watch.untilMs) return;
    const { source, timeMs, at, client } = event;
    this.#arrivals.push({ source, timeMs, at, ...(client === undefined ? {} : { address: client.address }) });
  }
}

function episodeOf(event: HostEvent): GrowingEpisode {
  return {
    firstMs: event.timeMs,
    lastMs: event.timeMs,
    count: 1,
    samples: [event.at],
    users: event.user === undefined ? [] : [event.user.name],
    addresses: event.client === undefined ? [] : [event.client.address],
  };
}

function extend(episodes: GrowingEpisode[], event: HostEvent): void {
  const current = episodes.at(-1);
  if (current === undefined || event.timeMs - current.lastMs > EPISODE_PAUSE_MS) {
    episodes.push(episodeOf(event));
    if (episodes.length > EPISODES) episodes.shift();
    return;
  }
  current.count++;
  if (event.timeMs > current.lastMs) current.lastMs = event.timeMs;
  if (current.samples.length <= FIRST_SAMPLES) current.samples.push(event.at);
  else current.samples[FIRST_SAMPLES] = event.at;
  noteName(current.users, event.user?.name);
  noteName(current.addresses, event.client?.address);
}

function noteName(names: string[], name: string | undefined): void {
  if (name !== undefined && names.length < NAMES && !names.includes(name)) names.push(name);
}
