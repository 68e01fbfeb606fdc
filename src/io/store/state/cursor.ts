import type { SqlValue } from "../database/database.ts";
import { StoreFailure } from "../store-failure.ts";

const MOST_ITEMS = 1000;
const USUAL_ITEMS = 100;
const LONGEST_CURSOR = 4000;

/**
 * Where a page ended: the sort keys of its last row, opaque to who asked. `order`: what the list is sorted by, where it can
 * be sorted in several ways.
 */
export function cursorOf(keys: readonly SqlValue[], order = ""): string {
  return Buffer.from(JSON.stringify([order, ...keys]), "utf8").toString("base64url");
}

/**
 * The keys that `cursorOf` was given. Throws StoreFailure "conflict" for a cursor of another list or order. `kinds`: what
 * the keys are.
 */
export function keysOf(
  cursor: string,
  kinds: readonly ("string" | "number")[],
  order = "",
): readonly (string | number)[] {
  const list = cursor.length > LONGEST_CURSOR ? undefined : listIn(Buffer.from(cursor, "base64url").toString("utf8"));
  const [found, ...keys] = list ?? [];
  const isOurs = found === order && keys.length === kinds.length && keys.every((key, at) => typeof key === kinds[at]);
  if (!isOurs) throw new StoreFailure("conflict", "this cursor belongs to another list; begin again without one");
  return keys;
}

function listIn(text: string): readonly (string | number)[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isKey) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isKey(value: unknown): value is string | number {
  return typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}

/** How many items a page has. */
export function pageSize(limit: number | undefined): number {
  return Math.min(MOST_ITEMS, Math.max(1, Math.floor(limit ?? USUAL_ITEMS)));
}
