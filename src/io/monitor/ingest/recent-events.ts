import { DetectionEngine, type Detection } from "../../../core/detection/index.ts";
import { diagnoseHost, HostEventIndex } from "../../../core/diagnosis/index.ts";
import { SessionTracker, type HostSession } from "../../../core/sessions/index.ts";
import { attacksOn, faultsFound, type HostFaults, isAlarming } from "./told-fault-of.ts";
import type { ChannelCoverage, HostEvent, HostEventKind } from "../../../core/telemetry/index.ts";

/** What came of the events that are kept. */
export interface Analysis {
  readonly sessions: readonly HostSession[];
  readonly detections: readonly Detection[];
  /** What is wrong, of the hosts that sent something since the last time. */
  readonly faults: readonly HostFaults[];
  /** Time of the last event of each host. */
  readonly lastMs: ReadonlyMap<string, number>;
}

/** An attacker writes thousands of these a minute: they must not push out what tells who is on. */
const LOUD: ReadonlySet<HostEventKind> = new Set([
  "listener-accepted",
  "connection-opened",
  "connection-closed",
  "security-layer-failed",
  "credential-refused",
  "logon-failed",
  "credential-validation",
  "tls-handshake-failed",
  "network-connection",
  "process-started",
]);

const MOST_EVENTS = 100_000;
const MOST_LOUD = 20_000;
const MOST_QUIET = 10_000;
/** A list is cut only when it has grown by so much, so that cutting costs little. */
const SLACK = 1.25;
const MOST_CHANNELS = 5000;

interface Kept {
  events: HostEvent[];
  /** How often each event is there, by what tells it apart. */
  counts: Map<string, number>;
}

/** What one upload held, event by event: the same log sent twice changes nothing. */
export class Upload {
  readonly #counts = new Map<string, number>();

  /** The how-manieth of its kind this is. */
  count(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }
}

/**
 * The newest events of hosts that send their logs, in bounded memory: the hosts that were silent for longest are forgotten
 * first. Sessions and attacks are looked for in all of them anew, so that a log may come in pieces, late, or twice.
 */
export class RecentEvents {
  /** By host and loudness, the most recently fed last. */
  readonly #kept = new Map<string, Kept>();
  readonly #channels = new Map<string, ChannelCoverage>();
  #size = 0;
  readonly #fresh = new Set<string>();
  /** Events that were let go because there were too many. */
  forgotten = 0;

  get size(): number {
    return this.#size;
  }

  /** false: it is known already. */
  add(upload: Upload, event: HostEvent): boolean {
    const isLoud = LOUD.has(event.kind);
    this.#fresh.add(event.host);
    const name = `${isLoud ? "!" : "."}${event.host}`;
    const kept = this.#kept.get(name) ?? { events: [], counts: new Map<string, number>() };
    const key = keyOf(event);
    const nth = upload.count(`${name} ${key}`);
    if (nth <= (kept.counts.get(key) ?? 0)) return false;
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    kept.events.push(event);
    kept.counts.set(key, nth);
    this.#size += 1;
    const most = isLoud ? MOST_LOUD : MOST_QUIET;
    if (kept.events.length > most * SLACK) this.#cut(kept, most);
    if (this.#size > MOST_EVENTS) this.#forget(name);
    return true;
  }

  /** Which logs were read, from when to when: what was not read tells nothing. */
  cover(channels: readonly ChannelCoverage[]): void {
    for (const channel of channels) {
      const name = JSON.stringify([channel.host, channel.channel]);
      const known = this.#channels.get(name);
      this.#channels.delete(name);
      this.#channels.set(name, known === undefined ? channel : joined(known, channel));
    }
    for (const oldest of this.#channels.keys()) {
      if (this.#channels.size <= MOST_CHANNELS) break;
      this.#channels.delete(oldest);
    }
  }

  analyse(): Analysis {
    const events = [...this.#kept.values()].flatMap((kept) => kept.events).toSorted(byTime);
    const tracker = new SessionTracker();
    const engine = new DetectionEngine();
    const lastMs = new Map<string, number>();
    const indexes = new Map([...this.#fresh].map((host) => [host, new HostEventIndex()]));
    this.#fresh.clear();
    for (const event of events) {
      tracker.add(event);
      engine.add(event);
      indexes.get(event.host)?.add(event);
      lastMs.set(event.host, event.timeMs);
    }
    const { detections } = engine.finish([...this.#channels.values()]);
    const faults = this.#faults(indexes, detections, lastMs);
    return { sessions: tracker.finish().sessions, detections, faults, lastMs };
  }

  #faults(
    indexes: ReadonlyMap<string, HostEventIndex>,
    detections: readonly Detection[],
    lastMs: ReadonlyMap<string, number>,
  ): readonly HostFaults[] {
    const channels = Map.groupBy(this.#channels.values(), ({ host }) => host);
    const attacks = new Map<string, Detection[]>();
    for (const detection of detections.filter(isAlarming)) {
      for (const host of detection.hosts) attacks.set(host, [...(attacks.get(host) ?? []), detection]);
    }
    return [...indexes].map(([host, events]) => {
      const findings = diagnoseHost({
        host,
        events,
        channels: channels.get(host) ?? [],
        detections: [],
        referenceMs: lastMs.get(host) ?? 0,
        isProbed: false,
      });
      return { host, faults: [...attacksOn(host, attacks.get(host) ?? []), ...faultsFound(host, findings)] };
    });
  }

  #cut(kept: Kept, most: number): void {
    const left = kept.events.toSorted(byTime).slice(-most);
    const gone = kept.events.length - left.length;
    this.#size -= gone;
    this.forgotten += gone;
    kept.events = left;
    kept.counts = new Map();
    for (const event of left) {
      const key = keyOf(event);
      kept.counts.set(key, (kept.counts.get(key) ?? 0) + 1);
    }
  }

  #forget(butNot: string): void {
    for (const [name, kept] of this.#kept) {
      if (this.#size <= MOST_EVENTS) return;
      if (name === butNot) continue;
      this.#kept.delete(name);
      this.#size -= kept.events.length;
      this.forgotten += kept.events.length;
    }
  }
}

function byTime(one: HostEvent, other: HostEvent): number {
  return one.timeMs - other.timeMs || one.timeTicks - other.timeTicks;
}

/** The place in a file is no part of it: the next upload has another one. */
function keyOf(event: HostEvent): string {
  const { timeMs, timeTicks, source, user, client, sessionId, logonId, status } = event;
  return `${timeMs} ${timeTicks} ${source} ${sessionId} ${logonId} ${status} ${client?.address} ${user?.name}`;
}

function joined(one: ChannelCoverage, other: ChannelCoverage): ChannelCoverage {
  const [first, last] = [one, other].toSorted((a, b) => a.firstMs - b.firstMs);
  if (first === undefined || last === undefined) return other;
  const newest = last.lastMs > first.lastMs ? last : first;
  return {
    ...first,
    records: one.records + other.records,
    lastMs: newest.lastMs,
    lastAt: newest.lastAt,
    missing: [...one.missing, ...other.missing].slice(0, 50),
  };
}
