import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { ArchiveFailure } from "./archive-failure.ts";

export const MANIFEST_SCHEMA = "rdpulse.backup/1";
export const MANIFEST_NAME = "manifest.json";

/** One file of a backup. */
export interface BackedUpFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Version of each set of its tables. */
  readonly versions: Readonly<Record<string, number>>;
}

export interface Manifest {
  readonly schema: typeof MANIFEST_SCHEMA;
  readonly createdAt: string;
  readonly files: readonly BackedUpFile[];
}

/** Throws ArchiveFailure "not-a-backup" for what `rdpulse backup` never writes. */
export function manifestFrom(text: string, path: string): Manifest {
  const value = jsonOf(text);
  const files: unknown = isObject(value) && value["schema"] === MANIFEST_SCHEMA ? value["files"] : undefined;
  const createdAt = isObject(value) ? value["createdAt"] : undefined;
  if (!Array.isArray(files) || typeof createdAt !== "string" || !files.every(isFile)) {
    throw new ArchiveFailure("not-a-backup", { file: path });
  }
  return { schema: MANIFEST_SCHEMA, createdAt, files };
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) {
    if (Buffer.isBuffer(chunk)) hash.update(chunk);
  }
  return hash.digest("hex");
}

/** Versions of the tables in a SQLite file. Throws the error of SQLite when it is none. */
export function versionsIn(path: string): Readonly<Record<string, number>> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare("SELECT name, version FROM schema_version ORDER BY name").all();
    return Object.fromEntries(rows.map((row) => [String(row["name"]), Number(row["version"])]));
  } finally {
    database.close();
  }
}

/** False when SQLite finds the file damaged. */
export function isSound(path: string): boolean {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    return database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"] === "ok";
  } catch {
    return false;
  } finally {
    database?.close();
  }
}

function isFile(value: unknown): value is BackedUpFile {
  return (
    isObject(value) &&
    typeof value["name"] === "string" &&
    typeof value["bytes"] === "number" &&
    typeof value["sha256"] === "string" &&
    isObject(value["versions"]) &&
    Object.values(value["versions"]).every((version) => typeof version === "number")
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
