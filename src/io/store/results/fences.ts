import { LOCAL_VANTAGE } from "../../../core/fleet/index.ts";
import type { TargetId, VantageId } from "../../../core/fleet/index.ts";
import type { Queries } from "../database/database.ts";
import { integerIn, textIn } from "../state/columns.ts";
import { wordsOf } from "../state/dialect.ts";
import type { Lease } from "../store.ts";
import { keyList, keyParameter } from "./key-list.ts";

/** A fleet is handed out in so many shares. */
export const SHARDS = 64;

export function shardOf(target: TargetId): number {
  return target % SHARDS;
}

/** Leases under which this target may be checked: "watch/5" here; elsewhere "vantage/3/5", a share, or "vantage/3", all. */
export function leaseNamesOf(target: TargetId, vantage: VantageId): readonly string[] {
  const shard = shardOf(target);
  return vantage === LOCAL_VANTAGE ? [`watch/${shard}`] : [`vantage/${vantage}/${shard}`, `vantage/${vantage}`];
}

/**
 * Names of the leases that nobody has taken over. One that ran out but went to nobody still counts: what was checked
 * under it was checked by nobody else. On PostgreSQL nobody can take one over until the transaction ends.
 */
export async function heldNames(queries: Queries, leases: readonly Lease[]): Promise<ReadonlySet<string>> {
  if (leases.length === 0) return new Set();
  const epochs = new Map(leases.map((lease) => [lease.name, lease]));
  const lock = queries.dialect === "postgres" ? `${wordsOf("postgres").forShare} OF l` : "";
  const rows = await queries.all(
    `SELECT l.name, l.owner, l.epoch FROM ${keyList(queries.dialect, ["name_key"])} k
     JOIN lease l ON l.name = k.name_key ORDER BY l.name ${lock}`,
    [keyParameter([...epochs.keys()].map((name) => [name]))],
  );
  const held = rows.filter((row) => {
    const lease = epochs.get(textIn(row, "name"));
    return lease?.owner === textIn(row, "owner") && lease.epoch === integerIn(row, "epoch");
  });
  return new Set(held.map((row) => textIn(row, "name")));
}

const SHARD_LOCK = 0x72707368;
const WRITER_LOCK = 0x72707772;

/**
 * Tallies are read, raised and written: on PostgreSQL one transaction at a time for each shard, and for each writer of the
 * rollups of groups. SQLite has one writer anyway. Locks are taken in one order, so that nobody waits in a circle.
 */
export async function lockTallies(queries: Queries, targets: Iterable<TargetId>, writer: string): Promise<void> {
  if (queries.dialect === "sqlite") return;
  const shards = [...new Set([...targets].map(shardOf))].toSorted((one, other) => one - other);
  await queries.all(
    `SELECT pg_advisory_xact_lock(${SHARD_LOCK}, CAST(k.shard AS INTEGER)) FROM ${keyList("postgres", ["shard"])} k`,
    [keyParameter(shards.map((shard) => [shard]))],
  );
  await queries.all(`SELECT pg_advisory_xact_lock(${WRITER_LOCK}, hashtext(?))`, [writer]);
}
