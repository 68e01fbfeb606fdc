import type { HostEvent } from "../telemetry/index.ts";
import type { OpenSession } from "./open-session.ts";
import type { SessionEnd } from "./session.ts";

/**
 * The Security log writes a logon seconds before LocalSessionManager writes the session: winlogon still loads the
 * profile. A minute is what a slow one takes.
 */
const CLAIM_MS = 60_000;
/** An administrator gets two logons at once, one with and one without the full rights. */
const TWIN_MS = 2000;
const WAITING = 1000;
const SESSIONS = 5000;

/** Logon types of people in a session: at the console, by an unlock, from outside, and the cached forms of them. */
const INTERACTIVE: ReadonlySet<number> = new Set([2, 7, 10, 11, 12, 13]);
/** What begins a session of Remote Desktop, where the Security log is all there is. */
const REMOTE: ReadonlySet<number> = new Set([10, 12]);

/** What the holder does with sessions that only the Security log tells of. */
export interface LogonTaker {
  readonly begin: (event: HostEvent, state: "active" | "disconnected") => OpenSession;
  readonly end: (session: OpenSession, end: SessionEnd) => void;
}

/** Logons of the Security log: they belong to sessions that other logs tell of, or are all that is known of one. */
export class LogonMemory {
  readonly #taker: LogonTaker;
  #waiting: HostEvent[] = [];
  /** Sessions known from the Security log alone, by each of their logon ids. */
  readonly #sessions = new Map<string, OpenSession>();
  #isToldElsewhere = false;

  constructor(taker: LogonTaker) {
    this.#taker = taker;
  }

  openSessions(): readonly OpenSession[] {
    return [...new Set(this.#sessions.values())];
  }

  forget(): void {
    this.#sessions.clear();
    this.#waiting = [];
  }

  /** Another log tells of the session: logons of the same user just before it are its own. */
  claim(session: OpenSession, event: HostEvent): void {
    this.#isToldElsewhere = true;
    const name = event.user?.name.toLowerCase();
    const isOwn = (logon: HostEvent): boolean =>
      logon.user?.name.toLowerCase() === name && Math.abs(event.timeMs - logon.timeMs) <= CLAIM_MS;
    for (const logon of this.#waiting.filter(isOwn)) {
      session.cite(logon);
      session.describe(logon);
    }
    this.#waiting = this.#waiting.filter((logon) => !isOwn(logon));
  }

  add(event: HostEvent, open: readonly OpenSession[]): void {
    this.#expire(event.timeMs);
    switch (event.kind) {
      case "logon":
        this.#logOn(event);
        break;
      case "logoff":
        this.#logOff(event, open);
        break;
      default:
        this.#windowStation(event, open);
    }
  }

  /** Logons that nobody claimed become sessions of their own, where no other log tells of sessions. */
  finish(): void {
    this.#expire(Number.POSITIVE_INFINITY);
  }

  #logOn(event: HostEvent): void {
    if (event.logonType === undefined || !INTERACTIVE.has(event.logonType) || event.user === undefined) return;
    if (isOfTheSystem(event)) return;
    this.#waiting.push(event);
    if (this.#waiting.length > WAITING) this.#waiting.shift();
  }

  #expire(timeMs: number): void {
    while (this.#waiting.length > 0) {
      const [logon] = this.#waiting;
      if (logon === undefined || logon.timeMs > timeMs - CLAIM_MS) return;
      this.#waiting.shift();
      if (!this.#isToldElsewhere && logon.logonType !== undefined && REMOTE.has(logon.logonType)) this.#begin(logon);
    }
  }

  #begin(logon: HostEvent): void {
    const name = logon.user?.name.toLowerCase();
    const twin = this.openSessions().find(
      (session) =>
        session.user?.name.toLowerCase() === name && Math.abs(session.start.timeMs - logon.timeMs) <= TWIN_MS,
    );
    const session = twin ?? this.#taker.begin(logon, "active");
    session.cite(logon);
    session.describe(logon);
    if (logon.logonId !== undefined && this.#sessions.size < SESSIONS) this.#sessions.set(logon.logonId, session);
  }

  #logOff(event: HostEvent, open: readonly OpenSession[]): void {
    if (event.logonId === undefined) return;
    const told = open.find((session) => session.logonIds.includes(event.logonId ?? ""));
    if (told !== undefined) {
      told.cite(event);
      return;
    }
    this.#expireOf(event.logonId);
    const session = this.#sessions.get(event.logonId);
    if (session === undefined) return;
    session.cite(event);
    this.#sessions.delete(event.logonId);
    // Of twins the last one ends it, unless the user asked for the end.
    const isAsked = event.source === "Security 4647";
    if (!isAsked && [...this.#sessions.values()].includes(session)) return;
    for (const [logonId, other] of this.#sessions) if (other === session) this.#sessions.delete(logonId);
    this.#taker.end(session, { kind: "logoff", timeMs: event.timeMs, at: event.at });
  }

  #windowStation(event: HostEvent, open: readonly OpenSession[]): void {
    if (event.logonId === undefined) return;
    const told = open.find((session) => session.logonIds.includes(event.logonId ?? ""));
    if (told !== undefined) {
      told.cite(event);
      if (event.kind === "window-station-reconnected") told.describe(event);
      return;
    }
    this.#expireOf(event.logonId);
    const session = this.#sessions.get(event.logonId) ?? this.#beforeTheLog(event, event.logonId);
    if (session === undefined) return;
    session.cite(event);
    if (event.kind === "window-station-disconnected") session.leave(event);
    else session.enter(event, { channels: new Set(), steps: new Map(), at: [], openedMs: event.timeMs });
    session.describe(event);
  }

  /** A session whose logon is not in the log, where no other log tells of sessions. */
  #beforeTheLog(event: HostEvent, logonId: string): OpenSession | undefined {
    if (this.#isToldElsewhere || this.#sessions.size >= SESSIONS) return undefined;
    const session = this.#taker.begin(event, event.kind === "window-station-disconnected" ? "active" : "disconnected");
    this.#sessions.set(logonId, session);
    return session;
  }

  /** A logon that ends within the minute in which it waits to be claimed. */
  #expireOf(logonId: string): void {
    const index = this.#waiting.findIndex((logon) => logon.logonId === logonId);
    const logon = this.#waiting[index];
    if (logon === undefined || this.#isToldElsewhere) return;
    if (logon.logonType === undefined || !REMOTE.has(logon.logonType)) return;
    this.#waiting.splice(index, 1);
    this.#begin(logon);
  }
}

/** Window manager and font driver log on for every session; they are nobody. */
function isOfTheSystem(event: HostEvent): boolean {
  return /^(?:DWM-\d+|UMFD-\d+|SYSTEM|.*\$)$/i.test(event.user?.name ?? "") || event.user?.domain === "Window Manager";
}
