import type { DamagedRecord, EventFilter, EventRecord } from "../record.ts";
import type { EvtxElement } from "./evtx-element.ts";
import { EVTX_CHUNK_BYTES, EVTX_HEADER_BYTES } from "./file-header.ts";
import { EvtxReader } from "./reader.ts";

/** What a whole file in memory holds. */
export interface EvtxContent<T> {
  readonly records: readonly T[];
  readonly damaged: readonly DamagedRecord[];
}

/** Every record of a file that is in memory; large files are read chunk by chunk with `EvtxReader`. Never throws. */
export function readEvtx(file: Uint8Array, origin: string, filter: EventFilter = {}): EvtxContent<EventRecord> {
  const reader = new EvtxReader({ origin, filter });
  const records: EventRecord[] = [];
  const damaged: DamagedRecord[] = [];
  for (let at = EVTX_HEADER_BYTES; at < file.length; at += EVTX_CHUNK_BYTES) {
    reader.readChunk(file.subarray(at, at + EVTX_CHUNK_BYTES), at, {
      record: (record) => records.push(record),
      damaged: (damage) => damaged.push(damage),
    });
  }
  return { records, damaged };
}

/** As `readEvtx`, with every element and attribute of each event. */
export function readEvtxElements(file: Uint8Array, origin: string): EvtxContent<EvtxElement> {
  const reader = new EvtxReader({ origin });
  const records: EvtxElement[] = [];
  const damaged: DamagedRecord[] = [];
  for (let at = EVTX_HEADER_BYTES; at < file.length; at += EVTX_CHUNK_BYTES) {
    reader.readChunkElements(file.subarray(at, at + EVTX_CHUNK_BYTES), at, {
      element: (element) => records.push(element),
      damaged: (damage) => damaged.push(damage),
    });
  }
  return { records, damaged };
}
