import type { Target, TargetId } from "../fleet/index.ts";
import type { IncidentId, IncidentRecord, TimelineEntry } from "../incident/index.ts";
import type { AlertEvent, AlertKind, ChannelSettings, Delivery, RuleSettings } from "./alert.ts";
import { alertEventOf } from "./alert-event.ts";
import { NOTHING_TOLD, openThread, remember, type IncidentMemory } from "./alert-memory.ts";
import { alertedLine, heldLines } from "./alerted-lines.ts";
import { freeAtMs, lastHour } from "./channel-rate.ts";
import { deliveryOf } from "./delivery-id.ts";
import { owedMessages, type OwedMessage } from "./incident-messages.ts";
import { nextDaily, quietUntil, type ZoneOffset } from "./local-time.ts";
import { channelsNamed, routesFor, type RuleFacts } from "./rules.ts";
import { summaryOf, type SummaryReason } from "./summary-event.ts";

/** What a kind of channel is like, as its notifier declares it. */
export interface ChannelTraits {
  /** Keeps an alert open until it hears its end (PagerDuty, Alertmanager): every message alone, no reports, an end always. */
  readonly tracksState: boolean;
  /** Must hear of an open alert again within this time. */
  readonly refreshMs?: number;
}

/** What the router decides by. */
export interface RoutingSettings {
  readonly rules: readonly RuleSettings[];
  readonly channels: readonly ChannelSettings[];
  readonly traitsOf: (kind: string) => ChannelTraits;
  readonly zoneOffset: ZoneOffset;
  readonly targetOf: (target: TargetId) => Pick<Target, "name" | "settings"> | undefined;
  /** Whether a target is in a maintenance window; nobody is, when absent. */
  readonly inMaintenance?: (target: TargetId, nowMs: number) => boolean;
  readonly link?: (incident: IncidentRecord) => string;
}

export interface RoutingInput {
  /** What changed since the last call: incidents as they are now. */
  readonly changed?: readonly IncidentRecord[];
  /** Notices that belong to no incident: certificates, budgets, reports. Their ordinal makes them tellable apart. */
  readonly events?: readonly AlertEvent[];
}

/** To be stored in one transaction with the incidents; then `settled` is called. */
export interface RoutingOutcome {
  readonly deliveries: readonly Delivery[];
  /** Timeline lines "alerted": they are the router's memory. */
  readonly entries: readonly TimelineEntry[];
  /** When to call again although nothing changed; null when only a change can bring something. */
  readonly nextWakeMs: number | null;
}

interface Watched {
  readonly incident: IncidentRecord;
  readonly memory: IncidentMemory;
  /** Look again then; null: only when it changes. */
  readonly wakeMs: number | null;
  /** The last span of `refreshMs` in which a channel that tracks state heard of it. */
  readonly refreshed: ReadonlyMap<string, number>;
}

interface Candidate {
  readonly watched: Watched;
  readonly message: OwedMessage;
  readonly delivery: Delivery;
  /** It was held back before: then several are joined. */
  readonly reason: SummaryReason | null;
}

/** A message that waits until its channel may send again, and nothing is to be written of that. */
interface Limited {
  readonly id: IncidentId;
  readonly freeMs: number;
}

/** A maintenance window ends without a change of the incident. */
const SILENCE_LOOK_MS = 30_000;
/** For so long the end of an incident may be held back: `restore` wants incidents that were closed within it. */
export const REMEMBERS_CLOSED_MS: number = 2 * 86_400_000;

/**
 * Decides who is told what and when. Level-triggered: what an incident owes follows from the incident and from what was said
 * of it (timeline lines "alerted"), so that a restart neither repeats nor loses. Ids come from the content, so that a
 * decision that is made twice is stored once.
 */
export class AlertRouter {
  #settings: RoutingSettings;
  readonly #watched = new Map<IncidentId, Watched>();
  readonly #sentMs = new Map<string, number[]>();

  constructor(settings: RoutingSettings) {
    this.#settings = settings;
  }

  /** After a start: incidents that are open or were closed within two days, their timelines, and deliveries of the last hour. */
  restore(
    incidents: readonly IncidentRecord[],
    timelines: readonly TimelineEntry[],
    recent: readonly Delivery[],
  ): void {
    for (const incident of incidents) this.#see(incident);
    for (const entry of timelines) this.#remember(entry);
    for (const delivery of recent) this.#count(delivery);
  }

