import type { TargetId, TenantId } from "../../core/fleet/index.ts";
import type { IncidentRecord } from "../../core/incident/index.ts";
import type { Store, StoredSession } from "../store/index.ts";

/** Who was on the hosts of an incident while they were hit. */
export interface SessionsHit {
  readonly users: number;
  readonly sessions: number;
  /** Hosts that told of any session at all, of `ofHosts`. */
  readonly hosts: number;
  readonly ofHosts: number;
  /** Epoch milliseconds up to which all of those are known; null where no host told anything: then nothing is known. */
  readonly knownMs: number | null;
}

/** Hosts that are asked for one by one; of more, the sessions of the whole fleet are gone through. */
const MOST_ASKED = 50;
const PAGE = 1000;
const MOST_PAGES = 20;
/** Enough to see when a host told something last. */
const LATEST = 50;
/** A check sees an outage up to an interval after it began, and what it cut off ended then. */
const SEEN_LATE_MS = 60_000;

/**
 * Counts sessions and users that were on a member of the incident between its joining and its leaving, as far as events
 * and logs told. Rejects with StoreFailure.
 */
export async function sessionsHit(
  store: Pick<Store, "sessions">,
  incident: IncidentRecord,
  nowMs: number,
): Promise<SessionsHit> {
  const { tenant, members, closedMs = nowMs } = incident;
  const ids = [...new Set(members.map(({ target }) => target))];
  const fromMs = Math.max(0, Math.min(...members.map(({ joinedMs }) => joinedMs)) - SEEN_LATE_MS);
  const told = await sessionsOf(store, tenant, ids, fromMs);
  const hit = told.filter(({ target, startMs, endMs }) =>
    members.some(
      ({ target: member, joinedMs, leftMs = closedMs }) =>
        member === target && startMs <= leftMs && (endMs === null || endMs >= joinedMs - SEEN_LATE_MS),
    ),
  );
  const latestMs = new Map<TargetId, number>();
  for (const { target, seenMs } of told) {
    if (target !== null) latestMs.set(target, Math.max(seenMs, latestMs.get(target) ?? 0));
  }
  const known = ids.flatMap((id) => latestMs.get(id) ?? []);
  return {
    users: new Set(hit.map(({ user }) => user.toLowerCase())).size,
    sessions: hit.length,
    hosts: known.length,
    ofHosts: ids.length,
    knownMs: known.length === 0 ? null : Math.min(...known),
  };
}

async function sessionsOf(
  { sessions }: Pick<Store, "sessions">,
  tenant: TenantId,
  ids: readonly TargetId[],
  fromMs: number,
): Promise<readonly StoredSession[]> {
  const found = new Map<string, StoredSession>();
  const add = (items: readonly StoredSession[]): void => {
    for (const each of items) found.set(`${each.host}/${each.key}`, each);
  };
  if (ids.length <= MOST_ASKED) {
    for (const target of ids) {
      // One host after the other: an incident is looked at by people, and the store has others to serve.
      add((await sessions.list(tenant, { target, fromMs, limit: PAGE })).items);
      add((await sessions.list(tenant, { target, limit: LATEST })).items);
    }
    return [...found.values()];
  }
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer: Awaited<ReturnType<typeof sessions.list>> = await sessions.list(tenant, {
      fromMs,
      limit: PAGE,
      ...(cursor === null ? {} : { cursor }),
    });
    add(answer.items);
    cursor = answer.next;
    if (cursor === null) break;
  }
  return [...found.values()];
}
