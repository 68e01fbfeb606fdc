import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "./database/database.ts";
import { SqlResultStore } from "./results/result-store.ts";
import { SqlChangeStream } from "./state/change-stream.ts";
import { integerIn, textIn } from "./state/columns.ts";
import { SqlIncidentStore } from "./state/incident-store.ts";
import { SqlLeaseStore } from "./state/lease-store.ts";
import { SqlOutboxStore } from "./state/outbox-store.ts";
import { SqlResourceStore } from "./state/resource-store.ts";
import { SqlSafeStore } from "./state/safe-store.ts";
import { SqlSessionStore } from "./state/session-store.ts";
import { SqlTargetStore } from "./state/target-store.ts";
import type {
  ChangeStream,
  IncidentStore,
  LeaseStore,
  OutboxStore,
  ResourceStore,
  ResultStore,
  SafeStore,
  SessionStore,
  Store,
  StoreHealth,
  TargetStore,
} from "./store.ts";
import { StoreFailure } from "./store-failure.ts";

interface Databases {
  readonly state: Database;
  readonly results: Database;
  readonly schema: number;
  close(): Promise<void>;
}

interface Surroundings {
  /** null on PostgreSQL. */
  readonly folder: string | null;
  readonly secretKeyPath: string;
  readonly nowMs: () => number;
}

/** Files of a folder that count as the store's size. */
const SIZED = ["state.db", "state.db-wal", "results.db", "results.db-wal"] as const;

/** All parts of the store over its databases. */
export class SqlStore implements Store {
  readonly targets: TargetStore;
  readonly resources: ResourceStore;
  readonly leases: LeaseStore;
  readonly incidents: IncidentStore;
  readonly outbox: OutboxStore;
  readonly changes: ChangeStream;
  readonly safe: SafeStore;
  readonly results: ResultStore;
  readonly sessions: SessionStore;
  readonly #databases: Databases;
  readonly #folder: string | null;
  #version = "";

  constructor(databases: Databases, { folder, secretKeyPath, nowMs }: Surroundings) {
    const { state, results } = databases;
    this.#databases = databases;
    this.#folder = folder;
    this.results = new SqlResultStore(results);
    this.targets = new SqlTargetStore(state, results, this.results, nowMs);
    this.resources = new SqlResourceStore(state, nowMs);
    this.leases = new SqlLeaseStore(results);
    this.incidents = new SqlIncidentStore(state, results);
    this.outbox = new SqlOutboxStore(state, nowMs);
    this.changes = new SqlChangeStream(state);
    this.safe = new SqlSafeStore(state, secretKeyPath);
    this.sessions = new SqlSessionStore(state);
  }

  /** Writes a byte to see that it can: never rejects, the trouble is in the answer. */
  async health(): Promise<StoreHealth> {
    const { state, results, schema } = this.#databases;
    const known = { engine: state.dialect, schema } as const;
    try {
      await state.run("UPDATE counter SET value = value + 1 WHERE name = 'pulse'");
      await results.read("SELECT count(*) AS leases FROM lease");
      if (this.#version === "") this.#version = await versionOf(state);
      return { ...known, version: this.#version, bytes: await this.#bytes(), trouble: null };
    } catch (error) {
      const trouble = error instanceof StoreFailure ? error.message : String(error);
      return { ...known, version: this.#version, bytes: 0, trouble };
    }
  }

  async close(): Promise<void> {
    await this.#databases.close();
  }

  async #bytes(): Promise<number> {
    const folder = this.#folder;
    if (folder === null) {
      const [row] = await this.#databases.state.read("SELECT pg_database_size(current_database()) AS bytes");
      return row === undefined ? 0 : integerIn(row, "bytes");
    }
    const sizes = SIZED.map(async (name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }
}

async function versionOf(database: Database): Promise<string> {
  const [row] = await database.read(
    database.dialect === "sqlite"
      ? "SELECT sqlite_version() AS version"
      : "SELECT current_setting('server_version') AS version",
  );
  return row === undefined ? "" : textIn(row, "version");
}
