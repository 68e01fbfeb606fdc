import { GROUP_KINDS, type HostState, type Scope, type Target, type TargetId } from "../../fleet/index.ts";
import type { DeskSettings } from "./desk-settings.ts";
import type { IncidentRecord } from "./incident-record.ts";
import { activeMembers } from "./incident-ledger.ts";

/** Incidents that are one fault of something that they share. */
export interface Widening {
  readonly scope: Scope;
  /** Oldest first: that one widens, the others end in it. */
  readonly incidents: readonly IncidentRecord[];
}

interface Candidate extends Widening {
  /** Hosts of the group that were checked since it began. */
  readonly known: number;
  readonly failing: number;
}

/**
 * The group whose fault explains most single incidents of one family: the one that covers the most failing hosts, and of
 * equals the one with the fewest well ones. null when no group holds enough of them.
 */
export function widening(
  incidents: readonly IncidentRecord[],
  targets: ReadonlyMap<TargetId, Target>,
  stateOf: (target: TargetId) => HostState | undefined,
  settings: DeskSettings,
): Widening | null {
  const single = incidents.filter(({ scope, members }) => scope.kind === "target" && members.length > 0);
  if (single.length < settings.widenFrom) return null;
  const newest = Math.max(...single.map(({ firstFailureMs }) => firstFailureMs));
  const recent = single.filter(({ firstFailureMs }) => newest - firstFailureMs <= settings.widenWithinMs);
  const groups = new Map<string, { readonly scope: Scope; readonly incidents: IncidentRecord[] }>();
  for (const incident of recent) {
    const hosts = activeMembers(incident).map(({ target }) => target);
    for (const scope of new Map(
      hosts.flatMap((id) => scopesOf(targets.get(id))).map((each) => [keyOf(each), each]),
    ).values()) {
      const group = groups.get(keyOf(scope)) ?? { scope, incidents: [] };
      group.incidents.push(incident);
      groups.set(keyOf(scope), group);
    }
  }
  const big = [...groups.values()].filter((group) => group.incidents.length >= settings.widenFrom);
  if (big.length === 0) return null;
  const checked = checkedMembers(big, targets, stateOf);
  const candidates = big
    .map((group): Candidate => {
      const failing = group.incidents.reduce((sum, incident) => sum + activeMembers(incident).length, 0);
      return { ...group, failing, known: Math.max(failing, checked.get(keyOf(group.scope)) ?? 0) };
    })
    .filter(({ failing, known }) => failing >= settings.widenFrom && failing / known >= settings.widenShare);
  const [best] = candidates.toSorted(
    (a, b) => b.failing - a.failing || a.known - b.known || rankOf(a.scope) - rankOf(b.scope),
  );
  if (best === undefined) return null;
  return {
    scope: best.scope,
    incidents: best.incidents.toSorted((a, b) => a.firstFailureMs - b.firstFailureMs || a.id - b.id),
  };
}

/** Groups of a target, the narrowest kind first, and the whole fleet. */
export function scopesOf(target: Target | undefined): readonly Scope[] {
  if (target === undefined) return [];
  const named = GROUP_KINDS.flatMap((kind): readonly Scope[] => {
    const key = target.settings[kind];
    return key === undefined ? [] : [{ kind, key }];
  });
  return [...named, { kind: "fleet", key: "fleet" }];
}

export function keyOf({ kind, key }: Scope): string {
  return `${kind}/${key}`;
}

function rankOf({ kind }: Scope): number {
  const rank = GROUP_KINDS.findIndex((each) => each === kind);
  return rank === -1 ? GROUP_KINDS.length : rank;
}

/**
 * How many hosts of each group were checked since the first of its incidents began: a group of five hundred is not well
 * because most of it was not looked at again yet. A first failure that is being repeated counts for neither side.
 */
function checkedMembers(
  groups: readonly { readonly scope: Scope; readonly incidents: readonly IncidentRecord[] }[],
  targets: ReadonlyMap<TargetId, Target>,
  stateOf: (target: TargetId) => HostState | undefined,
): ReadonlyMap<string, number> {
  const since = new Map(
    groups.map(({ scope, incidents }) => [keyOf(scope), Math.min(...incidents.map((each) => each.firstFailureMs))]),
  );
  const counts = new Map<string, number>();
  for (const target of targets.values()) {
    const state = stateOf(target.id);
    if (state === undefined || state.status === "unknown" || state.status === "suspect") continue;
    for (const key of scopesOf(target).map(keyOf)) {
      if (state.lastAtMs >= (since.get(key) ?? Number.POSITIVE_INFINITY)) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
