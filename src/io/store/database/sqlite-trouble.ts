import type { StoreTrouble } from "../store-failure.ts";

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) that mean more than "our bug". */
const TROUBLES: ReadonlyMap<number, StoreTrouble> = new Map<number, StoreTrouble>([
  [3, "unusable"], // SQLITE_PERM
  [5, "locked"], // SQLITE_BUSY
  [6, "locked"], // SQLITE_LOCKED
  [8, "unusable"], // SQLITE_READONLY
  [10, "unusable"], // SQLITE_IOERR
  [11, "corrupt"], // SQLITE_CORRUPT
  [13, "full"], // SQLITE_FULL
  [14, "unusable"], // SQLITE_CANTOPEN
  [19, "conflict"], // SQLITE_CONSTRAINT
  [26, "corrupt"], // SQLITE_NOTADB
]);

/** What an error of node:sqlite means for who uses the store. The low byte of an extended code is the primary one. */
export function sqliteTrouble(error: unknown): { readonly trouble: StoreTrouble; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "errcode" in error ? error.errcode : undefined;
  return { trouble: typeof code === "number" ? (TROUBLES.get(code & 0xff) ?? "bug") : "bug", message };
}
