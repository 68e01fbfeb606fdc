import { closeSync, openSync, readSync } from "node:fs";
import { EVTX_CHUNK_BYTES, EVTX_HEADER_BYTES, type EventRecord, EvtxReader } from "../../src/core/eventlog/index.ts";

export interface ReadLog {
  readonly records: number;
  readonly damaged: number;
  /** Over every letter and number of every record: nothing can be left undone. */
  readonly checksum: number;
  /** Bytes of the chunks up to their free space. */
  readonly usedBytes: number;
}

function addText(sum: number, text: string | undefined): number {
  if (text === undefined) return sum;
  let total = Math.imul(sum, 31) + text.length;
  for (let at = 0; at < text.length; at++) total = (Math.imul(total, 31) + text.charCodeAt(at)) | 0;
  return total;
}

function addNumber(sum: number, value: number | undefined): number {
  return value === undefined ? sum : (Math.imul(sum, 31) + value) | 0;
}

function addRecord(before: number, record: EventRecord): number {
  let sum = addNumber(before, record.recordId);
  sum = addNumber(sum, record.timeMs);
  sum = addNumber(sum, record.timeTicks);
  sum = addNumber(sum, record.eventId);
  sum = addNumber(sum, record.level);
  sum = addNumber(sum, record.version);
  sum = addNumber(sum, record.task);
  sum = addNumber(sum, record.opcode);
  sum = addNumber(sum, record.processId);
  sum = addNumber(sum, record.threadId);
  sum = addText(sum, record.channel);
  sum = addText(sum, record.provider);
  sum = addText(sum, record.computer);
  sum = addText(sum, record.keywords);
  sum = addText(sum, record.activityId);
  sum = addText(sum, record.relatedActivityId);
  sum = addText(sum, record.userId);
  for (const { name, text } of record.values) sum = addText(addText(sum, name), text);
  return sum;
}

/** Reads a whole file through one buffer of a chunk's size, decodes all of it, and sums all of it up. */
export function readLog(path: string): ReadLog {
  const reader = new EvtxReader({ origin: path });
  const chunk = new Uint8Array(EVTX_CHUNK_BYTES);
  const words = new DataView(chunk.buffer);
  const file = openSync(path, "r");
  let [records, damaged, checksum, usedBytes] = [0, 0, 0, 0];
  const sink = {
    record: (record: EventRecord): void => {
      records++;
      checksum = addRecord(checksum, record);
    },
    damaged: (): void => {
      damaged++;
    },
  };
  try {
    for (let at = EVTX_HEADER_BYTES; ; at += EVTX_CHUNK_BYTES) {
      const length = readSync(file, chunk, 0, EVTX_CHUNK_BYTES, at);
      if (length === 0) break;
      if (chunk[0] !== 0) usedBytes += Math.min(words.getUint32(48, true), length);
      reader.readChunk(length === EVTX_CHUNK_BYTES ? chunk : chunk.subarray(0, length), at, sink);
    }
  } finally {
    closeSync(file);
  }
  return { records, damaged, checksum, usedBytes };
}
