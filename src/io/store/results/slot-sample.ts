import type { CheckKind, CheckRow } from "../../../core/fleet/index.ts";

/** Who speaks for a slot, the lowest first. */
const PRECEDENCE: Readonly<Record<CheckKind, number | null>> = {
  repeat: 0,
  interval: 1,
  full: 2,
  // Somebody pressed a button, most likely because something is broken: such samples would make every host look bad.
  asked: null,
};

/**
 * The row that counts for a slot, null when none does. Each slot counts once. After a failure the repeat five seconds later
 * decides: the objective is that people get in, and a client tries again within seconds by itself. Its times are those of
 * the attempt that counts. A full check counts where it stands in for the interval's.
 */
function sampleOf(rows: readonly CheckRow[]): CheckRow | null {
  let best: CheckRow | null = null;
  let bestRank = Infinity;
  for (const row of rows) {
    const rank = PRECEDENCE[row.kind];
    if (rank !== null && rank < bestRank) [best, bestRank] = [row, rank];
  }
  return best;
}

/** One sample that came or went. */
export interface SampleChange {
  readonly row: CheckRow;
  readonly times: 1 | -1;
}

/** What rows that are new change, given the rows that their slots held before. */
export function sampleChanges(fresh: readonly CheckRow[], before: readonly CheckRow[]): readonly SampleChange[] {
  const slots = new Map<string, { readonly old: CheckRow[]; readonly all: CheckRow[] }>();
  const slotOf = (row: CheckRow): { readonly old: CheckRow[]; readonly all: CheckRow[] } => {
    const key = `${row.target}/${row.vantage}/${row.slotMs}`;
    const known = slots.get(key);
    if (known !== undefined) return known;
    const made = { old: [], all: [] };
    slots.set(key, made);
    return made;
  };
  for (const row of fresh) slotOf(row).all.push(row);
  for (const row of before) {
    const slot = slotOf(row);
    slot.old.push(row);
    slot.all.push(row);
  }
  return [...slots.values()].flatMap(({ old, all }) => {
    const was = sampleOf(old);
    const is = sampleOf(all);
    if (was === is) return [];
    return [
      ...(was === null ? [] : [{ row: was, times: -1 as const }]),
      ...(is === null ? [] : [{ row: is, times: 1 as const }]),
    ];
  });
}
