import { type FileHandle, open, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printable } from "../../core/texts/index.ts";
import { TRANSCRIPT_SCHEMA } from "../../core/transcript/index.ts";
import { errnoOf, usage } from "./operation-error.ts";

/** A place for a transcript that is known to be writable before anything was probed. */
export class TranscriptFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #isRegular: boolean;
  #isFresh: boolean;

  private constructor(path: string, handle: FileHandle, isRegular: boolean, isFresh: boolean) {
    this.path = path;
    this.#handle = handle;
    this.#isRegular = isRegular;
    this.#isFresh = isFresh;
  }

  /**
   * Opens `path` without changing what is in it. Throws `OperationError` when it cannot be written, or holds something else
   * than an earlier transcript.
   */
  static async open(path: string): Promise<TranscriptFile> {
    const file = printable(path, 120);
    let handle: FileHandle;
    try {
      // It may hold what a screen showed.
      handle = await open(path, "a+", 0o600);
    } catch (error) {
      throw usage("error.unwritable-file", { file, reason: errnoOf(error) ?? String(error) });
    }
    const status = await handle.stat();
    if (status.isFile() && status.size > 0) {
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(TRANSCRIPT_SCHEMA.length),
        0,
        TRANSCRIPT_SCHEMA.length,
        0,
      );
      if (buffer.toString("latin1", 0, bytesRead) !== TRANSCRIPT_SCHEMA) {
        await handle.close();
        throw usage("error.not-our-file", { file });
      }
    }
    return new TranscriptFile(path, handle, status.isFile(), status.isFile() && status.size === 0);
  }

  async save(text: string): Promise<void> {
    if (this.#isRegular) await this.#handle.truncate(0);
    await this.#handle.writeFile(text);
    this.#isFresh = false;
  }

  /** Leaves no empty file behind when nothing was saved. */
  async close(): Promise<void> {
    await this.#handle.close();
    // What cannot be removed is an empty file: no reason to fail a check that is done.
    if (this.#isFresh) await unlink(this.path).catch(() => undefined);
  }
}

/** Keeps a conversation that could not be explained, for a bug report. Gives its path, or undefined when that fails too. */
export async function rescueTranscript(text: string): Promise<string | undefined> {
  const path = join(tmpdir(), `rdpulse-${process.pid}-${Date.now()}.txt`);
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
    return path;
  } catch {
    return undefined;
  }
}
