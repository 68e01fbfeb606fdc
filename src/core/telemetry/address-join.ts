import type { AddressRule, ClientAddress, HostEvent, HostEventKind } from "./host-event.ts";
import { HostMemory, type KnownClient } from "./host-memory.ts";
import { awaitsTimeRule, JOIN_WINDOW_MS, joinByTime } from "./time-rule.ts";

/** Hosts remembered at once; a collector of more hosts than this has the quietest joined less well, and says so. */
const HOSTS = 2000;
/** Events held back at most, while one waits for an address: two seconds of a flood of 10,000 a second. */
const HELD = 20_000;
/** Sessions end only with an event that says so, unless the log lost it. */
const SESSION_RULE_CONFIDENCE = 0.95;

/** How the addresses came to be known. */
export interface JoinCounts {
  /** Events that carry an address, by the rule that gave it. */
  readonly byRule: Readonly<Record<AddressRule, number>>;
  /** Events for which several clients were possible: no address was given to them. */
  readonly undecided: number;
  /** Events decided before all that could follow was seen, because too many were held back. */
  readonly hurried: number;
  /** Hosts that were forgotten, because more than can be remembered sent events. */
  readonly hostsForgotten: number;
}

/** Kinds that belong to a connection or session and may lack the address of its client. */
const JOINED_KINDS: ReadonlySet<HostEventKind> = new Set<HostEventKind>([
  "listener-accepted",
  "connection-opened",
  "connection-joined",
  "connection-closed",
  "security-layer-failed",
  "credential-refused",
  "authenticated",
  "session-logon",
  "shell-started",
  "session-logoff",
  "session-disconnected",
  "session-reconnected",
  "session-taken-over",
  "session-disconnect-reason",
  "session-failed",
  "channel-opened",
  "channel-closed",
  "client-described",
  "graphics-timing",
  "transport-described",
  "workstation-locked",
  "workstation-unlocked",
  "logon",
  "logon-failed",
  "logon-denied",
]);

/** A session that begins, or is taken up, may have another client than the last one with its number. */
const FRESH_CLIENT: ReadonlySet<HostEventKind> = new Set<HostEventKind>(["session-logon", "session-reconnected"]);

interface Held {
  event: HostEvent;
  readonly waits: boolean;
}

/**
 * Gives the client's address to events that lack it. Events go in in order of time and come out in the same order; one
 * that waits for what may follow holds back those behind it, for at most `JOIN_WINDOW_MS` of their own time. The rule
 * used, and the record that carried the address, stand in `client`. Where several clients were possible there is no
 * `client`, but a value `clientCandidates` with their addresses. Memory is bounded whatever comes.
 */
export class AddressJoin {
  readonly #hosts = new Map<string, HostMemory>();
  #held: Held[] = [];
  #first = 0;
  #newestMs = Number.NEGATIVE_INFINITY;
  readonly #byRule: Record<AddressRule, number> = { own: 0, "activity-id": 0, "session-id": 0, time: 0 };
  #undecided = 0;
  #hurried = 0;
  #hostsForgotten = 0;

