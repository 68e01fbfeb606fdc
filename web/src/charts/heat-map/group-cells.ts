import type { FleetMapDocument } from "../../../../src/core/contract/index.ts";
import type { HostStatus } from "../../../../src/core/fleet/index.ts";
import type { CellGroup } from "./layout.ts";

export const GROUPINGS = ["site", "gateway", "pool", "build", "cause", "status"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** The worse, the further in front. */
const RANK: Readonly<Record<HostStatus, number>> = {
  down: 0,
  flapping: 1,
  suspect: 2,
  degraded: 3,
  suppressed: 4,
  unknown: 5,
  up: 6,
};

export function statusAt(map: FleetMapDocument, row: number): HostStatus {
  return map.statuses[map.status[row] ?? 0] ?? "unknown";
}

/** Hosts by what they share; the group with the most broken hosts first, the worst hosts of a group first. */
export function groupCells(
  map: FleetMapDocument,
  by: Grouping,
  words: {
    readonly none: string;
    readonly ofCause: (index: number) => string;
    readonly ofStatus: (status: HostStatus) => string;
  },
): readonly CellGroup[] {
  const groups = new Map<number, number[]>();
  const column = map[by];
  map.id.forEach((_, row) => {
    const place = column[row] ?? -1;
    const rows = groups.get(place);
    if (rows === undefined) groups.set(place, [row]);
    else rows.push(row);
  });
  const rankOf = (row: number): number => RANK[statusAt(map, row)];
  const nameOf = (place: number): string => {
    if (by === "status") return words.ofStatus(map.statuses[place] ?? "unknown");
    if (place < 0) return words.none;
    if (by === "cause") return words.ofCause(place);
    const names = { site: map.sites, gateway: map.gateways, pool: map.pools, build: map.builds }[by];
    return names[place] ?? words.none;
  };
  return [...groups]
    .map(([place, rows]) => ({
      name: nameOf(place),
      cells: rows.toSorted((one, other) => rankOf(one) - rankOf(other) || one - other),
      broken: rows.filter((row) => rankOf(row) < RANK.suppressed).length,
    }))
    .toSorted((one, other) => other.broken - one.broken || other.cells.length - one.cells.length);
}
