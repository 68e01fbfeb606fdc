import type { SqlValue } from "../database/database.ts";
import type { Dialect } from "../state/dialect.ts";

/**
 * A table of keys within a statement, given as one parameter whatever their number, so that one prepared statement serves
 * all: "JOIN" it with the table that is looked up. Columns ending in _key are text, all others whole numbers.
 */
export function keyList(dialect: Dialect, columns: readonly string[]): string {
  if (dialect === "sqlite") {
    const parts = columns.map((column, index) => `value ->> ${index} AS ${column}`);
    return `(SELECT ${parts.join(", ")} FROM json_each(?))`;
  }
  const parts = columns.map(
    (column, index) => `CAST(value ->> ${index} AS ${column.endsWith("_key") ? "TEXT" : "BIGINT"}) AS ${column}`,
  );
  return `(SELECT ${parts.join(", ")} FROM json_array_elements(CAST(? AS json)))`;
}

/** The parameter of a keyList. */
export function keyParameter(keys: readonly (readonly SqlValue[])[]): string {
  return JSON.stringify(keys);
}
