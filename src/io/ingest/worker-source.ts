import { type DamagedRecord, EVTX_CHUNK_BYTES, type EventFilter, EvtxMemory } from "../../core/eventlog/index.ts";
import type { BlockResult, TimedLine } from "./block-protocol.ts";
import { readBlock, type Renderer } from "./block-server.ts";
import type { BlockWorkers } from "./block-workers.ts";
import type { EventSource } from "./event-source.ts";
import type { FilePool } from "./file-pool.ts";

/** 1 MiB: large enough that a message costs nothing beside it, small enough that few lines wait. */
const CHUNKS_A_BLOCK = 16;

export interface WorkerLog {
  readonly path: string;
  readonly origin: string;
  readonly offsets: readonly number[];
  readonly filter: EventFilter | undefined;
  readonly pool: FilePool;
  readonly renderer: Renderer;
  /** Nothing is merged with this log: its blocks may stay whole. */
  readonly isAlone: boolean;
  readonly onDamage: (damage: DamagedRecord) => void;
  readonly onBytes: (bytes: number) => void;
}

/** A large log whose blocks are read and rendered by workers, several at a time, and given in order. */
export class WorkerSource implements EventSource<TimedLine> {
  readonly origin: string;
  readonly #log: WorkerLog;
  readonly #workers: BlockWorkers;
  readonly #underWay: { readonly offsets: readonly number[]; readonly result: Promise<BlockResult | undefined> }[] = [];
  #at = 0;

  constructor(log: WorkerLog, workers: BlockWorkers) {
    this.origin = log.origin;
    this.#log = log;
    this.#workers = workers;
  }

  async next(): Promise<readonly TimedLine[] | undefined> {
    this.#ask();
    const block = this.#underWay.shift();
    if (block === undefined) return undefined;
    const result = (await block.result) ?? this.#readHere(block.offsets);
    this.#ask();
    this.#log.onBytes(result.bytes);
    for (const damage of result.damaged) this.#log.onDamage(damage);
    return result.lines.map((line, index) => ({
      timeMs: result.timesMs[index] ?? 0,
      timeTicks: result.timeTicks[index] ?? 0,
      line,
      records: this.#log.isAlone ? result.records : 1,
    }));
  }

  #ask(): void {
    const { path, origin, offsets, filter, isAlone } = this.#log;
    while (this.#underWay.length < this.#workers.depth && this.#at < offsets.length) {
      const block = offsets.slice(this.#at, this.#at + CHUNKS_A_BLOCK);
      this.#at += block.length;
      this.#underWay.push({
        offsets: block,
        result: this.#workers.run({ path, origin, offsets: block, filter, isJoined: isAlone }),
      });
    }
  }

  #readHere(offsets: readonly number[]): BlockResult {
    const { path, origin, filter, pool, renderer, isAlone } = this.#log;
    const task = { id: 0, path, origin, offsets, filter, isJoined: isAlone };
    return readBlock(task, pool, new EvtxMemory(), new Uint8Array(EVTX_CHUNK_BYTES), renderer);
  }
}
