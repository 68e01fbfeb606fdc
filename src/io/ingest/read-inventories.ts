import { readFile, stat } from "node:fs/promises";
import {
  type HostInventory,
  identifyExport,
  type InventoryPart,
  mergeInventories,
  readExport,
  readGpresult,
} from "../../core/inventory/index.ts";
import { decodeExposition, inventoryFromMetrics, isExposition, readHostMetrics } from "../../core/metrics/index.ts";
import { Spool } from "./archive.ts";
import { collectLogs, type LogFile } from "./collect-logs.ts";
import { archiveOf, collectedArchives } from "./collected-archive.ts";
import { FilePool } from "./file-pool.ts";
import { reasonOf } from "./find-files.ts";
import type { FoundInventory, PassedOver } from "./ingest.ts";
import { encodingOf } from "./text-encoding.ts";
import { XmlFault } from "./xml-event.ts";
import { parseXml } from "./xml-tree.ts";

/** Where settings are looked for. */
export interface InventoryOptions {
  /** Files, folders and archives. All of one folder or archive are one host; the single files together are another. */
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
}

/** The largest export that is read: a whole hive of a registry is some 100 MB. */
const EXPORT_MOST_BYTES = 256 * 1024 * 1024;
/** Parsed as a whole: some ten times as much memory. */
const TEXT_MOST_BYTES = 64 * 1024 * 1024;
const HEAD_BYTES = 65_536;

async function partOf(
  file: LogFile,
  pool: FilePool,
  isAsked: boolean,
): Promise<InventoryPart | PassedOver | undefined> {
  const { path, shownAs, bytes } = file;
  const format = identifyExport(pool.read(path, new Uint8Array(HEAD_BYTES), 0), shownAs);
  if (format === undefined && isXmlReport(pool.read(path, new Uint8Array(HEAD_BYTES), 0))) {
    if (bytes > TEXT_MOST_BYTES)
      return { path: shownAs, why: "too-large", detail: `more than ${TEXT_MOST_BYTES} bytes` };
    return policyReport(new Uint8Array(await readFile(path)), shownAs);
  }
  if (format === undefined && isExposition(headText(pool.read(path, new Uint8Array(HEAD_BYTES), 0)))) {
    if (bytes > TEXT_MOST_BYTES)
      return { path: shownAs, why: "too-large", detail: `more than ${TEXT_MOST_BYTES} bytes` };
    const { samples } = decodeExposition(headText(new Uint8Array(await readFile(path))));
    return inventoryFromMetrics(readHostMetrics(samples, shownAs));
  }
  if (format === undefined) {
    // A folder holds logs beside exports; a file that was named is told.
    return isAsked ? { path: shownAs, why: "unsupported", detail: "no export that is known" } : undefined;
  }
  if (bytes > EXPORT_MOST_BYTES)
    return { path: shownAs, why: "too-large", detail: `more than ${EXPORT_MOST_BYTES} bytes` };
  pool.release(path);
  return readExport(new Uint8Array(await readFile(path)), format, shownAs);
}

/* gpresult writes UTF-16 with a mark, as PowerShell's ">" does. */
function headText(head: Uint8Array): string {
  return new TextDecoder(encodingOf(head)).decode(head, { stream: true });
}

function isXmlReport(head: Uint8Array): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?<(?:\w+:)?Rsop[\s>]/.test(headText(head));
}

function policyReport(bytes: Uint8Array, origin: string): InventoryPart {
  try {
    const { host, results } = readGpresult(parseXml(bytes), origin);
    const sections = { "policy-results": { outcome: "collected", value: results, at: origin } } as const;
    return { ...(host === undefined ? {} : { host }), platform: "windows", sections };
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    const failed = { outcome: "failed", reason: error.message, at: origin } as const;
    return { platform: "windows", sections: { "policy-results": failed } };
  }
}

async function isSingleFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // What is not there is told where it is looked for.
    return false;
  }
}

/**
 * Reads the settings that files, folders and archives hold, told by content. A host without any export gives no inventory;
 * what cannot be read is passed over and told.
 */
export async function readInventories(options: InventoryOptions): Promise<FoundInventory> {
  const { paths, signal } = options;
  const passedOver: PassedOver[] = [];
  const inventories: HostInventory[] = [];
  const pool = new FilePool();
  const spool = new Spool(signal);
  const alone: InventoryPart[] = [];
  try {
    for (const path of paths) {
      const { files } = await collectLogs({
        paths: [path],
        signal,
        pool,
        spool,
        onPassedOver: (file) => passedOver.push(file),
        takesPipes: false,
      });
      const isAlone = (await isSingleFile(path)) && files.length === 1 && files[0]?.isOriginal === true;
      const parts = isAlone ? alone : [];
      const archives = await collectedArchives(files, pool);
      for (const file of files) {
        if (signal.aborted) return { inventories, passedOver };
        try {
          const archive = archiveOf(archives, file);
          if (archive !== undefined && (await archive.takes(file))) continue;
          const part = await partOf(file, pool, isAlone);
          if (part !== undefined && "sections" in part) (archive?.exports ?? parts).push(part);
          else if (part !== undefined) passedOver.push(part);
        } catch (error) {
          passedOver.push({ path: file.shownAs, why: "unreadable", detail: reasonOf(error) });
        }
      }
      for (const archive of archives) inventories.push(archive.inventory());
      if (!isAlone && parts.length > 0) inventories.push(mergeInventories(parts));
    }
    if (alone.length > 0) inventories.push(mergeInventories(alone));
    return { inventories, passedOver };
  } finally {
    pool.close();
    await spool.close();
  }
}
