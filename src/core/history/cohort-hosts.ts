import {
  type FactChange,
  groupsOf,
  type HostState,
  type Target,
  type TargetId,
  type VantageId,
  type WatchedFactName,
  type WatchedFacts,
} from "../fleet/index.ts";
import type { CohortHost, CohortProperty } from "./cohorts.ts";

/** A result that is older says nothing of what fails now. */
const STALE_MS = 86_400_000;

/** Properties that are facts, so that it can be told when a host got its value. */
const FACTS: readonly { readonly property: CohortProperty; readonly fact: WatchedFactName }[] = [
  { property: "osBuild", fact: "osBuild" },
  { property: "issuer", fact: "certificateIssuer" },
  { property: "tlsVersion", fact: "tlsVersion" },
  { property: "stack", fact: "stack" },
];

/** Facts whose changes `cohortHosts` weighs. */
export const COHORT_FACTS: readonly WatchedFactName[] = FACTS.map(({ fact }) => fact);

/** What is known of a fleet now. */
export interface FleetView {
  readonly targets: readonly Pick<Target, "id" | "settings">[];
  readonly states: readonly HostState[];
  readonly facts: readonly { readonly target: TargetId; readonly vantage: VantageId; readonly facts: WatchedFacts }[];
  /** Of COHORT_FACTS, in any order. */
  readonly changes: readonly FactChange[];
  readonly vantageNames: ReadonlyMap<VantageId, string>;
  readonly nowMs: number;
}

/**
 * One entry a host, whoever looks at it: failing when it is down or flaps as seen from any vantage. Hosts that are not
 * checked, about which nothing new is known, or whose first failure is just being repeated, are left out.
 */
export function cohortHosts(view: FleetView): readonly CohortHost[] {
  const views = new Map<TargetId, HostState[]>();
  for (const state of view.states) {
    if (!isJudged(state, view.nowMs)) continue;
    views.set(state.target, [...(views.get(state.target) ?? []), state]);
  }
  const facts = new Map<TargetId, WatchedFacts>();
  // Of several vantages the lowest number speaks first, and the others fill in.
  for (const known of view.facts.toSorted((a, b) => b.vantage - a.vantage)) {
    facts.set(known.target, { ...facts.get(known.target), ...known.facts });
  }
  const changes = Map.groupBy(view.changes, ({ target }) => target);
  return view.targets.flatMap(({ id, settings }): CohortHost[] => {
    const [first, ...others] = views.get(id) ?? [];
    if (first === undefined || settings.enabled === false) return [];
    const failing = [first, ...others].filter(isFailing);
    const telling = failing.length > 0 ? failing : [first, ...others];
    const own = facts.get(id) ?? {};
    return [
      {
        target: id,
        failing: failing.length > 0,
        sinceMs: Math.min(...telling.map(({ sinceMs }) => sinceMs)),
        facts: own,
        groups: groupsOf({ settings }),
        // Seen by several, it is nobody's view alone.
        ...(others.length > 0 ? {} : { vantage: view.vantageNames.get(first.vantage) ?? String(first.vantage) }),
        changedMs: changedMs(changes.get(id) ?? [], own),
      },
    ];
  });
}

function isJudged({ status, lastAtMs }: HostState, nowMs: number): boolean {
  return status !== "unknown" && status !== "suspect" && nowMs - lastAtMs <= STALE_MS;
}

/** Does a cohort count this view of a host as failing? */
export function isFailing({ status }: Pick<HostState, "status">): boolean {
  return status === "down" || status === "suppressed" || status === "flapping";
}

/** When the host was last seen to get the values that it has. The first sight of a value is no change. */
function changedMs(changes: readonly FactChange[], facts: WatchedFacts): NonNullable<CohortHost["changedMs"]> {
  const got: Partial<Record<CohortProperty, number>> = {};
  for (const { property, fact } of FACTS) {
    for (const { fact: changed, before, after, atMs } of changes) {
      if (changed !== fact || before === null || after !== facts[fact]) continue;
      got[property] = Math.max(got[property] ?? atMs, atMs);
    }
  }
  return got;
}
