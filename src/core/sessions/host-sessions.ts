import type { HostEvent } from "../telemetry/index.ts";
import { type Connection, ConnectionMemory } from "./connection-memory.ts";
import { LogonMemory } from "./logon-memory.ts";
import { OpenSession } from "./open-session.ts";
import type { HostSession, SessionEnd, TimelineGap } from "./session.ts";

/** Several events tell of one start of the machine; the second and third are no restart. */
const ONE_BOOT_MS = 300_000;
const FASTEST_START_MS = 3000;
/** What is written of a session this short after its logoff belongs to that one, not to a new one. */
const AFTERMATH_MS = 10_000;
/** Sessions open at once on one host; more is not a host but made-up events. */
const OPEN_SESSIONS = 5000;
const GAPS = 1000;
/** Clocks are put right by a second or two every day; a minute spoils the times of sessions. */
const CLOCK_SHIFT_MS = 60_000;
const CLOCK_STEPS_MS = 60_000;

/** The sessions of one host, in order of time. */
export class HostSessions {
  readonly #host: string;
  readonly #done: (session: HostSession) => void;
  readonly #open = new Map<number, OpenSession>();
  readonly #ended = new Map<number, { readonly session: OpenSession; readonly endMs: number }>();
  readonly #connections = new ConnectionMemory();
  readonly #logons: LogonMemory;
  readonly gaps: TimelineGap[] = [];
  #clockMs = Number.NEGATIVE_INFINITY;
  #boot = 0;
  #bootMs = Number.NEGATIVE_INFINITY;
  #stopMs: number | undefined;
  #isStopClean = false;
  /** Whether a log was read that tells of orderly stops: without one, their absence tells nothing. */
  #areStopsTold = false;
  #lastSeenMs = Number.NEGATIVE_INFINITY;
  #sessions = 0;

