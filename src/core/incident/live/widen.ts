import type { Because } from "../../diagnosis/index.ts";
import {
  GROUP_KINDS,
  type HostState,
  LOCAL_VANTAGE,
  type Scope,
  type Target,
  type TargetId,
} from "../../fleet/index.ts";
import type { DeskSettings } from "./desk-settings.ts";
import type { IncidentRecord } from "./incident-record.ts";
import { activeMembers } from "./incident-ledger.ts";

/** Incidents that are one fault of something that they share. */
export interface Widening {
  readonly scope: Scope;
  /** Oldest first: that one widens, the others end in it. */
  readonly incidents: readonly IncidentRecord[];
  /** Hosts of the group that were checked since it began. */
  readonly known: number;
  readonly failing: number;
}

/** What was explained by one group is explained by a wider one only when nearly all of that fails. */
export const ALL_SHARE = 0.9;

/**
 * A whole fleet does not fail by chance, but its first three failing hosts may: so many of it must have been looked at, or
 * half of it where it is smaller.
 */
const FLEET_KNOWN = 10;

/**
 * The group whose fault explains most incidents of one family. Of groups that fail nearly altogether the one that covers
 * the most failing hosts, and of equals the one with the fewest well ones; only then those of which a part fails. null when
 * no group holds enough of them.
 */
export function widening(
  incidents: readonly IncidentRecord[],
  targets: ReadonlyMap<TargetId, Target>,
  stateOf: (target: TargetId) => HostState | undefined,
  settings: DeskSettings,
): Widening | null {
  // What a person put together or took apart stays as it is.
  const hurting = incidents.filter((each) => {
    const hit = activeMembers(each);
    return each.scope.kind !== "fleet" && hit.length > 0 && hit.every(({ why }) => why !== "person");
  });
  if (hurting.length < 2) return null;
  const newest = Math.max(...hurting.map(({ firstFailureMs }) => firstFailureMs));
  const recent = hurting.filter(({ firstFailureMs }) => newest - firstFailureMs <= settings.widenWithinMs);
  const groups = new Map<string, Group>();
  for (const incident of recent) {
    for (const scope of scopesOfAll(incident, targets)) {
      const group = groups.get(keyOf(scope)) ?? { scope, incidents: [], failing: 0 };
      group.incidents.push(incident);
      group.failing += activeMembers(incident).length;
      groups.set(keyOf(scope), group);
    }
  }
  const big = [...groups.values()].filter((group) => group.incidents.length > 1 && group.failing >= settings.widenFrom);
  if (big.length === 0) return null;
  const checked = checkedMembers(big, targets, stateOf);
  const fleetKnown = Math.min(FLEET_KNOWN, [...targets.keys()].filter((id) => stateOf(id) !== undefined).length / 2);
  const candidates = big
    .map((group) => ({ ...group, known: Math.max(group.failing, checked.get(keyOf(group.scope)) ?? 0) }))
    .filter(({ scope, incidents: those, failing, known }) => {
      if (scope.kind === "fleet" && known < fleetKnown) return false;
      const isWider = scope.kind === "fleet" || those.some((each) => each.scope.kind !== "target");
      return failing / known >= (isWider ? Math.max(ALL_SHARE, settings.widenShare) : settings.widenShare);
    });
  const [best] = candidates.toSorted(
    (a, b) =>
      Number(isWhole(b)) - Number(isWhole(a)) ||
      b.failing - a.failing ||
      a.known - b.known ||
      rankOf(a.scope) - rankOf(b.scope),
  );
  if (best === undefined) return null;
  return {
    ...best,
    incidents: best.incidents.toSorted((a, b) => a.firstFailureMs - b.firstFailureMs || a.id - b.id),
  };
}

function isWhole({ failing, known }: Pick<Widening, "failing" | "known">): boolean {
  return failing / known >= ALL_SHARE;
}

interface Group {
  readonly scope: Scope;
  readonly incidents: IncidentRecord[];
  failing: number;
}

/** Groups that could explain it: of a single host all that it belongs to, else those that hold every one of its hosts. */
function scopesOfAll(incident: IncidentRecord, targets: ReadonlyMap<TargetId, Target>): readonly Scope[] {
  const [first, ...others] = activeMembers(incident).map(({ target }) => scopesOf(targets.get(target)));
  return (first ?? []).filter((scope) =>
    others.every((scopes) => scopes.some((other) => other.kind === scope.kind && other.key === scope.key)),
  );
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

/** Nobody answers at all: then the likeliest thing that all share is the way out of the machine that checks. */
export function nobodyReached(failing: number, known: number, nowMs: number): Because {
  const value = `${failing} of ${known} hosts out of reach at once`;
  return { side: "for", fact: "vantage.reach", value, at: `vantage ${LOCAL_VANTAGE}, ${nowMs}` };
}
