import { type HealthBand, healthBand, type HealthChange } from "./health-score.ts";

/** What a group's score needs of one of its hosts. `change` is null where rollups know only one of the two moments. */
export interface GroupMember {
  readonly score: number | null;
  readonly changes: readonly (HealthChange | null)[];
}

export interface GroupHealth {
  /** Mean of the known scores; null: none is known. */
  readonly score: number | null;
  readonly hosts: number;
  /** Hosts without a score: they count for nothing. */
  readonly unknown: number;
  readonly bands: Readonly<Record<HealthBand, number>>;
  /** For each moment that the members were compared with, the means of those that know both; null: none does. */
  readonly changes: readonly (HealthChange | null)[];
}

/**
 * Sums hosts up. The mean, because every host counts alike, one more bad host always shows and any figure can be followed
 * to its hosts; and the counts by band beside it, because a mean alone hides the few that are bad.
 */
export function groupHealth(members: readonly GroupMember[]): GroupHealth {
  const bands: Record<HealthBand, number> = { good: 0, fair: 0, poor: 0, bad: 0 };
  const scores = members.flatMap(({ score }) => (score === null ? [] : [score]));
  for (const score of scores) bands[healthBand(score)] += 1;
  const moments = Math.max(0, ...members.slice(0, 1).map(({ changes }) => changes.length));
  const changes = Array.from({ length: moments }, (_, at) => {
    const known = members.flatMap((member) => member.changes[at] ?? []);
    const now = mean(known.map((change) => change.now));
    const before = mean(known.map((change) => change.before));
    return now === null || before === null ? null : { now, before };
  });
  return { score: mean(scores), hosts: members.length, unknown: members.length - scores.length, bands, changes };
}

function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 10) / 10;
}
