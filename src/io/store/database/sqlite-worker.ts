import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { Bulk, SqlRow, SqlValue } from "./database.ts";
import type { SqliteAnswer, SqliteJob, SqliteRequest, SqliteTask } from "./sqlite-protocol.ts";
import { sqliteTrouble } from "./sqlite-trouble.ts";

/** This module is the worker's entry, too: what starts a worker must know where it lies, in a checkout and in a bundle. */
export const SQLITE_WORKER_ENTRY: URL = new URL(import.meta.url);

/** How long a writer waits for another process's transaction. */
const BUSY_TIMEOUT_MS = 5000;
/**
 * Pages in the log before they are copied into the file. Results rewrite the same pages of rollups again and again: the later
 * they are copied, the fewer copies there are.
 */
const CHECKPOINT_PAGES = { FULL: 1000, NORMAL: 8000 } as const;
/** Statements differ only by table name and filter; what is above is prepared anew. */
const PREPARED_LIMIT = 300;

class SqliteServer {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(job: SqliteJob) {
    this.#database = new DatabaseSync(job.path, { readOnly: !job.isWriter, timeout: BUSY_TIMEOUT_MS });
    const pragmas = job.isWriter
      ? [
          "journal_mode = WAL",
          `synchronous = ${job.synchronous}`,
          "foreign_keys = ON",
          "journal_size_limit = 67108864",
          `wal_autocheckpoint = ${CHECKPOINT_PAGES[job.synchronous]}`,
        ]
      : ["query_only = ON"];
    for (const pragma of [...pragmas, "temp_store = MEMORY", "cache_size = -32000"]) {
      this.#database.exec(`PRAGMA ${pragma}`);
    }
    // A damaged header shows only when the first page is read.
    this.#database.prepare("SELECT count(*) FROM sqlite_schema").get();
    for (const [name, path] of Object.entries(job.attach)) {
      this.#database.prepare(`ATTACH DATABASE ? AS "${name}"`).run(path);
    }
  }

  answer(task: SqliteTask): { readonly rows: readonly SqlRow[]; readonly changed: number } {
    if (task.kind === "all") return { rows: rowsOf(this.#statement(task.sql).all(...task.parameters)), changed: 0 };
    if (task.kind === "run") {
      return { rows: [], changed: Number(this.#statement(task.sql).run(...task.parameters).changes) };
    }
    if (task.kind === "bulk") return { rows: this.#bulk(task.bulk), changed: 0 };
    if (task.kind === "close") this.#close();
    else this.#database.exec(TRANSACTION[task.kind]);
    return { rows: [], changed: 0 };
  }

  #bulk(bulk: Bulk): readonly SqlRow[] {
    const places = bulk.columns.map(() => "?").join(", ");
    const head = `INSERT INTO ${bulk.table} (${bulk.columns.join(", ")}) VALUES (${places}) ${bulk.onConflict ?? ""}`;
    if (bulk.returning === undefined) {
      const statement = this.#statement(head);
      for (const row of bulk.rows) statement.run(...row);
      return [];
    }
    const statement = this.#statement(`${head} RETURNING ${bulk.returning.join(", ")}`);
    return bulk.rows.flatMap((row) => rowsOf(statement.all(...row)));
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    if (this.#prepared.size >= PREPARED_LIMIT) this.#prepared.clear();
    const statement = this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }

  #close(): void {
    this.#prepared.clear();
    this.#database.close();
  }
}

/** IMMEDIATE takes the right to write at once: a transaction that reads first and is refused later would have to start anew. */
const TRANSACTION = { begin: "BEGIN IMMEDIATE", commit: "COMMIT", rollback: "ROLLBACK" } as const;

function rowsOf(rows: readonly Record<string, unknown>[]): readonly SqlRow[] {
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, valueOf(value)])));
}

function valueOf(value: unknown): SqlValue {
  if (value === null || typeof value === "string" || typeof value === "number" || value instanceof Uint8Array)
    return value;
  return typeof value === "bigint" ? Number(value) : null;
}

function serve(port: MessagePort, job: SqliteJob): void {
  let server: SqliteServer | undefined;
  port.on("message", ({ id, task }: SqliteRequest) => {
    let answer: SqliteAnswer;
    try {
      server ??= new SqliteServer(job);
      answer = { id, ...server.answer(task) };
    } catch (error) {
      answer = { id, ...sqliteTrouble(error) };
    }
    port.postMessage(answer);
    if (task.kind === "close") port.close();
  });
}

function isSqliteJob(data: unknown): data is SqliteJob {
  return typeof data === "object" && data !== null && "rdpulse" in data && data.rdpulse === "sqlite";
}

if (!isMainThread && parentPort !== null && isSqliteJob(workerData)) serve(parentPort, workerData);
