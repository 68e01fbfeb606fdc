import type { Database, Queries, SqlRow } from "../database/database.ts";
import type { Lease, LeaseStore } from "../store.ts";
import { StoreFailure } from "../store-failure.ts";
import { integerIn, places, textIn } from "./columns.ts";
import { wordsOf } from "./dialect.ts";

/**
 * Nobody takes a lease for so long: one that ends later was given before the clock was set back. Waiting for its end would
 * leave what a dead process held to nobody for as long.
 */
const FARTHEST_MS = 120_000;

/** Leases with a fencing number: whoever takes one over gets a higher epoch, and what the former holder writes is refused. */
export class SqlLeaseStore implements LeaseStore {
  readonly #database: Database;

  /** `database`: where the results are. */
  constructor(database: Database) {
    this.#database = database;
  }

  async claim(owner: string, names: readonly string[], most: number, leaseMs: number): Promise<readonly Lease[]> {
    if (names.length === 0) return [];
    const { skipLocked } = wordsOf(this.#database.dialect);
    const { nowMs, isHeld } = this.#words;
    const list = places(names.length);
    return this.#database.transaction(async (queries) => {
      await this.#makeMissing(queries, names);
      const renewed = await queries.all(
        `UPDATE lease SET until_ms = ${nowMs} + ? WHERE owner = ? AND ${isHeld} AND name IN (${list})
         RETURNING name, owner, epoch, until_ms`,
        [leaseMs, owner, ...names],
      );
      const taken = await queries.all(
        `WITH free AS MATERIALIZED (
           SELECT name FROM lease WHERE NOT (${isHeld}) AND name IN (${list})
           ORDER BY name LIMIT ? ${skipLocked}
         )
         UPDATE lease SET owner = ?, epoch = epoch + 1, until_ms = ${nowMs} + ?
         WHERE name IN (SELECT name FROM free) RETURNING name, owner, epoch, until_ms`,
        [...names, Math.max(0, most), owner, leaseMs],
      );
      return [...renewed, ...taken].map(leaseOf);
    });
  }

  async renew(leases: readonly Lease[], leaseMs: number): Promise<readonly Lease[]> {
    if (leases.length === 0) return [];
    const { nowMs } = wordsOf(this.#database.dialect);
    const rows = await this.#database.transaction(async (queries) =>
      queries.all(
        `UPDATE lease SET until_ms = ${nowMs} + ? WHERE ${sameAs(leases)} RETURNING name, owner, epoch, until_ms`,
        [leaseMs, ...keysOf(leases)],
      ),
    );
    return rows.map(leaseOf);
  }

  async release(leases: readonly Lease[]): Promise<void> {
    if (leases.length === 0) return;
    // The epoch stays: the next holder must get a higher one.
    await this.#database.transaction(async (queries) =>
      queries.run(`UPDATE lease SET until_ms = 0 WHERE ${sameAs(leases)}`, keysOf(leases)),
    );
  }

  async list(): Promise<readonly Lease[]> {
    const rows = await this.#database.read(
      `SELECT name, owner, epoch, until_ms FROM lease WHERE ${this.#words.isHeld} ORDER BY name`,
    );
    return rows.map(leaseOf);
  }

  get #words(): { readonly nowMs: string; readonly isHeld: string } {
    const { nowMs } = wordsOf(this.#database.dialect);
    return { nowMs, isHeld: `until_ms > ${nowMs} AND until_ms <= ${nowMs} + ${FARTHEST_MS}` };
  }

  async #makeMissing(queries: Queries, names: readonly string[]): Promise<void> {
    const rows = await queries.all(`SELECT name FROM lease WHERE name IN (${places(names.length)})`, names);
    const known = new Set(rows.map((row) => textIn(row, "name")));
    const missing = [...new Set(names)].filter((name) => !known.has(name)).toSorted();
    await queries.bulk({
      table: "lease",
      columns: ["name", "owner", "epoch", "until_ms"],
      rows: missing.map((name) => [name, "", 0, 0]),
      onConflict: "ON CONFLICT (name) DO NOTHING",
    });
  }
}

/** Refuses ("conflict") when somebody else took the lease over; on PostgreSQL nobody can until this transaction ends. */
export async function refuseLostLease(queries: Pick<Queries, "all" | "dialect">, lease: Lease): Promise<void> {
  const { forShare } = wordsOf(queries.dialect);
  const [row] = await queries.all(`SELECT epoch, owner FROM lease WHERE name = ? ${forShare}`, [lease.name]);
  if (row !== undefined && row["epoch"] === lease.epoch && row["owner"] === lease.owner) return;
  throw new StoreFailure("conflict", `the lease "${lease.name}" went to another process`);
}

function sameAs(leases: readonly Lease[]): string {
  return `(name, owner, epoch) IN (VALUES ${leases.map(() => "(?, ?, CAST(? AS BIGINT))").join(", ")})`;
}

function keysOf(leases: readonly Lease[]): readonly (string | number)[] {
  return leases.flatMap(({ name, owner, epoch }) => [name, owner, epoch]);
}

function leaseOf(row: SqlRow): Lease {
  return {
    name: textIn(row, "name"),
    owner: textIn(row, "owner"),
    epoch: integerIn(row, "epoch"),
    untilMs: integerIn(row, "until_ms"),
  };
}
