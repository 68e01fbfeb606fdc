import type { AccountName, ClientAddress, HostEvent } from "../telemetry/index.ts";
import { type Connection, noteStep } from "./connection-memory.ts";
import { phasesOf } from "./phases.ts";
import type {
  EndReason,
  HostSession,
  SessionEnd,
  SessionPlace,
  SessionSpan,
  SessionStart,
  SessionVisit,
} from "./session.ts";

/** References kept from the beginning and from the end of a session: enough to look up, not a copy of the log. */
const FIRST_REFERENCES = 12;
const LAST_REFERENCES = 12;
/** Stays kept of a session that is taken up again and again. */
const VISITS = 500;
const SPANS = 2000;
const LOGON_IDS = 32;
/** A reason, and the disconnection that it is for, are written within this time of each other, in either order. */
const REASON_WINDOW_MS = 5000;

interface Visit {
  readonly fromMs: number;
  readonly fromAt: string;
  readonly isStartKnown: boolean;
  untilMs: number | undefined;
  untilAt: string | undefined;
  reason: EndReason | undefined;
  takenOverBy: number | undefined;
  readonly connection: Connection;
}

/** A session while its events come in. */
export class OpenSession {
  readonly host: string;
  readonly id: string;
  readonly sessionId: number | undefined;
  readonly start: SessionStart;
  readonly logonIds: string[] = [];
  user: AccountName | undefined;
  lastSeenMs: number;
  /** True where only the Security log told of it. */
  readonly isOfSecurityLog: boolean;
  readonly #visits: Visit[] = [];
  readonly #spans: SessionSpan[] = [];
  readonly #firstAt: string[] = [];
  #lastAt: string[] = [];
  #records = 0;
  #state: SessionSpan["state"];
  #stateSinceMs: number;
  #pendingReason: { readonly reason: EndReason; readonly timeMs: number } | undefined;

  constructor(event: HostEvent, id: string, start: SessionStart, state: SessionSpan["state"], isOfSecurityLog = false) {
    this.host = event.host;
    this.id = id;
    this.sessionId = event.sessionId;
    this.start = start;
    this.isOfSecurityLog = isOfSecurityLog;
    this.user = event.user;
    this.lastSeenMs = event.timeMs;
    this.#state = state;
    this.#stateSinceMs = event.timeMs;
  }

  get isActive(): boolean {
    return this.#visits.at(-1)?.untilMs === undefined && this.#visits.length > 0;
  }

  /** Since when nobody is connected, and by which record that is known. */
  get disconnected(): { readonly timeMs: number; readonly at: string } {
    const visit = this.#visits.at(-1);
    return { timeMs: visit?.untilMs ?? this.start.timeMs, at: visit?.untilAt ?? this.start.at };
  }

  /** Notes that this record speaks of the session. */
  cite(event: HostEvent): void {
    this.#records++;
    if (event.timeMs > this.lastSeenMs) this.lastSeenMs = event.timeMs;
    this.#citeAt(event.at);
    this.user ??= event.user;
    if (event.logonId !== undefined) this.addLogonId(event.logonId);
  }

  #citeAt(at: string): void {
    if (this.#firstAt.length < FIRST_REFERENCES) {
      this.#firstAt.push(at);
      return;
    }
    this.#lastAt.push(at);
    if (this.#lastAt.length > 2 * LAST_REFERENCES) this.#lastAt = this.#lastAt.slice(-LAST_REFERENCES);
  }

  addLogonId(logonId: string): void {
    if (this.logonIds.length < LOGON_IDS && !this.logonIds.includes(logonId)) this.logonIds.push(logonId);
  }

