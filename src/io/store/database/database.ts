export type SqlValue = string | number | null | Uint8Array;
/** Columns by name. Integers and floats are numbers on both engines, blobs Uint8Array, JSON is text. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

export interface Statement {
  /** Portable SQL with `?` for parameters; PostgreSQL gets $1, $2 … */
  readonly sql: string;
  readonly parameters?: readonly SqlValue[];
}

/** Many rows through one statement in one message: `columns` is what `?` of one row stands for, in order. */
export interface Bulk {
  readonly table: string;
  readonly columns: readonly string[];
  /** One entry a row. */
  readonly rows: readonly (readonly SqlValue[])[];
  /** Text behind VALUES, such as "ON CONFLICT (target) DO UPDATE SET …". */
  readonly onConflict?: string;
  /** Column names to give back of the rows that were really written ("RETURNING"). */
  readonly returning?: readonly string[];
}

export interface Queries {
  readonly dialect: "sqlite" | "postgres";
  all(sql: string, parameters?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /** How many rows were changed. */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<number>;
  /** Rows of `returning`, empty without it. */
  bulk(bulk: Bulk): Promise<readonly SqlRow[]>;
}

/** One database: a SQLite file in a worker, or PostgreSQL. Every method rejects with StoreFailure alone. */
export interface Database extends Queries {
  /**
   * Everything in it or nothing; writers wait for each other. On PostgreSQL a serialization failure or deadlock runs it
   * again. `work` must use only the given queries.
   */
  transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result>;
  /** Outside of the writer's queue, on another connection that cannot write: long reads hold up nobody. */
  read(sql: string, parameters?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  close(): Promise<void>;
}
