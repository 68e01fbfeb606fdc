import { StoreFailure } from "../store-failure.ts";

/** What stands in the database was written by this program: if it cannot be read, the database is damaged. */
export function decoded<Value>(what: string, decode: () => Value): Value {
  try {
    return decode();
  } catch (error) {
    throw new StoreFailure("corrupt", `${what} in the database: damaged; restore a backup`, error);
  }
}
