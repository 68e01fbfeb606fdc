import type { SqlValue } from "../database/database.ts";
import { StoreFailure } from "../store-failure.ts";

const MOST_ITEMS = 1000;
const USUAL_ITEMS = 100;
const LONGEST_CURSOR = 4000;

/** Where a page ended: the sort keys of its last row, opaque to who asked. */
export function cursorOf(keys: readonly SqlValue[]): string {
  return Buffer.from(JSON.stringify(keys), "utf8").toString("base64url");
}

/** Throws StoreFailure "conflict" for a cursor that this list never gave. `kinds`: what its keys are, in order. */
export function keysOf(cursor: string, kinds: readonly ("string" | "number")[]): readonly (string | number)[] {
  const keys = cursor.length > LONGEST_CURSOR ? undefined : listIn(Buffer.from(cursor, "base64url").toString("utf8"));
  const isOurs = keys?.length === kinds.length && keys.every((key, index) => typeof key === kinds[index]);
  if (keys === undefined || !isOurs) {
    throw new StoreFailure("conflict", "this cursor belongs to another list; begin again without one");
  }
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
