import type { HostEvent } from "../telemetry/index.ts";
import { HostSessions } from "./host-sessions.ts";
import type { HostSession, SessionTimeline } from "./session.ts";

/** Sessions that a timeline holds: a host of 200 users makes this many in a year. */
const SESSIONS = 100_000;
const HOSTS = 5000;

/**
 * Follows sessions through the events of any number of hosts, in order of time, as `HostStory` gives them. What the logs
 * do not tell stays unknown: a restart, a cleared log or the end of the log is a gap, not an end. Never throws.
 */
export class SessionTracker {
  readonly #hosts = new Map<string, HostSessions>();
  readonly #sessions: HostSession[] = [];
  #leftOut = 0;
  #firstMs: number | undefined;
  #lastMs: number | undefined;

  add(event: HostEvent): void {
    if (this.#firstMs === undefined || event.timeMs < this.#firstMs) this.#firstMs = event.timeMs;
    if (this.#lastMs === undefined || event.timeMs > this.#lastMs) this.#lastMs = event.timeMs;
    this.#hostOf(event.host)?.add(event);
  }

  /** All sessions, by their start; the tracker is at its end. */
  finish(): SessionTimeline {
    for (const host of this.#hosts.values()) host.finish(this.#lastMs ?? 0);
    const gaps = [...this.#hosts.values()].flatMap((host) => host.gaps);
    return {
      sessions: this.#sessions.toSorted(
        (one, other) => one.start.timeMs - other.start.timeMs || (one.id < other.id ? -1 : 1),
      ),
      gaps: gaps.toSorted((one, other) => one.untilMs - other.untilMs),
      firstMs: this.#firstMs,
      lastMs: this.#lastMs,
      sessionsLeftOut: this.#leftOut,
    };
  }

  #hostOf(name: string): HostSessions | undefined {
    const known = this.#hosts.get(name);
    if (known !== undefined || this.#hosts.size >= HOSTS) return known;
    const host = new HostSessions(name, (session) => this.#keep(session));
    this.#hosts.set(name, host);
    return host;
  }

  #keep(session: HostSession): void {
    if (this.#sessions.length < SESSIONS) this.#sessions.push(session);
    else this.#leftOut++;
  }
}
