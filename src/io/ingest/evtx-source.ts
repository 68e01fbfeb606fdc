import {
  type DamagedRecord,
  EVTX_CHUNK_BYTES,
  EVTX_HEADER_BYTES,
  type EventFilter,
  type EventRecord,
  type EvtxMemory,
  EvtxReader,
} from "../../core/eventlog/index.ts";
import type { EventSource } from "./event-source.ts";
import { type EvtxRun, findRuns } from "./evtx-runs.ts";
import type { FilePool } from "./file-pool.ts";
import { mergeByTime } from "./merge.ts";

export interface EvtxFile {
  readonly path: string;
  readonly origin: string;
  readonly bytes: number;
  /**
   * "file": as the chunks stand in the file. "time": oldest chunk first, which differs once a log has wrapped around;
   * and where the clock was set back, what was written before and behind that is merged.
   */
  readonly order: "file" | "time";
  readonly filter: EventFilter | undefined;
  readonly pool: FilePool;
  /** 64 KiB that all files of one run share: what a chunk holds is decoded before the next one is read. */
  readonly buffer: Uint8Array;
  /** Templates and texts that all files of one run share. */
  readonly memory: EvtxMemory;
  readonly onDamage: (damage: DamagedRecord) => void;
  readonly onBytes: (bytes: number) => void;
}

/** Reads a log chunk by chunk; 64 KiB and the records of one chunk, for each time that the clock was set back, are in memory. */
export class EvtxSource implements EventSource {
  readonly origin: string;
  readonly #file: EvtxFile;
  #source: EventSource | undefined;

  constructor(file: EvtxFile) {
    this.origin = file.origin;
    this.#file = file;
  }

  async next(): Promise<readonly EventRecord[] | undefined> {
    this.#source ??= this.#open();
    return this.#source.next();
  }

  #open(): EventSource {
    const file = this.#file;
    const offsets = chunkOffsets(file);
    const runs = file.order === "time" ? findRuns(file, offsets) : [];
    if (runs.length < 2) return new ChunkSource(file, offsets);
    const merged = mergeByTime(
      runs.map((run) => ({ firstMs: run.firstMs, open: () => new ChunkSource(file, run.offsets, run) })),
    );
    return {
      origin: file.origin,
      next: async () => {
        const { value, done } = await merged.next();
        return done === true ? undefined : value;
      },
    };
  }
}

/** The chunks of a log in the order of its records; undefined where the clock was set back, and runs must be merged. */
export function plainOffsets(file: EvtxFile): readonly number[] | undefined {
  const offsets = chunkOffsets(file);
  return file.order === "time" && findRuns(file, offsets).length > 1 ? undefined : offsets;
}

/** The chunks of a log, or those of one run. */
class ChunkSource implements EventSource {
  readonly origin: string;
  readonly #file: EvtxFile;
  readonly #offsets: readonly number[];
  readonly #run: EvtxRun | undefined;
  readonly #reader: EvtxReader;
  #at = 0;

  constructor(file: EvtxFile, offsets: readonly number[], run?: EvtxRun) {
    this.origin = file.origin;
    this.#file = file;
    this.#offsets = offsets;
    this.#run = run;
    this.#reader = new EvtxReader({
      origin: file.origin,
      memory: file.memory,
      ...(file.filter === undefined ? {} : { filter: file.filter }),
    });
  }

  async next(): Promise<readonly EventRecord[] | undefined> {
    const { path, pool, buffer, onDamage, onBytes } = this.#file;
    const offset = this.#offsets[this.#at];
    if (offset === undefined) return undefined;
    const range = {
      from: this.#at === 0 ? (this.#run?.fromAt ?? 0) : 0,
      until: this.#at === this.#offsets.length - 1 ? (this.#run?.untilAt ?? EVTX_CHUNK_BYTES) : EVTX_CHUNK_BYTES,
    };
    this.#at++;
    const chunk = pool.read(path, buffer, offset);
    if (range.from === 0) onBytes(chunk.length);
    const records: EventRecord[] = [];
    this.#reader.readChunk(
      chunk,
      offset,
      {
        record: (record) => records.push(record),
        damaged: (damage) => {
          const at = damage.offset - offset;
          if (at >= range.from && (at < range.until || range.until === EVTX_CHUNK_BYTES)) onDamage(damage);
        },
      },
      range,
    );
    return records;
  }
}

const CHUNK_MAGIC = "ElfChnk\0";
/** libevtx, "Chunk": 0 8 magic, 8 8 first event record number. */
const NUMBER_OFFSET = 8;
const CHUNK_HEAD_BYTES = 16;

/** Where the chunks begin, in the order in which they are to be read. Slots that no chunk fills stay where they are. */
function chunkOffsets(file: Pick<EvtxFile, "path" | "bytes" | "order" | "pool">): readonly number[] {
  const head = file.pool.read(file.path, new Uint8Array(CHUNK_HEAD_BYTES), 0);
  // A piece of a log that begins with a chunk has lost its header, and is read all the same.
  const first = isChunk(head) ? 0 : EVTX_HEADER_BYTES;
  const offsets: number[] = [];
  for (let offset = first; offset < file.bytes; offset += EVTX_CHUNK_BYTES) offsets.push(offset);
  return file.order === "time" ? oldestFirst(file, offsets) : offsets;
}

/** A log of a fixed size wraps around: then its oldest chunk stands behind its newest. */
function oldestFirst(file: Pick<EvtxFile, "path" | "pool">, offsets: readonly number[]): readonly number[] {
  let previous = 0;
  let isSorted = true;
  const numbered = offsets.map((offset) => {
    const head = file.pool.read(file.path, new Uint8Array(CHUNK_HEAD_BYTES), offset);
    const number = isChunk(head) ? recordNumber(head) : undefined;
    // An unreadable chunk keeps its place behind the one before it.
    const key = number ?? previous;
    if (key < previous) isSorted = false;
    previous = key;
    return { offset, key };
  });
  if (isSorted) return offsets;
  return numbered.toSorted((one, other) => one.key - other.key).map(({ offset }) => offset);
}

function isChunk(head: Uint8Array): boolean {
  return head.length === CHUNK_HEAD_BYTES && String.fromCharCode(...head.subarray(0, NUMBER_OFFSET)) === CHUNK_MAGIC;
}

function recordNumber(head: Uint8Array): number | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const number = view.getUint32(NUMBER_OFFSET, true) + view.getUint32(NUMBER_OFFSET + 4, true) * 0x1_0000_0000;
  return Number.isSafeInteger(number) ? number : undefined;
}