  get counts(): JoinCounts {
    return {
      byRule: { ...this.#byRule },
      undecided: this.#undecided,
      hurried: this.#hurried,
      hostsForgotten: this.#hostsForgotten,
    };
  }

  /** Takes the next event and gives those that are now decided. */
  add(event: HostEvent): readonly HostEvent[] {
    // A clock that was set back: nothing that follows can belong to what waits.
    const isJump = event.timeMs < this.#newestMs - JOIN_WINDOW_MS;
    const before = isJump ? this.finish() : [];
    if (isJump || event.timeMs > this.#newestMs) this.#newestMs = event.timeMs;
    const memory = this.#memoryOf(event.host);
    const known = withKnownClient(event, memory);
    learn(known, memory);
    const waits = known.client === undefined && mayBeJoinedLater(known);
    if (!waits && this.#first === this.#held.length) {
      const counted = this.#counted(known);
      return before.length === 0 ? [counted] : [...before, counted];
    }
    this.#held.push({ event: known, waits });
    const released = this.#release(this.#newestMs - JOIN_WINDOW_MS);
    return before.length === 0 ? released : [...before, ...released];
  }

  /** Decides what waits since before this time: for logs that grow, where silence lets time pass too. */
  advance(timeMs: number): readonly HostEvent[] {
    return this.#release(timeMs - JOIN_WINDOW_MS);
  }

  /** Decides all that still waits. */
  finish(): readonly HostEvent[] {
    return this.#release(Number.POSITIVE_INFINITY);
  }

  #release(untilMs: number): readonly HostEvent[] {
    const released: HostEvent[] = [];
    while (this.#first < this.#held.length) {
      const head = this.#held[this.#first];
      if (head === undefined) break;
      if (head.waits && head.event.timeMs > untilMs) {
        if (this.#held.length - this.#first <= HELD) break;
        this.#hurried++;
      }
      this.#first++;
      released.push(this.#counted(head.waits ? this.#decided(head.event) : head.event));
    }
    if (this.#first > 1024 && this.#first * 2 > this.#held.length) {
      this.#held = this.#held.slice(this.#first);
      this.#first = 0;
    }
    if (this.#first === this.#held.length) {
      this.#held = [];
      this.#first = 0;
    }
    return released;
  }

  #decided(event: HostEvent): HostEvent {
    const memory = this.#memoryOf(event.host);
    const known = withKnownClient(event, memory);
    if (known.client !== undefined || !awaitsTimeRule(known)) return known;
    const join = joinByTime(known, memory);
    if (join.kind === "client") return { ...known, client: join.client };
    if (join.kind === "none") return known;
    this.#undecided++;
    return { ...known, values: { ...known.values, clientCandidates: join.addresses.join(" ") } };
  }

  #counted(event: HostEvent): HostEvent {
    if (event.client !== undefined) this.#byRule[event.client.rule]++;
    return event;
  }

  #memoryOf(host: string): HostMemory {
    const known = this.#hosts.get(host);
    if (known !== undefined) return known;
    const memory = new HostMemory();
    this.#hosts.set(host, memory);
    if (this.#hosts.size > HOSTS) {
      for (const oldest of this.#hosts.keys()) {
        this.#hosts.delete(oldest);
        this.#hostsForgotten++;
        break;
      }
    }
    return memory;
  }
}

function mayBeJoinedLater(event: HostEvent): boolean {
  if (awaitsTimeRule(event)) return true;
  return event.activityId !== undefined && JOINED_KINDS.has(event.kind) && !isSecurity(event);
}

/** Activity ids of lsass are of its own threads, many logons share one: they match what others write, but teach nothing. */
function isSecurity(event: HostEvent): boolean {
  return event.source.startsWith("Security ");
}

function withKnownClient(event: HostEvent, memory: HostMemory): HostEvent {
  if (event.client !== undefined || !JOINED_KINDS.has(event.kind)) return event;
  const byActivity = event.activityId === undefined ? undefined : memory.ofActivity(event.activityId);
  if (byActivity !== undefined) return { ...event, client: joined(byActivity, "activity-id", 1) };
  if (event.sessionId === undefined || FRESH_CLIENT.has(event.kind)) return event;
  const bySession = memory.ofSession(event.sessionId);
  if (bySession === undefined) return event;
  return { ...event, client: joined(bySession, "session-id", SESSION_RULE_CONFIDENCE) };
}

function joined(known: KnownClient, rule: AddressRule, confidence: number): ClientAddress {
  return { ...known.client, rule, at: known.at, confidence: Math.min(confidence, known.client.confidence) };
}

function learn(event: HostEvent, memory: HostMemory): void {
  const { client, activityId, kind, sessionId } = event;
  if (kind === "system-started") memory.forgetSessions();
  if (sessionId !== undefined && (kind === "session-logoff" || (FRESH_CLIENT.has(kind) && client === undefined))) {
    memory.forgetSession(sessionId);
  }
  if (kind === "connection-closed" && activityId !== undefined) memory.closeConnection(activityId, event.timeMs);
  if (client === undefined || isSecurity(event)) return;
  const known: KnownClient = { client, at: client.at ?? event.at, timeMs: event.timeMs };
  const isRemote = client.address !== "local";
  if (activityId !== undefined && isRemote && client.rule === "own") memory.setActivity(activityId, known);
  if (kind === "credential-refused") memory.addRefusal(known);
  if (kind === "connection-opened" && event.values?.["ConnType"] !== "UDP") memory.addConnection(event, known);
  const beginsSession = FRESH_CLIENT.has(kind) || kind === "shell-started" || kind === "connection-joined";
  if (sessionId !== undefined && beginsSession) memory.setSession(sessionId, known);
  const isLogon = kind === "authenticated" || FRESH_CLIENT.has(kind);
  if (isLogon && isRemote && event.user !== undefined) memory.setUser(event.user.name, known);
}
