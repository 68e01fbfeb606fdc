import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { extract } from "tar-stream";
import { lockFolder } from "../folder-lock.ts";
import { LEASE_MIGRATIONS } from "../migrations/lease-migrations.ts";
import { STATE_MIGRATIONS } from "../migrations/state-migrations.ts";
import { RESULT_MIGRATIONS } from "../results/result-migrations.ts";
import { DATABASE_FILES, LOCK_FILE, RESULTS_FILE, SECRET_KEY_FILE, STATE_FILE } from "../store-files.ts";
import { isSetAside } from "../damage.ts";
import { StoreFailure } from "../store-failure.ts";
import { ArchiveFailure, errnoOf } from "./archive-failure.ts";
import { isSound, MANIFEST_NAME, manifestFrom, sha256OfFile } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";

const LARGEST_MANIFEST_BYTES = 1_000_000;
const KNOWN: Readonly<Record<string, number>> = {
  state: STATE_MIGRATIONS.length,
  results: RESULT_MIGRATIONS.length,
  leases: LEASE_MIGRATIONS.length,
};

export interface RestoreReport {
  readonly folder: string;
  readonly createdAt: string;
  /** Where the former folder is now; null when there was none. */
  readonly former: string | null;
  /** False: secrets of the backup cannot be read until `secret.key` is put there. */
  readonly hasSecretKey: boolean;
}

/**
 * Puts a backup where a store is to be. Everything is unpacked and checked beside it first; a former folder is kept under
 * another name, and what is in it besides the databases (the key of the secrets, tokens) is copied. Rejects with
 * ArchiveFailure, and the folder is as it was then.
 */
export async function restoreStore(
  file: string,
  folder: string,
  nowMs: number,
  options: { readonly force?: boolean } = {},
): Promise<RestoreReport> {
  const [path, place] = [resolve(file), resolve(folder)];
  const isThere = existsSync(join(place, STATE_FILE)) || existsSync(join(place, RESULTS_FILE));
  if (isThere && options.force !== true) throw new ArchiveFailure("store-exists", { folder: place });
  const fresh = `${place}.restoring-${randomUUID()}`;
  const release = existsSync(place) ? locked(place) : undefined;
  try {
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await mkdir(fresh, { mode: 0o700 });
    const manifest = await unpack(path, fresh);
    await checkFiles(path, fresh, manifest);
    const former = existsSync(place) ? `${place}.before-${stampOf(nowMs)}` : null;
    if (former !== null) {
      await copyOthers(place, fresh);
      await rename(place, former);
    }
    await rename(fresh, place);
    const hasSecretKey = existsSync(join(place, SECRET_KEY_FILE));
    return { folder: place, createdAt: manifest.createdAt, former, hasSecretKey };
  } catch (error) {
    if (error instanceof ArchiveFailure) throw error;
    throw new ArchiveFailure("file-unwritable", { file: place, errno: errnoOf(error) }, error);
  } finally {
    release?.();
    await rm(fresh, { recursive: true, force: true });
  }
}

function locked(place: string): () => void {
  try {
    const lock = lockFolder(join(place, LOCK_FILE), place);
    return () => lock.release();
  } catch (error) {
    const isInUse = error instanceof StoreFailure && error.trouble === "locked";
    throw new ArchiveFailure(isInUse ? "in-use" : "file-unwritable", {
      folder: place,
      file: place,
      errno: errnoOf(error),
    });
  }
}

/** Only the two databases are taken, under their own names: no path of the archive is followed. */
async function unpack(path: string, fresh: string): Promise<Manifest> {
  let manifest: Manifest | undefined;
  const tar = extract();
  try {
    const read = pipeline(createReadStream(path), tar);
    const taken = (async (): Promise<void> => {
      for await (const entry of tar) {
        const { name, size } = entry.header;
        if (name === MANIFEST_NAME && size <= LARGEST_MANIFEST_BYTES) manifest = manifestFrom(await text(entry), path);
        else if (name === STATE_FILE || name === RESULTS_FILE) await save(entry, join(fresh, name));
        else entry.resume();
      }
    })();
    await Promise.all([read, taken]);
  } catch (error) {
    if (error instanceof ArchiveFailure) throw error;
    const errno = errnoOf(error);
    if (errno === "ENOSPC") throw new ArchiveFailure("file-unwritable", { file: fresh, errno }, error);
    if (/^E[A-Z]+$/u.test(errno)) throw new ArchiveFailure("file-unreadable", { file: path, errno }, error);
    throw new ArchiveFailure("not-a-backup", { file: path }, error);
  }
  if (manifest === undefined) throw new ArchiveFailure("not-a-backup", { file: path });
  return manifest;
}

async function save(entry: AsyncIterable<unknown>, path: string): Promise<void> {
  await pipeline(entry, createWriteStream(path, { flags: "wx", mode: 0o600, flush: true }));
}

async function checkFiles(path: string, fresh: string, { files }: Manifest): Promise<void> {
  for (const name of [STATE_FILE, RESULTS_FILE]) {
    const told = files.find((one) => one.name === name);
    const unpacked = join(fresh, name);
    if (told === undefined || !existsSync(unpacked)) throw new ArchiveFailure("damaged", { file: path, part: name });
    const isSame = (await stat(unpacked)).size === told.bytes && (await sha256OfFile(unpacked)) === told.sha256;
    if (!isSame || !isSound(unpacked)) throw new ArchiveFailure("damaged", { file: path, part: name });
    for (const [set, version] of Object.entries(told.versions)) {
      if (version > (KNOWN[set] ?? 0)) throw new ArchiveFailure("newer", { file: path, part: set, version });
    }
  }
}

async function copyOthers(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const isOfStore = DATABASE_FILES.includes(entry.name) || entry.name === LOCK_FILE || isSetAside(entry.name);
    const isOther = entry.isFile() && !isOfStore;
    if (isOther) await copyFile(join(from, entry.name), join(to, entry.name));
  }
}

/** "20261123T040506Z": sorts, and stands in a name on every file system. */
function stampOf(nowMs: number): string {
  return new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/gu, "");
}