  /** Somebody comes: by logging on, or by taking the session up again. */
  enter(event: HostEvent, connection: Connection, isStartKnown = true): void {
    // A newcomer that takes the session from one who is on: the end of the other stay is this moment.
    if (this.isActive) this.leave(event);
    if (event.client !== undefined) connection.client = withPort(event.client, connection.client);
    if (isStartKnown) noteStep(connection, "session", event);
    for (const at of connection.at) if (at !== event.at) this.#citeAt(at);
    this.#records += connection.at.length;
    if (this.#visits.length < VISITS) {
      this.#visits.push({
        fromMs: event.timeMs,
        fromAt: event.at,
        isStartKnown,
        untilMs: undefined,
        untilAt: undefined,
        reason: undefined,
        takenOverBy: undefined,
        connection,
      });
    }
    this.#change("active", event.timeMs);
  }

  shell(event: HostEvent): void {
    const visit = this.#visits.at(-1);
    if (visit !== undefined) noteStep(visit.connection, "shell", event);
  }

  /** Address, name and so on that come after the stay began. */
  describe(event: HostEvent): void {
    const connection = this.#visits.at(-1)?.connection;
    if (connection === undefined) return;
    if (event.client !== undefined) connection.client ??= event.client;
    if (event.clientName !== undefined) connection.clientName ??= event.clientName;
  }

  /** The connection ends, the session stays. */
  leave(event: HostEvent): void {
    const visit = this.#visits.at(-1);
    if (visit !== undefined && visit.untilMs === undefined) {
      visit.untilMs = event.timeMs;
      visit.untilAt = event.at;
      const pending = this.#pendingReason;
      if (pending !== undefined && Math.abs(event.timeMs - pending.timeMs) <= REASON_WINDOW_MS) {
        visit.reason ??= pending.reason;
      }
    }
    this.#pendingReason = undefined;
    this.#change("disconnected", event.timeMs);
  }

  /** A reason may stand before or after the disconnection. The first one counts: a second tells how it was cleaned up. */
  giveReason(reason: EndReason, timeMs: number): void {
    const visit = this.#visits.at(-1);
    const isJustOver = visit?.untilMs !== undefined && timeMs - visit.untilMs <= REASON_WINDOW_MS;
    if (visit !== undefined && isJustOver) visit.reason ??= reason;
    else this.#pendingReason ??= { reason, timeMs };
  }

  takenOver(bySession: number | undefined): void {
    const visit = this.#visits.at(-1);
    if (visit !== undefined && bySession !== undefined) visit.takenOverBy = bySession;
  }

  lock(event: HostEvent): void {
    if (this.#state === "active") this.#change("locked", event.timeMs);
  }

  unlock(event: HostEvent): void {
    if (this.#state === "locked") this.#change("active", event.timeMs);
  }

  /** The session as it is known when it ended, or when the logs did. */
  close(end: SessionEnd, gaps: readonly string[], logsEndMs: number): HostSession {
    const endMs = end.kind === "logoff" ? end.timeMs : end.kind === "unknown" ? end.lastSeenMs : logsEndMs;
    this.#endVisit(end);
    this.#change(this.#state, endMs);
    if (end.kind === "unknown" && end.notAfterMs > endMs) {
      this.#spans.push({ state: "unknown", fromMs: endMs, untilMs: end.notAfterMs });
    }
    const totalMs = end.kind === "logoff" && this.start.kind === "logon" ? end.timeMs - this.start.timeMs : undefined;
    return {
      id: this.id,
      host: this.host,
      ...(this.sessionId === undefined ? {} : { sessionId: this.sessionId }),
      ...(this.user === undefined ? {} : { user: this.user }),
      place: this.#place(),
      start: this.start,
      end,
      visits: this.#visits.map(visitOf),
      spans: this.#spans,
      // A clock that was set back in between gives no duration.
      ...(totalMs === undefined || totalMs < 0 ? {} : { totalMs }),
      activeMs: this.#sum("active"),
      lockedMs: this.#sum("locked"),
      disconnectedMs: this.#sum("disconnected"),
      logonIds: this.logonIds,
      gaps,
      at: [...this.#firstAt, ...this.#lastAt.slice(-LAST_REFERENCES)],
      records: this.#records,
    };
  }

  #endVisit(end: SessionEnd): void {
    const visit = this.#visits.at(-1);
    if (visit === undefined || visit.untilMs !== undefined) return;
    const pending = this.#pendingReason;
    if (pending !== undefined) visit.reason ??= pending.reason;
    if (end.kind !== "logoff") return;
    visit.untilMs = end.timeMs;
    visit.untilAt = end.at;
  }

  #change(state: SessionSpan["state"], timeMs: number): void {
    const isLater = timeMs > this.#stateSinceMs;
    if (isLater && this.#spans.length < SPANS) {
      this.#spans.push({ state: this.#state, fromMs: this.#stateSinceMs, untilMs: timeMs });
    }
    this.#state = state;
    this.#stateSinceMs = timeMs;
  }

  #sum(state: SessionSpan["state"]): number {
    return this.#spans.reduce((sum, span) => (span.state === state ? sum + span.untilMs - span.fromMs : sum), 0);
  }

  // The client of one stay is enough for "remote": a console session that is taken over from outside is one.
  #place(): SessionPlace {
    if (this.sessionId === 0) return "services";
    const places = this.#visits.map(({ connection }) => connection);
    if (
      places.some(({ client, channels }) => channels.size > 0 || (client !== undefined && client.address !== "local"))
    ) {
      return "remote";
    }
    if (places.some(({ client }) => client?.address === "local")) return "console";
    return this.isOfSecurityLog ? "remote" : "unknown";
  }
}

/** The session's own word for its client, with the port that only the connection knows. */
function withPort(client: ClientAddress, connected: ClientAddress | undefined): ClientAddress {
  const isSame = client.port === undefined && connected?.port !== undefined && connected.address === client.address;
  return isSame ? { ...client, port: connected.port } : client;
}

function visitOf(visit: Visit): SessionVisit {
  const { connection } = visit;
  const { client, clientName, clientBuild, timeZoneHours, screen, firstPictureMs } = connection;
  const reason = visit.reason ?? connection.reason;
  return {
    fromMs: visit.fromMs,
    fromAt: visit.fromAt,
    isStartKnown: visit.isStartKnown,
    ...(visit.untilMs === undefined ? {} : { untilMs: visit.untilMs }),
    ...(visit.untilAt === undefined ? {} : { untilAt: visit.untilAt }),
    ...(client === undefined ? {} : { client }),
    ...(clientName === undefined ? {} : { clientName }),
    ...(clientBuild === undefined ? {} : { clientBuild }),
    ...(timeZoneHours === undefined ? {} : { timeZoneHours }),
    ...(screen === undefined ? {} : { screen }),
    channels: [...connection.channels],
    phases: phasesOf(connection.steps),
    ...(firstPictureMs === undefined ? {} : { firstPictureMs }),
    ...(reason === undefined ? {} : { reason }),
    ...(visit.takenOverBy === undefined ? {} : { takenOverBy: visit.takenOverBy }),
  };
}
