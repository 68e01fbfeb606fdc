import { Readable } from "node:stream";
import { gunzipFile, refusal, type Spool, type UnpackedFile, untar, unzip } from "./archive.ts";
import { findFiles, reasonOf } from "./find-files.ts";
import type { FilePool } from "./file-pool.ts";
import type { PassedOver } from "./ingest.ts";
import { openPipe } from "./named-pipe.ts";
import { HEAD_BYTES, recognise, type Recognised } from "./recognise.ts";
import { bytesOf } from "./text-source.ts";

/** A plain file with what it is; compressed ones and members of archives lie in the spool. */
export interface LogFile {
  readonly path: string;
  readonly shownAs: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly identity: string;
  readonly content: Recognised;
  /** False where it was unpacked, and so cannot grow. */
  readonly isOriginal: boolean;
}

/** A log that arrives on standard input or another pipe; `head` was taken from it already. */
export interface PipedLog {
  readonly shownAs: string;
  readonly content: Recognised;
  readonly head: Uint8Array;
  readonly pieces: AsyncIterator<Uint8Array>;
}

export interface CollectOptions {
  readonly paths: readonly string[];
  readonly stdin?: Readable | undefined;
  readonly format?: string | undefined;
  readonly signal: AbortSignal;
  readonly pool: FilePool;
  readonly spool: Spool;
  readonly onPassedOver: (file: PassedOver) => void;
  /** A named pipe gave nothing for some seconds: whoever should write into it has not come. */
  readonly onWaiting?: ((path: string) => void) | undefined;
  /** False where pipes cannot be used: they are passed over, unopened. */
  readonly takesPipes: boolean;
}

export interface CollectedLogs {
  readonly files: readonly LogFile[];
  readonly pipes: readonly PipedLog[];
}

/** The path that stands for standard input. */
const STDIN = "-";

/** Finds every file of the operands, unpacks what is packed, and tells by its content what each of them is. */
export async function collectLogs(options: CollectOptions): Promise<CollectedLogs> {
  const files: LogFile[] = [];
  const pipes: PipedLog[] = [];
  const collector = new Collector(options, files);
  for (const path of options.paths) {
    if (path === STDIN) {
      if (options.stdin !== undefined) await collector.addPipe(options.stdin, STDIN, pipes);
      continue;
    }
    for (const found of await findFiles([path], options.onPassedOver, options.signal)) {
      if (found.isPipe && !options.takesPipes) {
        options.onPassedOver({ path: found.shownAs, why: "unsupported", detail: "a pipe" });
      } else if (found.isPipe) {
        await collector.addNamedPipe(found.path, found.shownAs, pipes);
      } else await collector.addFile({ ...found, isOriginal: true }, 0);
    }
  }
  return { files, pipes };
}

type Plain = Omit<LogFile, "content">;

/** Archives within archives are not opened: two layers of packing (a .gz in a .zip) are all that logs have. */
const MOST_LAYERS = 2;

class Collector {
  readonly #options: CollectOptions;
  readonly #files: LogFile[];

  constructor(options: CollectOptions, files: LogFile[]) {
    this.#options = options;
    this.#files = files;
  }

  async addFile(file: Plain, layers: number): Promise<void> {
    const { pool, spool, format, onPassedOver } = this.#options;
    let content: Recognised;
    try {
      content = recognise(pool.read(file.path, new Uint8Array(HEAD_BYTES), 0), format);
    } catch (error) {
      onPassedOver({ path: file.shownAs, why: "unreadable", detail: reasonOf(error) });
      return;
    }
    const isPacked = content.kind === "gzip" || content.kind === "zip" || content.kind === "tar";
    if (!isPacked) {
      this.#files.push({ ...file, content });
      return;
    }
    pool.release(file.path);
    if (layers >= MOST_LAYERS || (layers > 0 && content.kind === "zip")) {
      onPassedOver({ path: file.shownAs, why: "unsupported", detail: "an archive within an archive" });
      return;
    }
    if (content.kind === "gzip") {
      try {
        const unpacked = await gunzipFile(file.path, spool);
        await this.addFile({ ...file, ...unpacked, identity: unpacked.path, isOriginal: false }, layers + 1);
      } catch (error) {
        if (!this.#options.signal.aborted) onPassedOver(refusal(file.shownAs, error));
      }
      return;
    }
    const unpack = content.kind === "zip" ? unzip : untar;
    await this.#addMembers(file, await unpack(file.path, file.shownAs, spool, onPassedOver), layers);
  }

  async #addMembers(archive: Plain, members: readonly UnpackedFile[], layers: number): Promise<void> {
    for (const { name, path, bytes, modifiedMs } of members) {
      await this.addFile(
        {
          path,
          shownAs: `${archive.shownAs}/${name}`,
          bytes,
          modifiedMs: modifiedMs ?? archive.modifiedMs,
          identity: path,
          isOriginal: false,
        },
        layers + 1,
      );
    }
  }

  /** A pipe that a path names: nobody may ever write into it, so waiting is told, and ends when reading is called off. */
  async addNamedPipe(path: string, shownAs: string, pipes: PipedLog[]): Promise<void> {
    const { signal, onPassedOver, onWaiting } = this.#options;
    const waiting = setTimeout(() => onWaiting?.(path), WAITING_TOLD_MS);
    try {
      const stream = openPipe(path, signal);
      stream.once("readable", () => clearTimeout(waiting));
      await this.addPipe(stream, shownAs, pipes);
    } catch (error) {
      if (!signal.aborted) onPassedOver({ path: shownAs, why: "unreadable", detail: reasonOf(error) });
    } finally {
      clearTimeout(waiting);
    }
  }

  /** Text is read as it arrives; what needs to be read out of order is spooled first. */
  async addPipe(stream: Readable, shownAs: string, pipes: PipedLog[]): Promise<void> {
    const { format, spool, signal, onPassedOver } = this.#options;
    const pieces = bytesOf(stream);
    const head = await headOf(pieces);
    const content = recognise(head, format);
    if (content.kind === "text" || content.kind === "empty" || content.kind === "unknown") {
      pipes.push({ shownAs, content, head, pieces });
      return;
    }
    try {
      const file = await spool.take(Readable.from(afterHead(head, pieces)));
      await this.addFile({ ...file, shownAs, modifiedMs: Date.now(), identity: file.path, isOriginal: false }, 0);
    } catch (error) {
      if (!signal.aborted) onPassedOver(refusal(shownAs, error));
    }
  }
}

async function* afterHead(head: Uint8Array, pieces: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* pieces;
}

/**
 * The first piece of a pipe. A program that writes now and then (`journalctl -f`) is not waited for beyond what it takes
 * to tell a log: a whole line, or 512 bytes.
 */
async function headOf(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < ENOUGH_BYTES) {
    const piece = await pieces.next();
    if (piece.done === true) break;
    parts.push(piece.value);
    length += piece.value.length;
    if (piece.value.includes(LINE_FEED) && length >= MAGIC_BYTES) break;
  }
  return Buffer.concat(parts);
}

const WAITING_TOLD_MS = 3000;
const ENOUGH_BYTES = 512;
/** The magic of a tar archive ends here; a shorter head can be told by its first line only. */
const MAGIC_BYTES = 8;
const LINE_FEED = 0x0a;
