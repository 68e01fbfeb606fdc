import type { Database, Queries } from "../database/database.ts";
import type { Dialect } from "../state/dialect.ts";
import { StoreFailure } from "../store-failure.ts";

/** One step forward. Its text never changes once it was released. */
export interface Migration {
  /** From 1, without gaps. */
  readonly version: number;
  readonly statements: (dialect: Dialect) => readonly string[];
}

/** Any number will do, as long as every process takes the same one: "rdpu" in ASCII. */
const ADVISORY_LOCK = 0x72647075;

/**
 * Brings the tables of one set ("state", "results" …) up to date, one transaction a step; processes that start at once wait
 * for each other. Gives the version that the set has now. Rejects with StoreFailure "newer" when it is ahead of this program.
 */
export async function migrate(database: Database, set: string, migrations: readonly Migration[]): Promise<number> {
  const latest = migrations.length;
  for (;;) {
    const version = await database.transaction(async (queries) => oneStep(queries, set, migrations));
    if (version > latest) {
      throw new StoreFailure(
        "newer",
        `its ${set} tables have version ${version}, this program knows up to ${latest}; install the newer RDPulse again, or restore a backup made with this one`,
      );
    }
    if (version === latest) return version;
  }
}

/** The version after at most one step. */
async function oneStep(queries: Queries, set: string, migrations: readonly Migration[]): Promise<number> {
  if (queries.dialect === "postgres") await queries.all("SELECT pg_advisory_xact_lock(?)", [ADVISORY_LOCK]);
  await queries.run("CREATE TABLE IF NOT EXISTS schema_version (name TEXT PRIMARY KEY, version INTEGER NOT NULL)");
  const [row] = await queries.all("SELECT version FROM schema_version WHERE name = ?", [set]);
  const version = Number(row?.["version"] ?? 0);
  const next = migrations[version];
  if (next === undefined) return version;
  if (next.version !== version + 1) throw new StoreFailure("bug", `migration ${version + 1} of ${set} is missing`);
  for (const statement of next.statements(queries.dialect)) await queries.run(statement);
  await queries.run(
    "INSERT INTO schema_version (name, version) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version",
    [set, next.version],
  );
  return next.version;
}
