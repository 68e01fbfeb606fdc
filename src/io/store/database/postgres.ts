import { DatabaseError, Pool, types } from "pg";
import type { PoolClient, PoolConfig } from "pg";
import { StoreFailure } from "../store-failure.ts";
import type { StoreTrouble } from "../store-failure.ts";
import type { Bulk, Database, Queries, SqlRow, SqlValue } from "./database.ts";

const WRITERS = 4;
const READERS = 4;
const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 60_000;
/** A transaction that lost against another one is run again so often. */
const ATTEMPTS = 5;
const INT8 = 20;
const NUMERIC = 1700;

/**
 * Connects to PostgreSQL 15 or newer. A server that goes away and comes back is found again by itself: each call in
 * between rejects with StoreFailure "gone". Rejects with StoreFailure when it cannot be reached at all.
 */
export async function openPostgres(url: string): Promise<Database> {
  // The text may hold a password, so the message repeats none of it.
  if (!/^postgres(?:ql)?:\/\/./u.test(url) || !URL.canParse(url)) {
    throw new StoreFailure("unusable", "not an address of PostgreSQL; it looks like postgres://user@host/database");
  }
  const config: PoolConfig = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    application_name: "rdpulse",
    allowExitOnIdle: true,
    types: { getTypeParser },
  };
  const database = new PostgresDatabase(
    new Pool({ ...config, max: WRITERS }),
    new Pool({ ...config, max: READERS, options: "-c default_transaction_read_only=on" }),
  );
  try {
    await database.all("SELECT 1");
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Counters and times are whole numbers below 2^53, which PostgreSQL gives as text by default. */
function getTypeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === INT8 || oid === NUMERIC) return Number;
  return format === "binary" ? types.getTypeParser(oid, "binary") : types.getTypeParser(oid, "text");
}

class PostgresDatabase implements Database {
  readonly dialect = "postgres";
  readonly #writers: Pool;
  readonly #readers: Pool;
  readonly #columnTypes = new Map<string, ReadonlyMap<string, string>>();

  constructor(writers: Pool, readers: Pool) {
    this.#writers = writers;
    this.#readers = readers;
    // An idle connection that the server cut is no error of ours: the next call takes another one, or says "gone".
    for (const pool of [writers, readers]) pool.on("error", nothing);
  }

  async all(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    return (await asked(this.#writers, sql, parameters)).rows;
  }

  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<number> {
    return (await asked(this.#writers, sql, parameters)).changed;
  }

  async bulk(bulk: Bulk): Promise<readonly SqlRow[]> {
    return this.#bulk(this.#writers, bulk);
  }

  async read(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    return (await asked(this.#readers, sql, parameters)).rows;
  }

  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(work);
      } catch (error) {
        if (attempt === ATTEMPTS || !(error instanceof StoreFailure) || !lostToAnother(error)) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#writers.end(), this.#readers.end()]);
  }

  async #once<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    let client: PoolClient;
    try {
      client = await this.#writers.connect();
    } catch (error) {
      throw failureOf(error);
    }
    // Without a listener a connection cut between two statements would end the process.
    client.on("error", nothing);
    let isBroken = false;
    try {
      // Whatever the server's default is: what a lock was waited for is seen by the next statement.
      await asked(client, "BEGIN ISOLATION LEVEL READ COMMITTED", []);
      const result = await work(this.#queriesOn(client));
      await asked(client, "COMMIT", []);
      return result;
    } catch (error) {
      isBroken = await client.query("ROLLBACK").then(
        () => false,
        () => true,
      );
      throw error;
    } finally {
      client.off("error", nothing);
      client.release(isBroken);
    }
  }

  #queriesOn(client: PoolClient): Queries {
    return {
      dialect: "postgres",
      all: async (sql, parameters = []) => (await asked(client, sql, parameters)).rows,
      run: async (sql, parameters = []) => (await asked(client, sql, parameters)).changed,
      bulk: (bulk) => this.#bulk(client, bulk),
    };
  }

  /** One statement whatever the number of rows: each column travels as an array. */
  async #bulk(line: Pool | PoolClient, bulk: Bulk): Promise<readonly SqlRow[]> {
    if (bulk.rows.length === 0) return [];
    const typesOf = await this.#typesOf(line, bulk.table);
    const places = bulk.columns.map((column, index) => `$${index + 1}::${typesOf.get(column) ?? "text"}[]`);
    const returning = bulk.returning === undefined ? "" : ` RETURNING ${bulk.returning.join(", ")}`;
    const sql = `INSERT INTO ${bulk.table} (${bulk.columns.join(", ")}) SELECT * FROM unnest(${places.join(", ")}) ${bulk.onConflict ?? ""}${returning}`;
    const columns = bulk.columns.map((_, index) => bulk.rows.map((row) => row[index] ?? null));
    return (await asked(line, sql, columns)).rows;
  }

  async #typesOf(line: Pool | PoolClient, table: string): Promise<ReadonlyMap<string, string>> {
    const known = this.#columnTypes.get(table);
    if (known !== undefined) return known;
    const { rows } = await asked(
      line,
      "SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped",
      [table],
    );
    const found = new Map(rows.map((row) => [String(row["attname"]), String(row["type"])]));
    if (found.size > 0) this.#columnTypes.set(table, found);
    return found;
  }
}

function nothing(): void {
  // What the error means is said by the statement that fails next.
}

interface Answer {
  readonly rows: readonly SqlRow[];
  readonly changed: number;
}

async function asked(line: Pool | PoolClient, sql: string, parameters: readonly unknown[]): Promise<Answer> {
  try {
    const { rows, rowCount } = await line.query<SqlRow>(numbered(sql), parameters.map(asSent));
    return { rows, changed: rowCount ?? 0 };
  } catch (error) {
    throw failureOf(error);
  }
}

function asSent(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return Array.isArray(value) ? value.map(asSent) : value;
}

const numberedTexts = new Map<string, string>();
const NUMBERED_LIMIT = 1000;

/** `?` outside of quotes becomes $1, $2 … */
function numbered(sql: string): string {
  const known = numberedTexts.get(sql);
  if (known !== undefined) return known;
  let count = 0;
  const text = sql.replaceAll(/'[^']*'|"[^"]*"|\?/gu, (part) => (part === "?" ? `$${++count}` : part));
  if (numberedTexts.size >= NUMBERED_LIMIT) numberedTexts.clear();
  numberedTexts.set(sql, text);
  return text;
}

/** SQLSTATE classes (PostgreSQL documentation, appendix A) that mean more than "our bug". */
const TROUBLES: readonly (readonly [start: string, trouble: StoreTrouble])[] = [
  ["53100", "full"],
  ["53", "gone"],
  ["57P", "gone"],
  ["57014", "locked"],
  ["08", "gone"],
  ["55P03", "locked"],
  ["40", "locked"],
  ["23", "conflict"],
  ["25006", "gone"],
  ["XX001", "corrupt"],
  ["XX002", "corrupt"],
  ["28", "unusable"],
  ["3D", "unusable"],
  ["42501", "unusable"],
];

function failureOf(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof DatabaseError)) return new StoreFailure("gone", `PostgreSQL: ${message}`, error);
  const code = error.code ?? "";
  const trouble = TROUBLES.find(([start]) => code.startsWith(start))?.[1] ?? "bug";
  return new StoreFailure(trouble, `PostgreSQL: ${message}`, error);
}

/** Serialization failure or deadlock: the other one went through, and so will we on the next attempt. */
function lostToAnother(failure: StoreFailure): boolean {
  return failure.cause instanceof DatabaseError && (failure.cause.code ?? "").startsWith("40");
}
