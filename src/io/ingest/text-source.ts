import type { Readable } from "node:stream";
import { TextDecoder } from "node:util";
import {
  type DamagedRecord,
  type EventFilter,
  type EventRecord,
  type LocalZone,
  recordFilter,
} from "../../core/eventlog/index.ts";
import type { EventSource } from "./event-source.ts";
import type { FilePool } from "./file-pool.ts";
import { HEAD_BYTES, type TextFormat } from "./recognise.ts";
import type { TextEncodingName } from "./text-encoding.ts";
import { type TextReader, textReader } from "./text-reader.ts";

export interface TextLog {
  readonly origin: string;
  readonly fileName: string;
  readonly format: TextFormat;
  readonly encoding: TextEncodingName;
  readonly zone: LocalZone;
  readonly notAfterMs: number;
  readonly filter: EventFilter | undefined;
  readonly onDamage: (damage: DamagedRecord) => void;
  readonly onBytes: (bytes: number) => void;
  /** How many sound documents were no events; told when the log has ended. */
  readonly onForeign: (count: number) => void;
}

/** Turns the bytes of a text log, as they arrive, into records. */
export class TextDecoderOfLog {
  readonly #log: TextLog;
  readonly #decoder: TextDecoder;
  readonly #isWanted: (record: EventRecord) => boolean;
  #reader: TextReader | undefined;
  #records: EventRecord[] = [];
  #foreign = 0;

  constructor(log: TextLog) {
    this.#log = log;
    this.#decoder = new TextDecoder(log.encoding);
    this.#isWanted = recordFilter(log.filter);
  }

  /** Records that these bytes complete. */
  feed(bytes: Uint8Array): readonly EventRecord[] {
    this.#log.onBytes(bytes.length);
    const text = this.#decoder.decode(bytes, { stream: true });
    this.#reader ??= textReader(this.#log.format, { ...this.#log, sample: text }, this);
    this.#reader.feed(text);
    return this.#taken();
  }

  /** What the last line or document still gives. */
  end(): readonly EventRecord[] {
    this.#reader?.end();
    if (this.#foreign > 0) this.#log.onForeign(this.#foreign);
    return this.#taken();
  }

  record(record: EventRecord): void {
    if (this.#isWanted(record)) this.#records.push(record);
  }

  damaged(damage: DamagedRecord): void {
    this.#log.onDamage(damage);
  }

  foreign(): void {
    this.#foreign++;
  }

  #taken(): readonly EventRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }
}

/** A text log that lies in a file; read piece by piece, and known by its path alone between the pieces. */
export class TextFileSource implements EventSource {
  readonly origin: string;
  readonly #path: string;
  readonly #pool: FilePool;
  readonly #decoder: TextDecoderOfLog;
  #offset = 0;
  #isEnded = false;

  constructor(path: string, pool: FilePool, log: TextLog) {
    this.origin = log.origin;
    this.#path = path;
    this.#pool = pool;
    this.#decoder = new TextDecoderOfLog(log);
  }

  async next(): Promise<readonly EventRecord[] | undefined> {
    if (this.#isEnded) return undefined;
    const piece = this.#pool.read(this.#path, new Uint8Array(HEAD_BYTES), this.#offset);
    this.#offset += piece.length;
    if (piece.length > 0) return this.#decoder.feed(piece);
    this.#isEnded = true;
    return this.#decoder.end();
  }
}

/** A text log that arrives on a pipe. `head` is what was taken from it to recognise it. */
export class TextStreamSource implements EventSource {
  readonly origin: string;
  readonly #decoder: TextDecoderOfLog;
  readonly #pieces: AsyncIterator<Uint8Array>;
  #head: Uint8Array | undefined;
  #isEnded = false;

  constructor(head: Uint8Array, pieces: AsyncIterator<Uint8Array>, log: TextLog) {
    this.origin = log.origin;
    this.#head = head;
    this.#pieces = pieces;
    this.#decoder = new TextDecoderOfLog(log);
  }

  async next(): Promise<readonly EventRecord[] | undefined> {
    if (this.#isEnded) return undefined;
    const head = this.#head;
    this.#head = undefined;
    if (head !== undefined) return this.#decoder.feed(head);
    const piece = await this.#pieces.next();
    if (piece.done !== true) return this.#decoder.feed(piece.value);
    this.#isEnded = true;
    return this.#decoder.end();
  }
}

/** The bytes of a stream, whatever its chunks are. */
export async function* bytesOf(stream: Readable): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    const piece: unknown = chunk;
    if (piece instanceof Uint8Array) yield piece;
    else if (typeof piece === "string") yield new TextEncoder().encode(piece);
  }
}
