import { chmodSync, closeSync, openSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { advised, AdvisedDatabase } from "./advice.ts";
import { forgetDamage, hasDamageNote, isSound, noteDamage, setAside, type SetAside } from "./damage.ts";
import type { Database } from "./database/database.ts";
import { openPostgres } from "./database/postgres.ts";
import { openSqlite } from "./database/sqlite.ts";
import { lockFolder } from "./folder-lock.ts";
import { LEASE_MIGRATIONS } from "./migrations/lease-migrations.ts";
import { migrate } from "./migrations/migrate.ts";
import { STATE_MIGRATIONS } from "./migrations/state-migrations.ts";
import { RESULT_MIGRATIONS } from "./results/result-migrations.ts";
import { SqlStore } from "./sql-store.ts";
import { LOCK_FILE, RESULTS_FILE, SECRET_KEY_FILE, STATE_FILE } from "./store-files.ts";
import { forgetOrphans } from "./state/forget-targets.ts";
import type { Store } from "./store.ts";
import { StoreFailure } from "./store-failure.ts";

export interface OpenStoreOptions {
  /** Where the SQLite files are, and the key of the secrets on both engines. Made (mode 0700) when it is missing. */
  readonly folder: string;
  /** PostgreSQL instead of files: postgres://user@host/database */
  readonly url?: string;
  /** For lines of the change stream; the machine's clock when absent. */
  readonly clock?: { nowMs(): number };
  /** This process is the server: no second one may work on the same folder. On PostgreSQL several may. */
  readonly isServer?: boolean;
  /** File with the key of the secrets; `secret.key` in the folder when absent. */
  readonly secretKeyPath?: string;
  /** Results were damaged: the server began a new file, and the old one is kept under another name. */
  readonly onSetAside?: (moved: SetAside) => void;
}

/** The two databases behind a store, migrated. On PostgreSQL both are the same one. */
export interface StoreDatabases {
  readonly state: Database;
  readonly results: Database;
  readonly schema: number;
  close(): Promise<void>;
}

/** Opens the store, and makes or upgrades it when need be. Rejects with StoreFailure, one sentence with the next step. */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const folder = resolve(options.folder);
  const databases = await openDatabases(options);
  try {
    if (options.isServer === true) await forgetOrphans(databases.state, databases.results);
    return new SqlStore(databases, {
      folder: options.url === undefined ? folder : null,
      secretKeyPath: options.secretKeyPath ?? join(folder, SECRET_KEY_FILE),
      nowMs: options.clock === undefined ? Date.now : options.clock.nowMs.bind(options.clock),
    });
  } catch (error) {
    await databases.close();
    throw advised(error);
  }
}

/** The databases alone, for archives. Rejects as `openStore` does. */
export async function openDatabases(options: OpenStoreOptions): Promise<StoreDatabases> {
  const folder = resolve(options.folder);
  await makeFolder(folder);
  if (options.url !== undefined) return openOnPostgres(options.url);
  const lock = options.isServer === true ? lockFolder(join(folder, LOCK_FILE), folder) : undefined;
  const opened: Database[] = [];
  const close = async (): Promise<void> => {
    for (const database of opened.splice(0).toReversed()) await database.close();
    lock?.release();
  };
  try {
    const [statePath, resultsPath] = [join(folder, STATE_FILE), join(folder, RESULTS_FILE)];
    const results = lock === undefined ? await openResults(resultsPath) : await openSoundResults(resultsPath, options);
    opened.push(results);
    // The lock says that whoever held a lease here is dead: nobody has to wait for its end.
    if (lock !== undefined) await results.run("UPDATE lease SET until_ms = 0");
    const state = await openFile(statePath, "FULL", { results: resultsPath });
    opened.push(state);
    if (lock !== undefined && !(await isSound(state))) throw new StoreFailure("corrupt", `${statePath}: damaged`);
    return { state, results, schema: await migrateState(state, statePath), close };
  } catch (error) {
    await close();
    throw advised(error);
  }
}

