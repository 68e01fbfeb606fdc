import { chmodSync, closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { sqliteTrouble } from "./database/sqlite-trouble.ts";
import { StoreFailure } from "./store-failure.ts";

/**
 * Holds a file so that no second server works on the same folder. The lock is one of the operating system, taken through
 * SQLite: it ends with the process, however that ends. Throws StoreFailure "locked" when another process holds it.
 */
export function lockFolder(path: string, folder: string): { release(): void } {
  let database: DatabaseSync | undefined;
  try {
    closeSync(openSync(path, "a", 0o600));
    chmodSync(path, 0o600);
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    const { trouble, message } = sqliteTrouble(error);
    if (trouble !== "locked") throw new StoreFailure("unusable", `${path}: ${message}`, error);
    throw new StoreFailure("locked", `${folder}: another rdpulse serve works here; stop it, or choose another folder`);
  }
  const held = database;
  return { release: () => held.close() };
}
