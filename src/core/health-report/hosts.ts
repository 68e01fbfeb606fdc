import type { ReportedBuild, ReportedChecks, ReportedHost, ReportedList } from "../contract/index.ts";
import type { HostStatus, Target, TargetId, WatchedFacts } from "../fleet/index.ts";
import { describeBuild } from "../knowledge/index.ts";

/** What is known of one target at the end of a period. */
export interface HostView extends ReportedChecks {
  readonly status: HostStatus;
  readonly facts: WatchedFacts;
}

const MOST_BUILDS = 20;
const MOST_HOSTS = 20;
const BUILD = /^(\d{1,5})\.(\d{1,5})\.(\d{1,6})$/;

/** Builds of operating systems with the checks of their hosts, the one that fails most at the head. */
export function buildsOf(
  targets: readonly Target[],
  views: ReadonlyMap<TargetId, HostView>,
): ReportedList<ReportedBuild> {
  const builds = new Map<string | null, HostView[]>();
  for (const { id } of targets) {
    const view = views.get(id);
    if (view === undefined) continue;
    const build = view.facts.osBuild ?? null;
    const others = builds.get(build);
    if (others === undefined) builds.set(build, [view]);
    else others.push(view);
  }
  const all = [...builds].map(([build, hosts]): ReportedBuild => ({
    build,
    ...releasesOf(build),
    hosts: hosts.length,
    down: hosts.filter(({ status }) => status === "down" || status === "suppressed").length,
    checks: hosts.reduce((sum, { checks }) => sum + checks, 0),
    successes: hosts.reduce((sum, { successes }) => sum + successes, 0),
  }));
  const sorted = all.toSorted((one, other) => failedShare(other) - failedShare(one) || other.hosts - one.hosts);
  return { items: sorted.slice(0, MOST_BUILDS), total: sorted.length };
}

/** Hosts with failed checks, the one that fails most at the head. */
export function worstHostsOf(
  targets: readonly Target[],
  views: ReadonlyMap<TargetId, HostView>,
): ReportedList<ReportedHost> {
  const hosts = targets.flatMap(({ id, name }): ReportedHost[] => {
    const view = views.get(id);
    if (view === undefined || view.checks <= view.successes) return [];
    return [{ name, status: view.status, checks: view.checks, successes: view.successes }];
  });
  const sorted = hosts.toSorted((one, other) => failedShare(other) - failedShare(one) || other.checks - one.checks);
  return { items: sorted.slice(0, MOST_HOSTS), total: sorted.length };
}

/** Share of checks that failed; 0 where there were none. */
export function failedShare({ checks, successes }: ReportedChecks): number {
  return checks === 0 ? 0 : 1 - successes / checks;
}

function releasesOf(build: string | null): Pick<ReportedBuild, "releases" | "mayBeFixedValue"> {
  const [, major, minor, number] = BUILD.exec(build ?? "") ?? [];
  if (number === undefined) return { releases: [], mayBeFixedValue: false };
  const { releases, mayBeFixedValue } = describeBuild(Number(major), Number(minor), Number(number));
  return { releases: [...new Set(releases.map(({ release }) => release))], mayBeFixedValue };
}
