import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { EventRecord } from "../../core/eventlog/index.ts";
import type { EventSource } from "./event-source.ts";
import { HEAD_BYTES } from "./recognise.ts";
import { TextDecoderOfLog, type TextLog } from "./text-source.ts";

/**
 * A text log that grows. Its handle stays open, so that after a rotation (the name is given to a new file) the rest of
 * the old file is read before the new one. A file that became shorter was emptied, and is read from its beginning.
 */
export class FollowedFile implements EventSource {
  readonly origin: string;
  readonly path: string;
  readonly #log: TextLog;
  /** Told of each file that had the name, so that a rotated one is not taken for a new log. */
  readonly #onOpened: (identity: string) => void;
  #decoder: TextDecoderOfLog;
  #descriptor: number | undefined;
  #offset = 0;

  constructor(path: string, log: TextLog, onOpened: (identity: string) => void) {
    this.origin = log.origin;
    this.path = path;
    this.#onOpened = onOpened;
    this.#log = log;
    this.#decoder = new TextDecoderOfLog(log);
  }

  /** The next records that are there already; undefined where there is nothing new. */
  async next(): Promise<readonly EventRecord[] | undefined> {
    this.#descriptor ??= this.#open();
    const piece = new Uint8Array(HEAD_BYTES);
    const length = readSync(this.#descriptor, piece, 0, piece.length, this.#offset);
    if (length === 0) return undefined;
    this.#offset += length;
    return this.#decoder.feed(piece.subarray(0, length));
  }

  #open(): number {
    const descriptor = openSync(this.path, "r");
    const { dev, ino } = fstatSync(descriptor);
    this.#onOpened(`${dev}:${ino}`);
    return descriptor;
  }

  /** What was written since, after a rotation of both files. */
  async news(): Promise<readonly EventRecord[]> {
    const records: EventRecord[] = [];
    try {
      await this.#readOn(records);
      const change = this.#change();
      if (change === undefined) return records;
      // Between the last read and the rotation something may have come.
      if (change === "replaced") await this.#readOn(records);
      records.push(...this.#decoder.end());
      this.#restart(change);
      await this.#readOn(records);
    } catch {
      // Gone for the moment, as while a log is rotated: the next look finds the new one.
    }
    return records;
  }

  async #readOn(records: EventRecord[]): Promise<void> {
    for (let batch = await this.next(); batch !== undefined; batch = await this.next()) records.push(...batch);
  }

  #change(): "replaced" | "emptied" | undefined {
    if (this.#descriptor === undefined) return undefined;
    const own = fstatSync(this.#descriptor);
    if (own.size < this.#offset) return "emptied";
    const named = statSync(this.path);
    return named.ino === own.ino && named.dev === own.dev ? undefined : "replaced";
  }

  #restart(change: "replaced" | "emptied"): void {
    if (change === "replaced") this.close();
    this.#offset = 0;
    this.#decoder = new TextDecoderOfLog({ ...this.#log, notAfterMs: Date.now() });
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
