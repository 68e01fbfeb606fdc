import { join } from "node:path";
import { DEFAULT_TENANT, isSuccess, LOCAL_VANTAGE } from "../../src/core/fleet/index.ts";
import { slotAt } from "../../src/core/schedule/index.ts";
import { openSqlite, openStore } from "../../src/io/store/index.ts";
import { tableSizes } from "../store/sizes.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface Punctuality {
  readonly expected: number;
  /** Slots of the window without a row. */
  readonly missed: number;
  /** Rows of a host that did not answer as it should: the bench is at fault, or the machine. */
  readonly failed: number;
  /** Sorted: from the slot to the beginning of the check. */
  readonly latenessMs: readonly number[];
  /** Of one check, sorted. */
  readonly tookMs: readonly number[];
}

/** What the store of an ended server says of the slots of a window; lateness counts from the slot to the first packet. */
export async function punctualityOf(
  folder: string,
  intervalMs: number,
  fromMs: number,
  untilMs: number,
): Promise<Punctuality> {
  const store = await openStore({ folder: join(folder, "data") });
  let expected = 0;
  let missed = 0;
  let failed = 0;
  const latenessMs: number[] = [];
  const tookMs: number[] = [];
  try {
    for (const { id } of (await store.targets.changedSince(0)).changed) {
      const rows = await store.results.rows(DEFAULT_TENANT, id, fromMs, untilMs, 100_000, LOCAL_VANTAGE);
      const bySlot = new Map(rows.filter(({ kind }) => kind === "interval").map((row) => [row.slotMs, row]));
      for (let slotMs = slotAt(id, intervalMs, fromMs - 1) + intervalMs; slotMs < untilMs; slotMs += intervalMs) {
        expected += 1;
        const row = bySlot.get(slotMs);
        if (row === undefined) missed += 1;
        else {
          if (!isSuccess(row)) failed += 1;
          latenessMs.push(row.atMs - row.slotMs);
          tookMs.push(row.totalUs / 1000);
        }
      }
    }
  } finally {
    await store.close();
  }
  return {
    expected,
    missed,
    failed,
    latenessMs: latenessMs.toSorted(ascending),
    tookMs: tookMs.toSorted(ascending),
  };
}

function ascending(one: number, other: number): number {
  return one - other;
}

/**
 * What a day takes on the disk, from the tables of an ended server that ran in this time. An estimate: most of a table is
 * one row for each minute, hour or day and host or group, however often it is written. bench/store.ts measures an hour.
 */
export async function dayBytes(folder: string, fromMs: number, untilMs: number): Promise<number> {
  const database = await openSqlite(join(folder, "data", "results.db"), { synchronous: "NORMAL" });
  try {
    const minutes = (untilMs - fromMs) / MINUTE_MS;
    const hours = Math.floor(untilMs / HOUR_MS) - Math.floor(fromMs / HOUR_MS) + 1;
    let bytes = 0;
    for (const [table, size] of await tableSizes(database)) {
      if (table === "result") bytes += (size / minutes) * 1440;
      else if (table === "group_rollup") bytes += (size / (minutes + hours + 1)) * (1440 + 24 + 1);
      else if (table === "host_hour" || table === "count_sheet") bytes += (size / hours) * 24;
      else bytes += size;
    }
    return bytes;
  } finally {
    await database.close();
  }
}

/** The value that this part of them (0 to 1) does not exceed; NaN of none. */
export function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
