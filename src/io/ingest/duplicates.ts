import { createHash } from "node:crypto";
import type { FilePool } from "./file-pool.ts";

export interface Content {
  readonly path: string;
  readonly bytes: number;
}

const SAMPLE_BYTES = 65_536;
const PIECE_BYTES = 1024 * 1024;

/**
 * Which files hold the same as an earlier one: path to path. Sizes are compared first, then beginning and end, and only
 * where those agree whole contents; so a folder of different logs is not read for it. Unreadable files are left to
 * whoever reads them.
 */
export async function findDuplicates(
  files: readonly Content[],
  pool: FilePool,
  breathe: () => Promise<void>,
): Promise<ReadonlyMap<string, string>> {
  const duplicates = new Map<string, string>();
  for (const sameSize of groupsBy(files, ({ bytes }) => String(bytes))) {
    for (const alike of groupsBy(sameSize, (file) => sampleHash(file, pool))) {
      const first = new Map<string, string>();
      for (const file of alike) {
        const hash = file.bytes <= SAMPLE_BYTES ? "" : await wholeHash(file, pool, breathe);
        const earlier = first.get(hash);
        if (earlier === undefined) first.set(hash, file.path);
        else if (earlier !== file.path) duplicates.set(file.path, earlier);
      }
    }
  }
  return duplicates;
}

/** Groups of two and more. */
function groupsBy(files: readonly Content[], keyOf: (file: Content) => string | undefined): Content[][] {
  const groups = new Map<string, Content[]>();
  for (const file of files) {
    const key = keyOf(file);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [file]);
    else group.push(file);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function sampleHash(file: Content, pool: FilePool): string | undefined {
  try {
    const hash = createHash("sha256").update(pool.read(file.path, new Uint8Array(SAMPLE_BYTES), 0));
    if (file.bytes > SAMPLE_BYTES) {
      hash.update(pool.read(file.path, new Uint8Array(SAMPLE_BYTES), Math.max(0, file.bytes - SAMPLE_BYTES)));
    }
    return hash.digest("hex");
  } catch {
    return undefined;
  }
}

async function wholeHash(file: Content, pool: FilePool, breathe: () => Promise<void>): Promise<string> {
  const hash = createHash("sha256");
  const piece = new Uint8Array(PIECE_BYTES);
  for (let offset = 0; offset < file.bytes; offset += PIECE_BYTES) {
    hash.update(pool.read(file.path, piece, offset));
    await breathe();
  }
  return hash.digest("hex");
}
