import { readFile } from "node:fs/promises";
import {
  type ArchiveEntry,
  buildInventory,
  type CollectManifest,
  type HostInventory,
  type InventoryPart,
  isArchiveEntry,
  readManifest,
} from "../../core/inventory/index.ts";
import type { LogFile } from "./collect-logs.ts";
import type { FilePool } from "./file-pool.ts";

const MANIFEST = "manifest.json";
const MANIFEST_MOST_BYTES = 4 * 1024 * 1024;
/** Sections are lists of services, rules, sessions: a large one has some megabytes. */
const ENTRY_MOST_BYTES = 32 * 1024 * 1024;
/** All sections of one archive together; those that come after count as missing. */
const ENTRIES_MOST_BYTES = 128 * 1024 * 1024;
const HEAD_BYTES = 4096;

/** What a collector brought of one host, packed or unpacked. */
export class CollectedArchive {
  readonly #manifest: CollectManifest;
  readonly #at: string;
  readonly #entries: ArchiveEntry[] = [];
  /** What the raw exports beside the sections gave. */
  readonly exports: InventoryPart[] = [];
  /** Beginning of the names of all its files. */
  readonly root: string;
  #bytes = 0;

  constructor(manifest: CollectManifest, at: string) {
    this.#manifest = manifest;
    this.#at = at;
    this.root = at.slice(0, -MANIFEST.length);
  }

  /** Is the file the manifest, a section or a certificate of this archive? Then it was read here. */
  async takes({ path, shownAs, bytes }: LogFile): Promise<boolean> {
    const name = shownAs.slice(this.root.length).replaceAll("\\", "/");
    if (name === MANIFEST) return true;
    if (!isArchiveEntry(name)) return false;
    // A section that is not read fails with the reason that it cannot be read.
    if (bytes > ENTRY_MOST_BYTES || this.#bytes + bytes > ENTRIES_MOST_BYTES) return true;
    this.#bytes += bytes;
    this.#entries.push({ name, at: shownAs, bytes: new Uint8Array(await readFile(path)) });
    return true;
  }

  inventory(): HostInventory {
    return buildInventory(this.#manifest, this.#at, this.#entries, this.exports);
  }
}

/** The archives of collectors among these files, told by their manifests. */
export async function collectedArchives(
  files: readonly LogFile[],
  pool: FilePool,
): Promise<readonly CollectedArchive[]> {
  const archives: CollectedArchive[] = [];
  for (const { path, shownAs, bytes } of files) {
    if (!/(?:^|[\\/])manifest\.json$/.test(shownAs) || bytes > MANIFEST_MOST_BYTES) continue;
    try {
      // Many programs have a manifest.json: only one that begins as ours is read as a whole.
      const head = pool.read(path, new Uint8Array(HEAD_BYTES), 0);
      if (!Buffer.from(head).toString("latin1").replaceAll("\0", "").includes("rdpulse.collect/")) continue;
      const manifest = readManifest(new Uint8Array(await readFile(path)));
      if (manifest !== undefined) archives.push(new CollectedArchive(manifest, shownAs));
    } catch {
      // Told where the file is looked at as an export.
    }
  }
  return archives;
}

/** The archive that a file belongs to: the one with the longest root, where one lies in another. */
export function archiveOf(archives: readonly CollectedArchive[], { shownAs }: LogFile): CollectedArchive | undefined {
  let found: CollectedArchive | undefined;
  for (const archive of archives) {
    if (shownAs.startsWith(archive.root) && (found === undefined || archive.root.length > found.root.length))
      found = archive;
  }
  return found;
}