  /** Rules, channels or names changed: everything is looked at again. */
  configure(settings: RoutingSettings): void {
    this.#settings = settings;
    for (const [id, watched] of this.#watched) this.#watched.set(id, { ...watched, wakeMs: 0 });
  }

  /** What is to be said now. Said again, with the same ids, until `settled` tells that it was stored. */
  route(input: RoutingInput, nowMs: number): RoutingOutcome {
    for (const incident of input.changed ?? []) this.#see(incident);
    const deliveries: Delivery[] = [];
    const entries: TimelineEntry[] = [];
    const waiting = new Map<string, Candidate[]>();
    const owing = new Map<IncidentId, { readonly elseMs: number | null; readonly messages: number }>();
    for (const [id, watched] of this.#watched) {
      if (watched.wakeMs === null || watched.wakeMs > nowMs) continue;
      const { candidates, held, refreshes, wakeMs } = this.#judge(watched, nowMs);
      for (const candidate of candidates) {
        const key = keyOf(candidate.delivery);
        const others = waiting.get(key);
        if (others === undefined) waiting.set(key, [candidate]);
        else others.push(candidate);
      }
      deliveries.push(...refreshes);
      entries.push(...held);
      const written = held.length > 0 || refreshes.length > 0;
      if (!written && candidates.length > 0) owing.set(id, { elseMs: wakeMs, messages: candidates.length });
      const unfinished = candidates.length > 0 || written;
      const { state, closedMs = nowMs } = watched.incident;
      const forgetMs = state === "closed" && wakeMs === null ? closedMs + REMEMBERS_CLOSED_MS : null;
      if (!unfinished && forgetMs !== null && forgetMs <= nowMs) this.#watched.delete(id);
      else this.#watched.set(id, { ...watched, wakeMs: unfinished ? nowMs : (wakeMs ?? forgetMs) });
    }
    const limited: Limited[] = [];
    for (const candidates of waiting.values()) limited.push(...this.#send(candidates, nowMs, deliveries, entries));
    // Of what waits for nothing but room in its channels the time is known; what was decided is looked at until it is stored.
    for (const [id, { elseMs, messages }] of owing) {
      const free = limited.filter((one) => one.id === id);
      const watched = this.#watched.get(id);
      if (watched === undefined || free.length < messages) continue;
      const wakeMs = Math.min(elseMs ?? Infinity, ...free.map((one) => one.freeMs));
      this.#watched.set(id, { ...watched, wakeMs });
    }
    for (const event of input.events ?? []) deliveries.push(...this.#spread(event, nowMs));
    return { deliveries, entries, nextWakeMs: this.#nextWakeMs() };
  }

  /** The outcome was stored. */
  settled(outcome: Pick<RoutingOutcome, "deliveries" | "entries">): void {
    for (const entry of outcome.entries) this.#remember(entry);
    for (const delivery of outcome.deliveries) {
      this.#count(delivery);
      const { incidentId, kind, ordinal = "" } = delivery.event;
      const watched = incidentId === undefined ? undefined : this.#watched.get(incidentId);
      if (watched !== undefined && kind === "reminder" && ordinal.startsWith("refresh/")) {
        const refreshed = new Map(watched.refreshed).set(delivery.channel, Number(ordinal.slice("refresh/".length)));
        this.#watched.set(watched.incident.id, { ...watched, refreshed });
      }
    }
  }

  #see(incident: IncidentRecord): void {
    const known = this.#watched.get(incident.id);
    if (known !== undefined && known.incident.revision > incident.revision) return;
    this.#watched.set(incident.id, {
      incident,
      memory: known?.memory ?? NOTHING_TOLD,
      wakeMs: 0,
      refreshed: known?.refreshed ?? new Map(),
    });
  }

  #remember(entry: TimelineEntry): void {
    const watched = this.#watched.get(entry.incident);
    if (watched === undefined || entry.kind !== "alerted") return;
    this.#watched.set(entry.incident, { ...watched, memory: remember(watched.memory, entry), wakeMs: 0 });
  }

  #count(delivery: Delivery): void {
    // Those have no limit, and a message for each open alert every few minutes.
    if (this.#traits(delivery.channel).tracksState) return;
    const key = keyOf(delivery);
    this.#sentMs.set(key, [...lastHour(this.#sentMs.get(key) ?? [], delivery.createdMs), delivery.createdMs]);
  }

  #nextWakeMs(): number | null {
    let next: number | null = null;
    for (const { wakeMs } of this.#watched.values()) if (wakeMs !== null) next = Math.min(next ?? wakeMs, wakeMs);
    return next;
  }

