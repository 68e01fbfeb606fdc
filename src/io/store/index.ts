export type { Bulk, Database, Queries, SqlRow, SqlValue, Statement } from "./database/database.ts";
export { StoreFailure } from "./store-failure.ts";
export type { StoreTrouble } from "./store-failure.ts";
export type * from "./store.ts";
