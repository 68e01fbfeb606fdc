import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { chmod, link, mkdtemp, open, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pipeline } from "node:stream/promises";
import { pack } from "tar-stream";
import type { Pack } from "tar-stream";
import { RESULTS_FILE, STATE_FILE } from "../store-files.ts";
import { ArchiveFailure, errnoOf } from "./archive-failure.ts";
import { MANIFEST_NAME, MANIFEST_SCHEMA, sha256OfFile, versionsIn } from "./manifest.ts";
import type { BackedUpFile, Manifest } from "./manifest.ts";

const BUSY_TIMEOUT_MS = 5000;

/** What a backup brought. */
export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
  readonly createdAt: string;
  readonly files: readonly BackedUpFile[];
}

/**
 * Writes the store of a folder into one tar file, mode 0600; a server may go on working there. The key of the secrets is
 * not in it. Holds up the event loop while SQLite copies: for the command line, not for a server. Rejects with
 * ArchiveFailure, and nothing is left behind then.
 */
export async function backupStore(folder: string, file: string, nowMs: number): Promise<BackupReport> {
  const [from, path] = [resolve(folder), resolve(file)];
  if (!existsSync(join(from, STATE_FILE))) throw new ArchiveFailure("no-store", { folder: from });
  if (existsSync(path)) throw new ArchiveFailure("file-exists", { file: path });
  let scratch: string;
  try {
    scratch = await mkdtemp(join(dirname(path), ".rdpulse-backup-"));
  } catch (error) {
    throw new ArchiveFailure("file-unwritable", { file: path, errno: errnoOf(error) }, error);
  }
  try {
    // Results first: a result whose target is not there yet would be one of nobody.
    const files = [await copied(from, RESULTS_FILE, scratch), await copied(from, STATE_FILE, scratch)];
    const createdAt = new Date(nowMs).toISOString();
    const own = join(scratch, `${basename(path)}.${randomUUID()}`);
    await writeTar(own, { schema: MANIFEST_SCHEMA, createdAt, files }, scratch);
    // Appears whole or not at all, and never in place of another file.
    await link(own, path);
    return { file: path, bytes: (await stat(path)).size, createdAt, files };
  } catch (error) {
    if (error instanceof ArchiveFailure) throw error;
    const trouble = errnoOf(error) === "EEXIST" ? "file-exists" : "file-unwritable";
    throw new ArchiveFailure(trouble, { file: path, errno: errnoOf(error) }, error);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A copy of one moment, whoever writes meanwhile. */
async function copied(folder: string, name: string, scratch: string): Promise<BackedUpFile> {
  const [from, to] = [join(folder, name), join(scratch, name)];
  try {
    const database = new DatabaseSync(from, { timeout: BUSY_TIMEOUT_MS });
    try {
      database.prepare("VACUUM INTO ?").run(to);
    } finally {
      database.close();
    }
    await chmod(to, 0o600);
    return { name, bytes: (await stat(to)).size, sha256: await sha256OfFile(to), versions: versionsIn(to) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const trouble = /disk is full/u.test(reason) ? "file-unwritable" : "file-unreadable";
    throw new ArchiveFailure(trouble, { file: trouble === "file-unwritable" ? to : from, errno: reason }, error);
  }
}

async function writeTar(path: string, manifest: Manifest, scratch: string): Promise<void> {
  const tar = pack();
  const written = pipeline(tar, createWriteStream(path, { flags: "wx", mode: 0o600 }));
  const filled = (async (): Promise<void> => {
    await addText(tar, MANIFEST_NAME, `${JSON.stringify(manifest, null, 2)}\n`, manifest);
    for (const { name, bytes } of manifest.files) {
      const entry = tar.entry({ name, size: bytes, mode: 0o600, mtime: new Date(manifest.createdAt) });
      await pipeline(createReadStream(join(scratch, name)), entry);
    }
    tar.finalize();
  })();
  // When the disk is full both end with the same error.
  await Promise.all([written, filled]);
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function addText(tar: Pack, name: string, text: string, { createdAt }: Manifest): Promise<void> {
  await new Promise<void>((resolved, rejected) => {
    tar.entry({ name, mode: 0o600, mtime: new Date(createdAt) }, text, (error) =>
      error === null || error === undefined ? resolved() : rejected(error),
    );
  });
}