  #channel(name: string): ChannelSettings | undefined {
    return this.#settings.channels.find((channel) => channel.name === name && channel.enabled !== false);
  }

  #traits(name: string): ChannelTraits {
    const channel = this.#channel(name);
    return channel === undefined ? { tracksState: false } : this.#settings.traitsOf(channel.kind);
  }

  #isSilent(incident: IncidentRecord, atMs: number): boolean {
    if (incident.mergedInto !== undefined || incident.suppressedBy !== undefined) return true;
    if (incident.mutedUntilMs !== undefined && incident.mutedUntilMs > atMs) return true;
    const { inMaintenance } = this.#settings;
    const members = incident.members.filter((member) => member.leftMs === undefined);
    return (
      inMaintenance !== undefined && members.length > 0 && members.every(({ target }) => inMaintenance(target, atMs))
    );
  }

  #factsOf(incident: IncidentRecord): RuleFacts {
    const { kind, key } = incident.scope;
    const settings = incident.members.flatMap(({ target }) => this.#settings.targetOf(target)?.settings ?? []);
    const named = (group: "site" | "pool"): string[] => [
      ...(kind === group ? [key] : []),
      ...new Set(settings.flatMap((one) => one[group] ?? [])),
    ];
    return {
      severity: incident.severity,
      cause: incident.cause,
      sites: named("site"),
      pools: named("pool"),
      tags: settings.map((one) => one.tags ?? {}),
    };
  }

  /** Until when a message is held back, and why; null when it may go. */
  #hold(rule: RuleSettings, severity: AlertEvent["severity"], dueMs: number, nowMs: number): Hold | null {
    const { zoneOffset } = this.#settings;
    if (rule.daily !== undefined) {
      const untilMs = nextDaily(rule.daily, zoneOffset, dueMs);
      if (untilMs > nowMs) return { untilMs, reason: "daily" };
    }
    if (rule.quiet === undefined || (severity === "critical" && rule.quiet.evenCritical !== true)) return null;
    const untilMs = quietUntil(rule.quiet, zoneOffset, nowMs);
    return untilMs === null ? null : { untilMs, reason: "quiet" };
  }

  /** Its time came in quiet hours that are over now. */
  #wasQuiet({ rule, dueMs }: OwedMessage, severity: AlertEvent["severity"]): "quiet" | null {
    if (rule.quiet === undefined || (severity === "critical" && rule.quiet.evenCritical !== true)) return null;
    return quietUntil(rule.quiet, this.#settings.zoneOffset, dueMs) === null ? null : "quiet";
  }

  #judge(watched: Watched, nowMs: number): Judged {
    const { incident, memory } = watched;
    const { rules, channels, zoneOffset } = this.#settings;
    const facts = this.#factsOf(incident);
    // What ended in silence stays silent, also when the silence ends later.
    const silent = this.#isSilent(incident, incident.state === "closed" ? (incident.closedMs ?? nowMs) : nowMs);
    const owed = owedMessages(incident, {
      nowMs,
      memory,
      silent,
      routes: (kind) => routesFor(rules, channels, facts, kind),
      named: (names) => channelsNamed(names, channels).map((channel) => channel.name),
      tracksState: (name) => this.#traits(name).tracksState,
    });
    let wakeMs = silent && incident.state !== "closed" ? nowMs + SILENCE_LOOK_MS : owed.wakeMs;
    const candidates: Candidate[] = [];
    const held: TimelineEntry[] = [];
    const naming = {
      nameOf: (target: TargetId): string => this.#settings.targetOf(target)?.name ?? `#${target}`,
      offsetMinutes: (atMs: number): number => zoneOffset(undefined, atMs),
      ...(this.#settings.link === undefined ? {} : { link: this.#settings.link }),
    };
    const eventOf = (kind: AlertKind, ordinal: string): AlertEvent =>
      alertEventOf(incident, kind, ordinal, naming, nowMs);
    for (const message of owed.messages) {
      if (this.#channel(message.channel) === undefined) continue;
      const hold = this.#hold(message.rule, incident.severity, message.dueMs, nowMs);
      if (hold !== null) {
        wakeMs = Math.min(wakeMs ?? hold.untilMs, hold.untilMs);
        held.push(...heldLines(incident, memory, message, hold.reason, nowMs));
        continue;
      }
      const delivery = deliveryOf(eventOf(message.kind, message.ordinal), message.channel, nowMs);
      const reason = message.rule.daily === undefined ? this.#wasQuiet(message, incident.severity) : "daily";
      candidates.push({ watched, message, delivery, reason });
    }
    const refreshes: Delivery[] = [];
    for (const channel of silent || incident.state === "closed" ? [] : channels) {
      const { refreshMs } = channel.enabled === false ? {} : this.#settings.traitsOf(channel.kind);
      const thread = refreshMs === undefined ? [] : openThread(memory, channel.name);
      if (refreshMs === undefined || thread.length === 0) continue;
      const span = Math.floor(nowMs / refreshMs);
      const heard = Math.floor((thread.at(-1)?.atMs ?? 0) / refreshMs);
      if (Math.max(heard, watched.refreshed.get(channel.name) ?? 0) < span)
        refreshes.push(deliveryOf(eventOf("reminder", `refresh/${span}`), channel.name, nowMs));
      wakeMs = Math.min(wakeMs ?? Infinity, (span + 1) * refreshMs);
    }
    return { candidates, held, refreshes, wakeMs };
  }

  /** Messages of one tenant for one channel, as many alone as may go, the rest as one. Gives what has to wait. */
  #send(
    candidates: readonly Candidate[],
    nowMs: number,
    deliveries: Delivery[],
    entries: TimelineEntry[],
  ): readonly Limited[] {
    const [any] = candidates;
    const settings = any === undefined ? undefined : this.#channel(any.message.channel);
    if (any === undefined || settings === undefined) return [];
    const channel = settings.name;
    const alone = (candidate: Candidate): void => {
      deliveries.push(candidate.delivery);
      entries.push(alertedLine(candidate.watched.incident, candidate.message, nowMs));
    };
    if (this.#traits(channel).tracksState) {
      for (const candidate of candidates) alone(candidate);
      return [];
    }
    const joined = (together: readonly Candidate[], reason: SummaryReason): void => {
      const [only] = together;
      if (only !== undefined && together.length === 1) return alone(only);
      const events = together.map(({ delivery }) => delivery.event);
      const ids = together.map(({ delivery }) => delivery.id);
      deliveries.push(deliveryOf(summaryOf(events, ids, reason, nowMs), channel, nowMs));
      for (const { watched, message } of together) entries.push(alertedLine(watched.incident, message, nowMs));
    };
    const sent = [...(this.#sentMs.get(keyOf(any.delivery)) ?? [])];
    const mayGo = (): boolean => freeAtMs(sent, settings.perHour, nowMs) <= nowMs;
    const ranked = candidates.toSorted((a, b) => RANK[b.delivery.event.severity] - RANK[a.delivery.event.severity]);
    let left: readonly Candidate[] = ranked;
    for (const reason of ["daily", "quiet"] as const) {
      const together = left.filter((candidate) => candidate.reason === reason);
      if (together.length < 2 || !mayGo()) continue;
      joined(together, reason);
      sent.push(nowMs);
      left = left.filter((candidate) => candidate.reason !== reason);
    }
    while (left.length > 0 && mayGo()) {
      sent.push(nowMs);
      // The last free place takes all that is left.
      if (left.length > 1 && !mayGo()) {
        joined(left, "limit");
        left = [];
      } else {
        const [first] = left;
        if (first !== undefined) alone(first);
        left = left.slice(1);
      }
    }
    if (left.length === 0) return [];
    const freeMs = freeAtMs(sent, settings.perHour, nowMs);
    return left.flatMap(({ watched, message }) => {
      const held = heldLines(watched.incident, watched.memory, message, "limit", nowMs);
      entries.push(...held);
      return held.length > 0 ? [] : [{ id: watched.incident.id, freeMs }];
    });
  }

  /** A notice for every channel that its rules name; held back in the outbox where it is not yet its time. */
  #spread(event: AlertEvent, nowMs: number): Delivery[] {
    const { rules, channels } = this.#settings;
    const facts: RuleFacts = { severity: event.severity, sites: [], pools: [], tags: [] };
    return routesFor(rules, channels, facts, event.kind).flatMap(({ channel, rule }) => {
      const { tracksState } = this.#settings.traitsOf(channel.kind);
      if (tracksState && event.kind !== "slo-burn" && event.kind !== "closed") return [];
      const hold = this.#hold(rule, event.severity, nowMs, nowMs);
      const sentMs = this.#sentMs.get(keyOf({ tenant: event.tenant, channel: channel.name })) ?? [];
      const freeMs = tracksState ? nowMs : freeAtMs(sentMs, channel.perHour, nowMs);
      return [deliveryOf(event, channel.name, nowMs, Math.max(nowMs, hold?.untilMs ?? nowMs, freeMs))];
    });
  }
}

const RANK = { notice: 0, minor: 1, major: 2, critical: 3 } as const;

/** Tenants share names of channels, not what is said through them. */
function keyOf({ tenant, channel }: Pick<Delivery, "tenant" | "channel">): string {
  return `${tenant} ${channel}`;
}

interface Hold {
  readonly untilMs: number;
  readonly reason: "quiet" | "daily";
}

interface Judged {
  readonly candidates: readonly Candidate[];
  readonly held: readonly TimelineEntry[];
  readonly refreshes: readonly Delivery[];
  readonly wakeMs: number | null;
}
