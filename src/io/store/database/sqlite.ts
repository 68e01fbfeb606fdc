import { Worker } from "node:worker_threads";
import { StoreFailure } from "../store-failure.ts";
import type { Bulk, Database, Queries, SqlRow, SqlValue } from "./database.ts";
import type { SqliteAnswer, SqliteJob, SqliteTask } from "./sqlite-protocol.ts";
import { SQLITE_WORKER_ENTRY } from "./sqlite-worker.ts";

export interface SqliteOptions {
  /** FULL: what was acknowledged survives a power cut. NORMAL: all but the last moments; the file is never damaged. */
  readonly synchronous: "FULL" | "NORMAL";
  /** Other SQLite files that `read` sees, by schema name. */
  readonly attach?: Readonly<Record<string, string>>;
}

/**
 * Opens a SQLite file in a worker, so that no query ever holds up the event loop; one connection writes, another one
 * reads. The file is made when it is not there. Rejects with StoreFailure.
 */
export async function openSqlite(path: string, options: SqliteOptions): Promise<Database> {
  const job = { rdpulse: "sqlite", path, synchronous: options.synchronous } as const;
  const writer = new SqliteLine({ ...job, isWriter: true, attach: {} }, path);
  try {
    await writer.ask({ kind: "all", sql: "SELECT 1", parameters: [] });
  } catch (error) {
    await writer.end();
    throw error;
  }
  return new SqliteDatabase(writer, new SqliteLine({ ...job, isWriter: false, attach: options.attach ?? {} }, path));
}

interface Waiting {
  readonly resolve: (answer: Extract<SqliteAnswer, { rows: unknown }>) => void;
  readonly reject: (failure: StoreFailure) => void;
}

/** Rows pass through and are gone: with the usual limits a heap would grow to many times what is in use. */
const LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 1024 };

/** One worker with one connection; tasks are answered in the order in which they are asked. */
class SqliteLine {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #path: string;
  #nextId = 1;
  #failure: StoreFailure | undefined;

  constructor(job: SqliteJob, path: string) {
    this.#path = path;
    this.#worker = new Worker(SQLITE_WORKER_ENTRY, { workerData: job, resourceLimits: LIMITS });
    // An idle store keeps no process alive; a task under way does.
    this.#worker.unref();
    this.#worker.on("message", (answer: SqliteAnswer) => this.#settle(answer));
    this.#worker.on("error", (error) => this.#fall(error));
    this.#worker.on("exit", () => this.#fall(new Error("its worker ended")));
  }

  async ask(task: SqliteTask): Promise<Extract<SqliteAnswer, { rows: unknown }>> {
    if (this.#failure !== undefined) throw this.#failure;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ id, task }, []);
    });
  }

  async end(): Promise<void> {
    if (this.#failure === undefined) await this.ask({ kind: "close" }).catch(() => undefined);
    this.#failure ??= new StoreFailure("gone", `${this.#path}: closed`);
    await this.#worker.terminate();
  }

  #settle(answer: SqliteAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ("rows" in answer) waiting?.resolve(answer);
    else waiting?.reject(new StoreFailure(answer.trouble, `${this.#path}: ${answer.message}`));
  }

  #fall(error: unknown): void {
    this.#failure ??= new StoreFailure("bug", `${this.#path}: ${String(error)}`, error);
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

class SqliteDatabase implements Database {
  readonly dialect = "sqlite";
  readonly #writer: SqliteLine;
  readonly #reader: SqliteLine;
  /** Ends when everything that was asked of the writer before has ended. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(writer: SqliteLine, reader: SqliteLine) {
    this.#writer = writer;
    this.#reader = reader;
  }

  async all(sql: string, parameters?: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return this.#inTurn(() => queriesOn(this.#writer).all(sql, parameters));
  }

  async run(sql: string, parameters?: readonly SqlValue[]): Promise<number> {
    return this.#inTurn(() => queriesOn(this.#writer).run(sql, parameters));
  }

  async bulk(bulk: Bulk): Promise<readonly SqlRow[]> {
    return this.transaction((queries) => queries.bulk(bulk));
  }

  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return this.#inTurn(async () => {
      await this.#writer.ask({ kind: "begin" });
      try {
        const result = await work(queriesOn(this.#writer));
        await this.#writer.ask({ kind: "commit" });
        return result;
      } catch (error) {
        // After some failures (a full disk) SQLite has rolled back by itself: there is nothing left to roll back.
        await this.#writer.ask({ kind: "rollback" }).catch(() => undefined);
        throw error;
      }
    });
  }

  async read(sql: string, parameters?: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return queriesOn(this.#reader).all(sql, parameters);
  }

  async close(): Promise<void> {
    await this.#reader.end();
    await this.#inTurn(() => this.#writer.end());
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#turn;
    const mine = (async () => {
      await before;
      return work();
    })();
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

function queriesOn(line: SqliteLine): Queries {
  return {
    dialect: "sqlite",
    all: async (sql, parameters = []) => (await line.ask({ kind: "all", sql, parameters })).rows,
    run: async (sql, parameters = []) => (await line.ask({ kind: "run", sql, parameters })).changed,
    bulk: async (bulk) => (await line.ask({ kind: "bulk", bulk })).rows,
  };
}
