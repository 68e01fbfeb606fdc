import type { ClientAddress, HostEvent } from "./host-event.ts";
import type { HostMemory, KnownClient, Refusal } from "./host-memory.ts";

/**
 * A failed logon and the refusal that RdpCoreTS writes of it stand within this time, in either order: two services
 * write them, through two channels, while a flood keeps both busy.
 */
export const JOIN_WINDOW_MS = 2000;
/** Under NLA the password follows the connection at once: TLS and CredSSP take seconds on a bad link. */
const NLA_WINDOW_MS = 10_000;
/** Without NLA a person types it at the logon screen. */
const TYPED_WINDOW_MS = 300_000;
/** A connection that was closed may still have its failure written this much later. */
const AFTER_CLOSE_MS = 500;
/** An authentication, and the logon that it leads to: the profile is not loaded yet when 4624 is written. */
const LOGON_WINDOW_MS = 60_000;

/** One refusal's client in the window: another one's could have come from a flood that is not logged. */
const ONE_REFUSAL = 0.9;
/** Several clients in the window, one much nearer than the others. */
const NEAREST_REFUSAL = 0.6;
/** No refusal was logged (Server 2012 R2 writes none), but one client was connected. */
const ONE_CONNECTION = 0.7;
/** The same, for a logon that NTLM did not carry out: it may be no matter of Remote Desktop at all. */
const ONE_CONNECTION_OTHER_LOGON = 0.5;
/** The same user authenticated from there within a minute. */
const SAME_USER = 0.9;

/** What the rule of time found: one client, or several that it could have been. */
export type TimeJoin =
  | { readonly kind: "client"; readonly client: ClientAddress }
  | { readonly kind: "candidates"; readonly addresses: readonly string[] }
  | { readonly kind: "none" };

const NONE: TimeJoin = { kind: "none" };
/** Candidates that are named; the rest is only many. */
const MOST_CANDIDATES = 8;

/** Whether an event is a logon over the network that could be of Remote Desktop, and lacks its address. */
export function awaitsTimeRule(event: HostEvent): boolean {
  if (event.client !== undefined) return false;
  if (event.kind === "logon-failed") return isRemoteFailure(event);
  return event.kind === "logon" && (event.logonType === 10 || event.logonType === 7 || isNetworkLogon(event));
}

function isRemoteFailure(event: HostEvent): boolean {
  return event.logonType === 10 || (event.logonType === 3 && event.values?.["ProcessName"] === undefined);
}

function isNetworkLogon(event: HostEvent): boolean {
  return event.logonType === 3 && event.values?.["ProcessName"] === undefined && event.user !== undefined;
}

/** Finds the client by time alone, when all that happened within the window after the event is known too. */
export function joinByTime(event: HostEvent, memory: HostMemory): TimeJoin {
  if (event.kind === "logon") return joinLogon(event, memory);
  const byRefusal = joinRefusal(event, memory.refusals);
  return byRefusal.kind === "none" ? joinConnection(event, memory) : byRefusal;
}

function joinLogon(event: HostEvent, memory: HostMemory): TimeJoin {
  const known = event.user === undefined ? undefined : memory.ofUser(event.user.name);
  if (known === undefined || Math.abs(known.timeMs - event.timeMs) > LOGON_WINDOW_MS) return NONE;
  return joined(known, SAME_USER);
}

function joinRefusal(event: HostEvent, refusals: readonly Refusal[]): TimeJoin {
  let nearest: Refusal | undefined;
  let nearestOther = Number.POSITIVE_INFINITY;
  const addresses = new Set<string>();
  for (let index = refusals.length - 1; index >= 0; index--) {
    const refusal = refusals[index];
    if (refusal === undefined || refusal.timeMs < event.timeMs - JOIN_WINDOW_MS) break;
    if (refusal.isTaken || refusal.timeMs > event.timeMs + JOIN_WINDOW_MS) continue;
    addresses.add(refusal.client.address);
    const distance = Math.abs(refusal.timeMs - event.timeMs);
    const best = nearest === undefined ? Number.POSITIVE_INFINITY : Math.abs(nearest.timeMs - event.timeMs);
    if (distance < best) {
      if (nearest !== undefined && nearest.client.address !== refusal.client.address) nearestOther = best;
      nearest = refusal;
    } else if (nearest !== undefined && nearest.client.address !== refusal.client.address) {
      nearestOther = Math.min(nearestOther, distance);
    }
  }
  if (nearest === undefined) return NONE;
  const distance = Math.abs(nearest.timeMs - event.timeMs);
  // Four times as far, and more than the jitter of two channels.
  if (addresses.size > 1 && nearestOther < 4 * distance + 50) return candidatesOf(addresses);
  nearest.isTaken = true;
  return joined(nearest, addresses.size > 1 ? NEAREST_REFUSAL : ONE_REFUSAL);
}

function joinConnection(event: HostEvent, memory: HostMemory): TimeJoin {
  const windowMs = event.logonType === 10 ? TYPED_WINDOW_MS : NLA_WINDOW_MS;
  const addresses = new Set<string>();
  let newest: KnownClient | undefined;
  for (let index = memory.connections.length - 1; index >= 0; index--) {
    const connection = memory.connections[index];
    if (connection === undefined || connection.timeMs < event.timeMs - windowMs) break;
    const isLater = connection.timeMs > event.timeMs;
    const isOver = connection.closedMs !== undefined && connection.closedMs < event.timeMs - AFTER_CLOSE_MS;
    if (isLater || isOver) continue;
    addresses.add(connection.client.address);
    newest ??= connection;
  }
  if (newest === undefined) return NONE;
  if (addresses.size > 1) return candidatesOf(addresses);
  const isNtlm = event.values?.["LogonProcessName"]?.trim() === "NtLmSsp" || event.logonType === 10;
  return joined(newest, isNtlm ? ONE_CONNECTION : ONE_CONNECTION_OTHER_LOGON);
}

function candidatesOf(addresses: ReadonlySet<string>): TimeJoin {
  return { kind: "candidates", addresses: [...addresses].toSorted().slice(0, MOST_CANDIDATES) };
}

function joined(known: KnownClient, confidence: number): TimeJoin {
  return { kind: "client", client: { ...known.client, rule: "time", at: known.at, confidence } };
}