async function openResults(path: string): Promise<Database> {
  const database = await openFile(path, "NORMAL", {});
  try {
    await migrateResults(database, path);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Results can be made anew, a fleet that nobody watches cannot: damaged ones are set aside, and a new file begins. */
async function openSoundResults(path: string, { onSetAside, clock }: OpenStoreOptions): Promise<Database> {
  try {
    const database = await openResults(path);
    if (!hasDamageNote(path)) return database;
    if (await isSound(database)) {
      forgetDamage(path);
      return database;
    }
    await database.close();
  } catch (error) {
    if (!(error instanceof StoreFailure) || error.trouble !== "corrupt") throw error;
  }
  let moved: SetAside;
  try {
    moved = setAside(path, clock?.nowMs() ?? Date.now());
  } catch (error) {
    throw unusable(path, error);
  }
  onSetAside?.(moved);
  return openResults(path);
}

async function openOnPostgres(url: string): Promise<StoreDatabases> {
  try {
    const database = new AdvisedDatabase(await openPostgres(url));
    try {
      await migrateResults(database, "PostgreSQL");
      const schema = await migrateState(database, "PostgreSQL");
      return { state: database, results: database, schema, close: async () => database.close() };
    } catch (error) {
      await database.close();
      throw error;
    }
  } catch (error) {
    throw advised(error);
  }
}

async function openFile(
  path: string,
  synchronous: "FULL" | "NORMAL",
  attach: Readonly<Record<string, string>>,
): Promise<Database> {
  try {
    // Made here, because SQLite would make it as open as the mask allows; its other files take this one's mode.
    closeSync(openSync(path, "a", 0o600));
    if (process.platform !== "win32") chmodSync(path, 0o600);
  } catch (error) {
    throw unusable(path, error);
  }
  const isResults = path.endsWith(RESULTS_FILE);
  const database = await openSqlite(path, { synchronous, attach });
  // Whoever reads state reads results, too: the next start of a server finds out which of them it is.
  return new AdvisedDatabase(database, { isResults, onCorrupt: () => noteDamage(join(dirname(path), RESULTS_FILE)) });
}

async function makeFolder(folder: string): Promise<void> {
  let mode: number;
  try {
    await makeFolders(folder);
    ({ mode } = await stat(folder));
  } catch (error) {
    throw unusable(folder, error);
  }
  if (process.platform !== "win32" && (mode & 0o022) !== 0) {
    throw new StoreFailure("unusable", `${folder}: others may write here; run: chmod 700 ${folder}`);
  }
}

/**
 * Makes a folder and those above it. Not by `recursive: true`: on a disk that lets nobody write, that fails with a reason that is
 * not the one, and below /proc (ENOENT in a folder that is there) it never ends.
 */
async function makeFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") return;
    const above = dirname(folder);
    if (code !== "ENOENT" || above === folder) throw error;
    await makeFolders(above);
    await mkdir(folder, { mode: 0o700 });
  }
}

function unusable(path: string, error: unknown): StoreFailure {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  if (code === "ENOSPC") return new StoreFailure("full", `${path}: the disk is full; make room there`, error);
  return new StoreFailure(
    "unusable",
    `${path}: cannot be written (${code}); choose another folder with --data, or mend its owner and mode`,
    error,
  );
}

async function migrateResults(database: Database, place: string): Promise<void> {
  await named(place, async () => {
    await migrate(database, "leases", LEASE_MIGRATIONS);
    return migrate(database, "results", RESULT_MIGRATIONS);
  });
}

async function migrateState(database: Database, place: string): Promise<number> {
  return named(place, async () => migrate(database, "state", STATE_MIGRATIONS));
}

/** A failure of a migration says in which place it happened. */
async function named(place: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreFailure) || error.message.startsWith(place)) throw error;
    throw new StoreFailure(error.trouble, `${place}: ${error.message}`, error.cause ?? error);
  }
}
