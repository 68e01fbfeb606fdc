import type { StoreTrouble } from "../store-failure.ts";
import type { Bulk, SqlRow, SqlValue } from "./database.ts";

/** How the worker opens its file. */
export interface SqliteJob {
  readonly rdpulse: "sqlite";
  readonly path: string;
  /** false: opened for reading only, with `attach` beside it. */
  readonly isWriter: boolean;
  readonly synchronous: "FULL" | "NORMAL";
  /** Other files by the name of their schema. */
  readonly attach: Readonly<Record<string, string>>;
}

export type SqliteTask =
  | { readonly kind: "all" | "run"; readonly sql: string; readonly parameters: readonly SqlValue[] }
  | { readonly kind: "bulk"; readonly bulk: Bulk }
  | { readonly kind: "begin" | "commit" | "rollback" | "close" };

export interface SqliteRequest {
  readonly id: number;
  readonly task: SqliteTask;
}

export type SqliteAnswer =
  | { readonly id: number; readonly rows: readonly SqlRow[]; readonly changed: number }
  | { readonly id: number; readonly trouble: StoreTrouble; readonly message: string };
