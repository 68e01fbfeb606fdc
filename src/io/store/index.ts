export type { Bulk, Database, Queries, SqlRow, SqlValue, Statement } from "./database/database.ts";
export { StoreFailure } from "./store-failure.ts";
export type { StoreTrouble } from "./store-failure.ts";
export type * from "./store.ts";
export { openPostgres } from "./database/postgres.ts";
export { openSqlite } from "./database/sqlite.ts";
export type { SqliteOptions } from "./database/sqlite.ts";
export { leaseNameOf, SHARDS, shardOf } from "./results/fences.ts";
