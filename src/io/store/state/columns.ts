import type { SqlRow, SqlValue } from "../database/database.ts";
import { StoreFailure } from "../store-failure.ts";

// What a row holds, checked: a column of another kind than expected is a bug of ours, never a wrong value further on.

export function textIn(row: SqlRow, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : wrong(column, value);
}

export function integerIn(row: SqlRow, column: string): number {
  const value = row[column];
  return typeof value === "number" ? value : wrong(column, value);
}

export function bytesIn(row: SqlRow, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : wrong(column, value);
}

export function textOrNullIn(row: SqlRow, column: string): string | null {
  return row[column] === null ? null : textIn(row, column);
}

export function integerOrNullIn(row: SqlRow, column: string): number | null {
  return row[column] === null ? null : integerIn(row, column);
}

/** Keys in one order, so that equal documents are equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

/** PostgreSQL takes no NUL in text; within JSON it is escaped, elsewhere it becomes the replacement character. */
export function plainText(text: string): string {
  return text.replaceAll("\0", "\uFFFD");
}

/** "?, ?, ?" */
export function places(count: number): string {
  return Array.from({ length: count }, () => "?").join(", ");
}

/** Lists that fit into one statement each. */
export function chunks<Item>(items: readonly Item[], size = 500): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function wrong(column: string, value: SqlValue | undefined): never {
  throw new StoreFailure("bug", `column ${column} holds ${value === null ? "null" : typeof value}`);
}
