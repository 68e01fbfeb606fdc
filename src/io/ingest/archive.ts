import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { reasonOf } from "./find-files.ts";
import type { PassedOver } from "./ingest.ts";

/** What unpacking may cost. An archive that wants more is stopped, and what was unpacked until then is read. */
export interface UnpackBounds {
  readonly entryBytes: number;
  readonly totalBytes: number;
  readonly entries: number;
  /** Bytes out for a byte in; counts only from `ratioFromBytes` on, as small files of zeros are common. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
}

const UNPACK_BOUNDS: UnpackBounds = {
  entryBytes: 16 * 1024 ** 3,
  totalBytes: 64 * 1024 ** 3,
  entries: 20_000,
  ratio: 250,
  ratioFromBytes: 64 * 1024 ** 2,
};

/** A member of an archive, unpacked into a file of its own. */
export interface UnpackedFile {
  /** As it stands in the archive, with "/" between its parts. Never used as a path of this machine. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** Time of the member, as the archive has it; undefined where it does not say. */
  readonly modifiedMs?: number;
}

/** A stream as a file. */
export type SpooledFile = Pick<UnpackedFile, "path" | "bytes">;

/**
 * A folder of this process alone that takes what archives, .gz files and pipes hold, so that everything is read from
 * plain files. Names inside an archive decide nothing here: members get numbers.
 */
export class Spool {
  readonly #bounds: UnpackBounds;
  readonly #signal: AbortSignal;
  #folder: string | undefined;
  #count = 0;
  #total = 0;

  constructor(signal: AbortSignal, bounds: UnpackBounds = UNPACK_BOUNDS) {
    this.#signal = signal;
    this.#bounds = bounds;
  }

  async close(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  /** Everything that a stream holds, as one file. Throws `TooLarge` and what the system tells. */
  async take(stream: Readable, packedBytes?: () => number): Promise<SpooledFile> {
    // It may fail before anybody reads it; the pipeline below finds that then.
    stream.on("error", () => undefined);
    this.#folder ??= await mkdtemp(join(tmpdir(), "rdpulse-events-"));
    this.#count++;
    if (this.#count > this.#bounds.entries) throw new TooLarge(`more than ${this.#bounds.entries} members`);
    const path = join(this.#folder, String(this.#count).padStart(6, "0"));
    let bytes = 0;
    const count = new Transform({
      transform: (piece: Uint8Array, _encoding, done) => {
        bytes += piece.length;
        this.#total += piece.length;
        const fault = this.#faultAt(bytes, packedBytes?.());
        if (fault === undefined) done(null, piece);
        else done(new TooLarge(fault));
      },
    });
    try {
      await pipeline(stream, count, createWriteStream(path, { mode: 0o600, flags: "wx" }), { signal: this.#signal });
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return { path, bytes };
  }

  #faultAt(bytes: number, packedBytes: number | undefined): string | undefined {
    const { entryBytes, totalBytes, ratio, ratioFromBytes } = this.#bounds;
    if (bytes > entryBytes) return `more than ${entryBytes} bytes unpacked`;
    if (this.#total > totalBytes) return `more than ${totalBytes} bytes unpacked in all`;
    if (packedBytes === undefined || bytes < ratioFromBytes) return undefined;
    return bytes / Math.max(1, packedBytes) > ratio ? `more than ${ratio} bytes for each packed one` : undefined;
  }
}

/** An archive wants more than it may have. */
class TooLarge extends Error {
  override readonly name = "TooLarge";
}

/** The content of a .gz file. */
export async function gunzipFile(path: string, spool: Spool): Promise<SpooledFile> {
  const packed = createReadStream(path);
  return spool.take(packed.pipe(gunzipFrom(packed)), () => packed.bytesRead);
}

/** An error of the source reaches who reads the result; `pipe` alone loses it. */
function gunzipFrom(source: Readable): Transform {
  const gunzip = createGunzip();
  source.on("error", (error) => gunzip.destroy(error));
  return gunzip;
}

/** Every file of a .zip archive that can be unpacked; the others are told. `shownAs` names the archive. */
export async function unzip(
  path: string,
  shownAs: string,
  spool: Spool,
  onPassedOver: (file: PassedOver) => void,
): Promise<readonly UnpackedFile[]> {
  const files: UnpackedFile[] = [];
  let archive: ZipFile;
  try {
    // Names are decoded here: the library refuses an archive with a single odd one, and they are never paths.
    archive = await openPromise(path, { decodeStrings: false, autoClose: false });
  } catch (error) {
    onPassedOver({ path: shownAs, why: "unreadable", detail: reasonOf(error) });
    return files;
  }
  try {
    for await (const entry of archive.eachEntry()) {
      const name = nameOf(entry);
      if (name.endsWith("/")) continue;
      const place = `${shownAs}/${name}`;
      if (entry.isEncrypted()) {
        onPassedOver({ path: place, why: "unsupported", detail: "encrypted" });
        continue;
      }
      try {
        const stream = await archive.openReadStreamPromise(entry);
        const modifiedMs = entry.getLastModDate().getTime();
        files.push({ name, modifiedMs, ...(await spool.take(stream, () => entry.compressedSize)) });
      } catch (error) {
        onPassedOver(refusal(place, error));
        if (error instanceof TooLarge && !/^more than \d+ bytes (?:unpacked$|for)/.test(error.message)) break;
      }
    }
  } catch (error) {
    onPassedOver({ path: shownAs, why: "unreadable", detail: reasonOf(error) });
  } finally {
    archive.close();
  }
  return files;
}

/** Windows tools write "\" between the parts of a name. Bit 11 says UTF-8; without it the code page is not known. */
function nameOf(entry: Entry): string {
  const raw = entry.fileNameRaw;
  const text =
    (entry.generalPurposeBitFlag & 0x800) === 0 && !isUtf8(raw) ? raw.toString("latin1") : raw.toString("utf8");
  return partsOf(text);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function partsOf(name: string): string {
  const parts = name.split(/[\\/]/).filter((part) => part !== "" && part !== "." && part !== "..");
  return parts.join("/") + (/[\\/]$/.test(name) ? "/" : "");
}

/** Every file of a .tar archive. What comes before a fault in it is kept. */
export async function untar(
  path: string,
  shownAs: string,
  spool: Spool,
  onPassedOver: (file: PassedOver) => void,
): Promise<readonly UnpackedFile[]> {
  const files: UnpackedFile[] = [];
  const source = createReadStream(path);
  const archive = extract();
  source.on("error", (error) => archive.destroy(error));
  source.pipe(archive);
  try {
    for await (const entry of archive) {
      const name = partsOf(entry.header.name);
      if (entry.header.type !== "file" || name === "") {
        entry.resume();
        continue;
      }
      const modifiedMs = entry.header.mtime?.getTime();
      const file = await spool.take(Readable.from(entry));
      files.push({ name, ...file, ...(modifiedMs === undefined ? {} : { modifiedMs }) });
    }
  } catch (error) {
    onPassedOver(refusal(shownAs, error));
  } finally {
    source.destroy();
  }
  return files;
}

/** Why a file of an archive, or all of it, was passed over. */
export function refusal(path: string, error: unknown): PassedOver {
  return error instanceof TooLarge
    ? { path, why: "too-large", detail: error.message }
    : { path, why: "unreadable", detail: reasonOf(error) };
}
