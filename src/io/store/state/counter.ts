import type { Database, Queries } from "../database/database.ts";
import { StoreFailure } from "../store-failure.ts";
import { integerIn } from "./columns.ts";

/** "target", "resource", "change": versions of a table. "target-id": the highest one given. "change-floor": pruned up to. */
export type CounterName = "target" | "target-id" | "resource" | "change" | "change-floor" | "pulse";

/**
 * Raises a counter and gives its new value. Until the transaction ends every other one that raises it waits, so that
 * numbers become visible in their order.
 */
export async function raised(queries: Queries, name: CounterName, by: number): Promise<number> {
  const [row] = await queries.all("UPDATE counter SET value = value + ? WHERE name = ? RETURNING value", [by, name]);
  if (row === undefined) throw new StoreFailure("corrupt", `the counter "${name}" is missing`);
  return integerIn(row, "value");
}

export async function counterNow(database: Database, name: CounterName): Promise<number> {
  const [row] = await database.read("SELECT value FROM counter WHERE name = ?", [name]);
  if (row === undefined) throw new StoreFailure("corrupt", `the counter "${name}" is missing`);
  return integerIn(row, "value");
}
