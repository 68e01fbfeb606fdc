import type { ClientAddress, HostEvent } from "./host-event.ts";
import { Recent } from "./recent.ts";

/** An address that some record told, and when. */
export interface KnownClient {
  readonly client: ClientAddress;
  /** The record that carried it. */
  readonly at: string;
  readonly timeMs: number;
}

/** A refused password; each is the cause of one failed logon. */
export interface Refusal extends KnownClient {
  isTaken: boolean;
}

/** A connection, until its end was told. */
export interface OpenConnection extends KnownClient {
  closedMs: number | undefined;
}

/**
 * Activity ids kept for a host. A connection lasts hours and has one; a host with more than this many since then is
 * under a flood, and the oldest are of connections that ended long ago.
 */
const ACTIVITIES = 2048;
/** Session ids kept for a host: no host carries as many sessions at once. */
const SESSIONS = 1024;
/** Refusals and connections looked back at: 1,000 within the windows of time are a flood of hundreds a second. */
const RECENT = 1000;
/** Users whose last authentication is kept for a host. */
const USERS = 1024;

/** What is remembered of one host while its events pass: bounded, whatever the logs hold. */
export class HostMemory {
  readonly #activities = new Recent<string, KnownClient>(ACTIVITIES);
  readonly #sessions = new Recent<number, KnownClient>(SESSIONS);
  readonly #users = new Recent<string, KnownClient>(USERS);
  #refusals: Refusal[] = [];
  #connections: OpenConnection[] = [];
  readonly #connectionOfActivity = new Recent<string, OpenConnection>(RECENT);

  get refusals(): readonly Refusal[] {
    return this.#refusals;
  }

  get connections(): readonly OpenConnection[] {
    return this.#connections;
  }

  ofActivity(activityId: string): KnownClient | undefined {
    return this.#activities.get(activityId);
  }

  ofSession(sessionId: number): KnownClient | undefined {
    return this.#sessions.get(sessionId);
  }

  ofUser(name: string): KnownClient | undefined {
    return this.#users.get(name.toLowerCase());
  }

  /** The machine was started anew: session ids begin again, connections are gone. */
  forgetSessions(): void {
    this.#sessions.clear();
    this.#users.clear();
    this.#connectionOfActivity.clear();
    this.#connections = [];
  }

  forgetSession(sessionId: number): void {
    this.#sessions.delete(sessionId);
  }

  setActivity(activityId: string, known: KnownClient): void {
    this.#activities.set(activityId, known);
  }

  setSession(sessionId: number, known: KnownClient): void {
    this.#sessions.set(sessionId, known);
  }

  setUser(name: string, known: KnownClient): void {
    this.#users.set(name.toLowerCase(), known);
  }

  addRefusal(known: KnownClient): void {
    this.#refusals.push({ ...known, isTaken: false });
    if (this.#refusals.length > 2 * RECENT) this.#refusals = this.#refusals.slice(-RECENT);
  }

  addConnection(event: HostEvent, known: KnownClient): void {
    const connection: OpenConnection = { ...known, closedMs: undefined };
    this.#connections.push(connection);
    if (this.#connections.length > 2 * RECENT) this.#connections = this.#connections.slice(-RECENT);
    if (event.activityId !== undefined) this.#connectionOfActivity.set(event.activityId, connection);
  }

  closeConnection(activityId: string, timeMs: number): void {
    const connection = this.#connectionOfActivity.get(activityId);
    if (connection !== undefined) connection.closedMs ??= timeMs;
  }
}
