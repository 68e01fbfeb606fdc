import { EVTX_CHUNK_BYTES } from "../../core/eventlog/index.ts";
import type { EvtxFile } from "./evtx-source.ts";

/** A stretch of a log in which the clock never was set back. */
export interface EvtxRun {
  /** Chunks that hold it, in order. */
  readonly offsets: readonly number[];
  /** Where it begins in its first chunk, and where the next run begins in its last one; in bytes. */
  readonly fromAt: number;
  readonly untilAt: number;
  readonly firstMs: number;
}

/**
 * Records of one log are written by several threads and reach it a little out of order; a clock that was wrong is set
 * back by more.
 */
const SET_BACK_MS = 60_000;
/** A log of a collector holds late records of many machines: with more runs than this it is read as it stands. */
const MOST_RUNS = 256;

const CHUNK_MAGIC = [0x45, 0x6c, 0x66, 0x43, 0x68, 0x6e, 0x6b, 0x00] as const;
/** libevtx, "Chunk": the first record stands behind the header, the string table and the template table. */
const FIRST_RECORD_OFFSET = 512;
/** libevtx, "Event record header": 4 magic, 4 size, 8 number, 8 FILETIME. */
const RECORD_MAGIC = 0x2a2a;
const RECORD_HEAD_BYTES = 24;
/** FILETIME of 1970-01-01 in milliseconds. */
const FILETIME_EPOCH_MS = 11_644_473_600_000;

interface Growing extends EvtxRun {
  readonly offsets: number[];
  untilAt: number;
  latestMs: number;
}

/**
 * Finds where in a log the clock was set back, from the heads of its records alone. Each byte of each chunk belongs to
 * exactly one run. None at all: the log is to be read as it stands.
 */
export function findRuns(file: Pick<EvtxFile, "path" | "pool">, offsets: readonly number[]): readonly EvtxRun[] {
  const runs: Growing[] = [];
  const buffer = new Uint8Array(EVTX_CHUNK_BYTES);
  /** Chunks before the first record that can be read. */
  const unread: number[] = [];
  for (const offset of offsets) {
    const chunk = file.pool.read(file.path, buffer, offset);
    let run = runs.at(-1);
    (run?.offsets ?? unread).push(offset);
    for (const { at, timeMs } of recordHeads(chunk)) {
      if (run === undefined || timeMs < run.latestMs - SET_BACK_MS) {
        if (run !== undefined) run.untilAt = at;
        const place = run === undefined ? { offsets: unread, fromAt: 0 } : { offsets: [offset], fromAt: at };
        run = { ...place, untilAt: EVTX_CHUNK_BYTES, firstMs: timeMs, latestMs: timeMs };
        runs.push(run);
        if (runs.length > MOST_RUNS) return [];
      }
      run.latestMs = Math.max(run.latestMs, timeMs);
    }
  }
  return runs;
}

function* recordHeads(chunk: Uint8Array): Generator<{ readonly at: number; readonly timeMs: number }> {
  if (CHUNK_MAGIC.some((byte, index) => chunk[index] !== byte)) return;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  let at = FIRST_RECORD_OFFSET;
  while (at + RECORD_HEAD_BYTES <= chunk.length && view.getUint32(at, true) === RECORD_MAGIC) {
    const size = view.getUint32(at + 4, true);
    const ticks = view.getUint32(at + 16, true) + view.getUint32(at + 20, true) * 0x1_0000_0000;
    yield { at, timeMs: Math.floor(ticks / 10_000) - FILETIME_EPOCH_MS };
    if (size < RECORD_HEAD_BYTES) return;
    at += size;
  }
}
