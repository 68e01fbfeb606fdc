import { type ClientAddress, type HostEvent, Recent } from "../telemetry/index.ts";
import type { EndReason, LogonStep } from "./session.ts";

/** What is known of one connection before, and while, it has a session. */
export interface Connection {
  client?: ClientAddress;
  clientName?: string;
  clientBuild?: number;
  timeZoneHours?: number;
  screen?: string;
  firstPictureMs?: number;
  reason?: EndReason;
  sessionId?: number;
  readonly channels: Set<string>;
  readonly steps: Map<LogonStep, { readonly timeMs: number; readonly at: string }>;
  readonly at: string[];
  openedMs: number;
}

/** Connections that are remembered for a host: one that has a session is used within seconds of its first event. */
const CONNECTIONS = 1024;
/** Channels of one connection: Windows allows 31 static ones, dynamic ones come and go. */
const CHANNELS = 64;
const REFERENCES = 8;
/** A line of xrdp that names no connection belongs to the only one that was opened within this time. */
const ANONYMOUS_WINDOW_MS = 10_000;

/** The connections of one host, by activity id, and by address and port where there is none. */
export class ConnectionMemory {
  readonly #connections = new Recent<string, Connection>(CONNECTIONS);
  readonly #ofSession = new Recent<number, Connection>(CONNECTIONS);

  of(event: HostEvent): Connection | undefined {
    const key = keyOf(event);
    return key === undefined ? undefined : this.#connections.get(key);
  }

  /** The connection that was last given this session. */
  ofSession(sessionId: number): Connection | undefined {
    return this.#ofSession.get(sessionId);
  }

  forget(): void {
    this.#connections.clear();
    this.#ofSession.clear();
  }

  /** Notes what the event tells of its connection; events of none are left alone. */
  note(event: HostEvent): void {
    const connection = this.#connectionOf(event);
    if (connection === undefined) return;
    if (event.client !== undefined) connection.client ??= event.client;
    if (event.clientName !== undefined) connection.clientName ??= event.clientName;
    if (event.clientBuild !== undefined) connection.clientBuild ??= event.clientBuild;
    if (connection.at.length < REFERENCES && event.kind !== "channel-opened") connection.at.push(event.at);
    noteFacts(connection, event);
    const sessionId = event.kind === "connection-joined" ? event.sessionId : undefined;
    if (sessionId !== undefined) this.give(connection, sessionId);
  }

  give(connection: Connection, sessionId: number): void {
    connection.sessionId = sessionId;
    this.#ofSession.set(sessionId, connection);
  }

  #connectionOf(event: HostEvent): Connection | undefined {
    const key = keyOf(event);
    if (key === undefined) return event.kind === "client-described" ? this.#onlyRecent(event.timeMs) : undefined;
    const known = this.#connections.get(key);
    if (known !== undefined || !OPENING.has(event.kind)) return known;
    const connection: Connection = { channels: new Set(), steps: new Map(), at: [], openedMs: event.timeMs };
    this.#connections.set(key, connection);
    return connection;
  }

  #onlyRecent(timeMs: number): Connection | undefined {
    const recent = this.#connections
      .youngest()
      .slice(-8)
      .filter((one) => one.clientName === undefined && Math.abs(timeMs - one.openedMs) <= ANONYMOUS_WINDOW_MS);
    return recent.length === 1 ? recent[0] : undefined;
  }
}

const OPENING: ReadonlySet<string> = new Set([
  "connection-opened",
  "listener-accepted",
  "connection-joined",
  "authenticated",
  "client-described",
  "channel-opened",
  "graphics-timing",
  "transport-described",
]);

/** Activity id; on xrdp, address and port of the client. */
function keyOf(event: HostEvent): string | undefined {
  if (event.activityId !== undefined) return event.activityId;
  const port = event.client?.port;
  return port === undefined ? undefined : `${event.client?.address} ${port}`;
}

function noteFacts(connection: Connection, event: HostEvent): void {
  const values = event.values ?? {};
  switch (event.kind) {
    case "connection-opened":
    case "listener-accepted":
      noteStep(connection, "connected", event);
      break;
    case "authenticated":
      noteStep(connection, "authenticated", event);
      break;
    case "client-described":
      noteClient(connection, values);
      break;
    case "channel-opened": {
      const name = values["channelName"];
      if (name !== undefined && connection.channels.size < CHANNELS) connection.channels.add(name.slice(0, 60));
      break;
    }
    case "graphics-timing": {
      const firstPictureMs = Number(values["FirstGraphicsReceived"] ?? Number.NaN);
      if (firstPictureMs > 0 && firstPictureMs < 3_600_000) connection.firstPictureMs = firstPictureMs;
      break;
    }
    case "connection-closed":
      if (event.reason !== undefined) {
        connection.reason = { code: event.reason, source: event.source, at: event.at };
      }
      break;
    default:
  }
}

function noteClient(connection: Connection, values: Readonly<Record<string, string>>): void {
  // "[-5]", or "-5": hours, in the sense of the client's own clock.
  const hours = /^\[?(-?\d{1,2}(?:\.\d+)?)\]?$/.exec(values["TimezoneBiasHour"] ?? "")?.[1];
  if (hours !== undefined) connection.timeZoneHours = Number(hours);
  const width = Number(values["MonitorWidth"] ?? 0);
  const height = Number(values["MonitorHeight"] ?? 0);
  if (values["MonitorNum"] === "0" && width > 0 && height > 0 && width < 65_536 && height < 65_536) {
    connection.screen = `${width}x${height}`;
  }
}

/** The first of its kind counts: a connection is accepted once, but told by three events. */
export function noteStep(connection: Connection, step: LogonStep, event: HostEvent): void {
  if (!connection.steps.has(step)) connection.steps.set(step, { timeMs: event.timeMs, at: event.at });
}
