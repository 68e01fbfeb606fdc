import type { MessagePort } from "node:worker_threads";
import {
  type DamagedRecord,
  EVTX_CHUNK_BYTES,
  type EventRecord,
  EvtxMemory,
  EvtxReader,
} from "../../core/eventlog/index.ts";
import type { BlockResult, BlockTask } from "./block-protocol.ts";
import { FilePool } from "./file-pool.ts";

/** What becomes of records. */
export interface Renderer {
  /** The line of a record, or undefined where it is not wanted. */
  readonly render: (record: EventRecord) => string | undefined;
  /** What stands between two lines. */
  readonly separator: string;
}

/** The part of a worker: answers every task that comes over the port, until it is closed. */
export function serveBlocks(port: MessagePort, renderer: Renderer): void {
  const pool = new FilePool();
  const memory = new EvtxMemory();
  const buffer = new Uint8Array(EVTX_CHUNK_BYTES);
  port.on("message", (task: BlockTask) => {
    const result = readBlock(task, pool, memory, buffer, renderer);
    port.postMessage(result, [result.timesMs.buffer, result.timeTicks.buffer]);
  });
}

/** Reads and renders some chunks of a log. Throws what the system tells of the file. */
export function readBlock(
  task: BlockTask,
  pool: FilePool,
  memory: EvtxMemory,
  buffer: Uint8Array,
  { render, separator }: Renderer,
): BlockResult & { readonly timesMs: Float64Array<ArrayBuffer>; readonly timeTicks: Uint16Array<ArrayBuffer> } {
  const { id, path, origin, offsets, filter } = task;
  const reader = new EvtxReader({ origin, memory, ...(filter === undefined ? {} : { filter }) });
  const lines: string[] = [];
  const timesMs: number[] = [];
  const timeTicks: number[] = [];
  const damaged: DamagedRecord[] = [];
  let bytes = 0;
  for (const offset of offsets) {
    const chunk = pool.read(path, buffer, offset);
    bytes += chunk.length;
    reader.readChunk(chunk, offset, {
      record: (record) => {
        const line = render(record);
        if (line === undefined) return;
        lines.push(line);
        timesMs.push(record.timeMs);
        timeTicks.push(record.timeTicks);
      },
      damaged: (damage) => damaged.push(damage),
    });
  }
  const records = lines.length;
  const isOne = task.isJoined && records > 0;
  return {
    id,
    lines: isOne ? [lines.join(separator)] : lines,
    records,
    timesMs: Float64Array.from(isOne ? timesMs.slice(0, 1) : timesMs),
    timeTicks: Uint16Array.from(isOne ? timeTicks.slice(0, 1) : timeTicks),
    damaged,
    bytes,
  };
}
