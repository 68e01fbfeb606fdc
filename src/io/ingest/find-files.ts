import type { Dirent, Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { PassedOver } from "./ingest.ts";

/** A regular file, or a pipe that somebody named. */
export interface FoundFile {
  readonly path: string;
  /** How people call it: the path from the folder that was asked for, with "/" between its parts. */
  readonly shownAs: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Device and number of the file on it. */
  readonly identity: string;
  readonly isPipe: boolean;
}

export interface FindBounds {
  readonly deepest: number;
  readonly mostFiles: number;
}

const BOUNDS: FindBounds = { deepest: 32, mostFiles: 100_000 };

/**
 * Every file of the operands, folders with all below them. A folder that is met again (a link to a parent) is not read
 * again. What cannot be read is passed over and told.
 */
export async function findFiles(
  paths: readonly string[],
  onPassedOver: (file: PassedOver) => void,
  signal: AbortSignal,
  bounds: FindBounds = BOUNDS,
): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  const seen = new Set<string>();
  const visit = async (path: string, shownAs: string, depth: number, isAsked: boolean): Promise<void> => {
    if (signal.aborted) return;
    let stats: Stats;
    try {
      stats = await stat(path);
    } catch (error) {
      onPassedOver({ path, why: "unreadable", detail: reasonOf(error) });
      return;
    }
    const identity = `${stats.dev}:${stats.ino}`;
    if (!stats.isDirectory()) {
      const isPipe = isAsked && (stats.isFIFO() || stats.isCharacterDevice() || stats.isSocket());
      if (!stats.isFile() && !isPipe) return;
      if (found.length >= bounds.mostFiles) {
        onPassedOver({ path, why: "too-large", detail: `more than ${bounds.mostFiles} files` });
        return;
      }
      found.push({ path, shownAs, bytes: stats.size, modifiedMs: stats.mtimeMs, identity, isPipe });
      return;
    }
    if (seen.has(identity)) return;
    seen.add(identity);
    if (depth >= bounds.deepest) {
      onPassedOver({ path, why: "too-large", detail: `more than ${bounds.deepest} folders deep` });
      return;
    }
    let entries: Dirent[];
    try {
      entries = await readdir(path, { withFileTypes: true });
    } catch (error) {
      onPassedOver({ path, why: "unreadable", detail: reasonOf(error) });
      return;
    }
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const entry of entries) {
      const shown = isAsked ? entry.name : `${shownAs}/${entry.name}`;
      await visit(join(path, entry.name), shown, depth + 1, false);
    }
  };
  for (const path of paths) await visit(path, basename(path), 0, true);
  return found;
}

/** The system's word for a failed call ("ENOENT"), or its sentence. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.message : String(error);
}
