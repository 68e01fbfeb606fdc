import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Database } from "./database/database.ts";
import { DAMAGE_NOTE_END } from "./store-files.ts";

/** A damaged file of results that was put out of the way, and where it is now. */
export interface SetAside {
  readonly file: string;
  readonly to: string;
}

const ASIDE = ".damaged-";

/** What SQLite keeps beside a file belongs to it: with another file it would be taken for that one's. */
const COMPANIONS = ["", "-wal", "-shm", "-journal"] as const;

/**
 * Leaves a note beside a file in which damage was found. Checking a whole file of results takes minutes, so that a start
 * does it only where there is such a note.
 */
export function noteDamage(path: string): void {
  try {
    writeFileSync(noteOf(path), "", { mode: 0o600 });
  } catch {
    // A disk that takes no note is in more trouble than a note could tell.
  }
}

export function hasDamageNote(path: string): boolean {
  return existsSync(noteOf(path));
}

export function forgetDamage(path: string): void {
  rmSync(noteOf(path), { force: true });
}

/** Reads the whole file. Rejects with StoreFailure where it cannot be read at all. */
export async function isSound(database: Database): Promise<boolean> {
  const [row] = await database.all("PRAGMA quick_check(1)");
  return row?.["quick_check"] === "ok";
}

/** Is a file with this name in the folder of a store one that was set aside? */
export function isSetAside(name: string): boolean {
  return name.includes(ASIDE);
}

/** Renames a file and all that belongs to it; the next one begins empty. Throws the error of the operating system. */
export function setAside(path: string, nowMs: number): SetAside {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/gu, "");
  const to = `${path}${ASIDE}${stamp}`;
  for (const end of COMPANIONS) if (existsSync(`${path}${end}`)) renameSync(`${path}${end}`, `${to}${end}`);
  forgetDamage(path);
  return { file: path, to };
}

function noteOf(path: string): string {
  return `${path}${DAMAGE_NOTE_END}`;
}