  constructor(host: string, done: (session: HostSession) => void) {
    this.#host = host;
    this.#done = done;
    this.#logons = new LogonMemory({
      begin: (event, state) => this.#begin(event, state, true),
      end: (session, end) => this.#finish(session, end, end.kind === "logoff" ? end.timeMs : session.lastSeenMs),
    });
  }

  add(event: HostEvent): void {
    this.#connections.note(event);
    this.#dispatch(event);
    if (event.timeMs > this.#lastSeenMs) this.#lastSeenMs = event.timeMs;
  }

  /** Ends what is still open where the logs end. */
  finish(logsEndMs: number): void {
    this.#logons.finish();
    for (const session of [...this.#open.values(), ...this.#logons.openSessions()]) {
      const end: SessionEnd = session.isActive
        ? { kind: "open", lastSeenMs: session.lastSeenMs }
        : { kind: "disconnected", ...session.disconnected };
      this.#finish(session, end, logsEndMs);
    }
    this.#open.clear();
  }

  #dispatch(event: HostEvent): void {
    switch (event.kind) {
      case "session-logon":
        this.#logOn(event);
        break;
      case "session-reconnected":
        this.#enter(this.#known(event, "disconnected"), event);
        break;
      case "shell-started":
        this.#shell(event);
        break;
      case "session-disconnected":
        this.#disconnect(event);
        break;
      case "session-disconnect-reason":
        this.#reason(event);
        break;
      case "session-taken-over":
        this.#takenOver(event);
        break;
      case "session-logoff":
        this.#logOff(event);
        break;
      case "workstation-locked":
      case "workstation-unlocked":
        this.#lock(event);
        break;
      case "logon":
      case "logoff":
      case "window-station-reconnected":
      case "window-station-disconnected":
        this.#logons.add(event, [...this.#open.values()]);
        break;
      case "system-started":
        this.#started(event);
        break;
      case "system-stopped":
        this.#stopped(event);
        break;
      case "system-stopped-unexpectedly":
        this.#fell();
        break;
      case "log-interrupted":
        // The log service ends with the machine.
        if (event.source === "Eventlog 1100") this.#stopped(event);
        else this.#gap(event, event.kind);
        break;
      case "log-cleared":
        this.#gap(event, event.kind);
        break;
      case "clock-changed":
        this.#clockChanged(event);
        break;
      default:
    }
  }

  #logOn(event: HostEvent): void {
    const number = event.sessionId;
    if (number === undefined) return;
    const before = this.#open.get(number);
    if (before !== undefined) {
      this.#open.delete(number);
      this.#finish(
        before,
        {
          kind: "unknown",
          why: "number-reused",
          lastSeenMs: before.lastSeenMs,
          notAfterMs: event.timeMs,
          at: event.at,
        },
        event.timeMs,
      );
    }
    const session = this.#begin(event, "active");
    this.#open.set(number, session);
    if (this.#open.size > OPEN_SESSIONS) this.#open.delete(this.#open.keys().next().value ?? -1);
    this.#ended.delete(number);
    this.#enter(session, event);
    this.#logons.claim(session, event);
  }

  #begin(event: HostEvent, state: "active" | "disconnected", isOfSecurityLog = false): OpenSession {
    this.#sessions++;
    const number = event.sessionId ?? "-";
    const id = `${this.#host}/${this.#boot}/${number}/${this.#sessions}`;
    const kind = event.kind === "session-logon" || event.kind === "logon" ? "logon" : "before-the-log";
    const session = new OpenSession(event, id, { kind, timeMs: event.timeMs, at: event.at }, state, isOfSecurityLog);
    if (isOfSecurityLog && state === "active") session.enter(event, this.#connectionOf(event), kind === "logon");
    return session;
  }

  /** The session of an event; one that was there before the logs begin is taken up with what it was. */
  #known(event: HostEvent, stateBefore: "active" | "disconnected"): OpenSession | undefined {
    const number = event.sessionId;
    if (number === undefined) return undefined;
    const open = this.#open.get(number);
    if (open !== undefined) return open;
    const ended = this.#ended.get(number);
    if (ended !== undefined && event.timeMs - ended.endMs <= AFTERMATH_MS && event.kind !== "session-reconnected") {
      return undefined;
    }
    const session = this.#begin(event, stateBefore);
    if (stateBefore === "active") session.enter(event, this.#connectionOf(event), false);
    this.#open.set(number, session);
    return session;
  }

  #enter(session: OpenSession | undefined, event: HostEvent): void {
    if (session === undefined) return;
    session.cite(event);
    session.enter(event, this.#connectionOf(event));
  }

  #connectionOf(event: HostEvent): Connection {
    const known = this.#connections.of(event);
    const bySession = event.sessionId === undefined ? undefined : this.#connections.ofSession(event.sessionId);
    const connection = known ?? bySession;
    // The connection of an earlier stay in the same session is not this one's.
    if (connection !== undefined && !connection.steps.has("session")) {
      if (event.sessionId !== undefined) this.#connections.give(connection, event.sessionId);
      return connection;
    }
    return { channels: new Set(), steps: new Map(), at: [], openedMs: event.timeMs };
  }

  #shell(event: HostEvent): void {
    const session = this.#known(event, "active");
    session?.cite(event);
    session?.shell(event);
  }

  #disconnect(event: HostEvent): void {
    const session = this.#known(event, "active");
    session?.cite(event);
    if (session?.isActive === true) session.leave(event);
  }

  #reason(event: HostEvent): void {
    if (event.sessionId === undefined) return;
    const session = this.#open.get(event.sessionId);
    session?.cite(event);
    const code = event.reason === undefined ? {} : { code: event.reason };
    session?.giveReason({ ...code, source: event.source, at: event.at }, event.timeMs);
  }

  #takenOver(event: HostEvent): void {
    const session = event.sessionId === undefined ? undefined : this.#open.get(event.sessionId);
    const by = Number(event.values?.["Source"] ?? Number.NaN);
    session?.cite(event);
    session?.takenOver(Number.isInteger(by) && by !== event.sessionId ? by : undefined);
  }

  #logOff(event: HostEvent): void {
    const session = this.#known(event, "active");
    if (session === undefined || event.sessionId === undefined) return;
    session.cite(event);
    this.#open.delete(event.sessionId);
    this.#ended.set(event.sessionId, { session, endMs: event.timeMs });
    if (this.#ended.size > OPEN_SESSIONS) this.#ended.delete(this.#ended.keys().next().value ?? -1);
    this.#finish(session, { kind: "logoff", timeMs: event.timeMs, at: event.at }, event.timeMs);
  }

  #lock(event: HostEvent): void {
    const session = event.sessionId === undefined ? undefined : this.#open.get(event.sessionId);
    if (session === undefined) return;
    session.cite(event);
    if (event.kind === "workstation-locked") session.lock(event);
    else session.unlock(event);
  }

  #stopped(event: HostEvent): void {
    this.#stopMs = event.timeMs;
    this.#isStopClean = true;
    this.#areStopsTold = true;
  }

  /** Windows says after its start that it had not been shut down. */
  #fell(): void {
    const index = this.gaps.findLastIndex(({ kind }) => kind === "restart-unclear");
    const gap = this.gaps[index];
    if (gap !== undefined && gap.untilMs === this.#bootMs) this.gaps[index] = { ...gap, kind: "unexpected-restart" };
  }

  #started(event: HostEvent): void {
    const isSameBoot = event.timeMs - this.#bootMs < ONE_BOOT_MS && this.#stopMs === undefined;
    if (isSameBoot && event.timeMs >= this.#bootMs) return;
    const isClean = this.#isStopClean;
    // No machine falls and is up again in this time: what was written just before is of the same start.
    if (!isClean && event.timeMs - this.#lastSeenMs < FASTEST_START_MS && event.timeMs >= this.#lastSeenMs) {
      this.#bootMs = event.timeMs;
      return;
    }
    const why = isClean ? "restart" : this.#areStopsTold ? "unexpected-restart" : "restart-unclear";
    this.#boot++;
    this.#bootMs = event.timeMs;
    const hadPast = this.#lastSeenMs > Number.NEGATIVE_INFINITY;
    const fromMs = hadPast ? Math.min(this.#stopMs ?? this.#lastSeenMs, event.timeMs) : event.timeMs;
    if (hadPast) this.#addGap({ host: this.#host, kind: why, fromMs, untilMs: event.timeMs, at: event.at });
    for (const session of [...this.#open.values(), ...this.#logons.openSessions()]) {
      const notAfterMs = isClean ? fromMs : event.timeMs;
      const lastSeenMs = session.lastSeenMs;
      this.#finish(
        session,
        { kind: "unknown", why, lastSeenMs, notAfterMs: Math.max(lastSeenMs, notAfterMs), at: event.at },
        event.timeMs,
      );
    }
    this.#open.clear();
    this.#ended.clear();
    this.#connections.forget();
    this.#logons.forget();
    this.#stopMs = undefined;
    this.#isStopClean = false;
    if (isOfSystemLog(event)) this.#areStopsTold = true;
  }

  /** Two logs tell of each change, and a clock that was wrong is set in several steps. */
  #clockChanged(event: HostEvent): void {
    const shiftMs = Number(event.values?.["shiftMs"] ?? 0);
    const isTold = this.gaps.at(-1)?.kind === "clock-changed" && event.timeMs - this.#clockMs < CLOCK_STEPS_MS;
    this.#clockMs = event.timeMs;
    if (Math.abs(shiftMs) >= CLOCK_SHIFT_MS && !isTold) this.#gap(event, "clock-changed");
  }

  #gap(event: HostEvent, kind: "log-cleared" | "log-interrupted" | "clock-changed"): void {
    const channel = event.values?.["channel"];
    this.#addGap({
      host: this.#host,
      kind,
      fromMs: event.timeMs,
      untilMs: event.timeMs,
      at: event.at,
      ...(channel === undefined ? {} : { channel }),
    });
  }

  #addGap(gap: TimelineGap): void {
    if (this.gaps.length < GAPS) this.gaps.push(gap);
  }

  #finish(session: OpenSession, end: SessionEnd, endMs: number): void {
    const gaps = this.gaps
      .filter(
        ({ fromMs, untilMs, kind }) => kind !== "clock-changed" && untilMs > session.start.timeMs && fromMs < endMs,
      )
      .map(({ at }) => at)
      .slice(0, 20);
    this.#done(session.close(end, gaps, endMs));
  }
}

/** The System log tells of stops too; LocalSessionManager tells of starts alone. */
function isOfSystemLog({ source }: HostEvent): boolean {
  return source.startsWith("Kernel-General ") || source.startsWith("EventLog ");
}
