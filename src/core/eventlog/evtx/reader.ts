import { DecodeError } from "../../bytes/index.ts";
import type { DamagedRecord, EventFilter, EventRecord } from "../record.ts";
import { EventAssembler } from "./event-assembler.ts";
import { ElementAssembler, type EvtxElement } from "./evtx-element.ts";
import { EVTX_CHUNK_BYTES } from "./file-header.ts";
import { InstanceStack } from "./instance-stack.ts";
import { TemplateCache } from "./template-cache.ts";
import { ValueTexts } from "./value-text.ts";

/** Takes what a reader finds, in the order of the file. */
export interface EvtxSink {
  record(record: EventRecord): void;
  damaged(damage: DamagedRecord): void;
}

/** A part of a chunk, in bytes from its beginning; the end is not in it. */
export interface ChunkRange {
  readonly from: number;
  readonly until: number;
}

/** Takes whole events with every element and attribute. */
export interface EvtxElementSink {
  element(event: EvtxElement, recordId: number): void;
  damaged(damage: DamagedRecord): void;
}

/**
 * What readers learn: compiled templates and the texts of values. Readers of many files, one of them at work at a time,
 * may share one; then the logs of a hundred hosts need no more memory than the log of one.
 */
export class EvtxMemory {
  readonly texts: ValueTexts = new ValueTexts();
  readonly instances: InstanceStack = new InstanceStack(new TemplateCache());
}

/** Reads one record's BinXml; throws DecodeError. */
type ReadEvent = (from: number, end: number, recordId: number, low: number, high: number) => void;

const CHUNK_MAGIC = "ElfChnk\0";
const CHUNK_HEADER_BYTES = 512;
/** "**" and two zeros, read as one little-endian number. */
const RECORD_MAGIC = 0x00002a2a;
const RECORD_HEAD_BYTES = 24;
const RECORD_TAIL_BYTES = 4;
const SMALLEST_RECORD_BYTES = RECORD_HEAD_BYTES + RECORD_TAIL_BYTES;

/*
 * libevtx, "Windows XML Event Log (EVTX)", section 3 "Chunk" and section 4 "Event record":
 *   chunk   0 8 "ElfChnk\0", 8 8 first and 16 8 last record number, 24 8 first and 32 8 last record identifier,
 *           40 4 header size, 44 4 offset of the last record, 48 4 offset of the free space, 52 4 checksum of the records,
 *           120 4 flags, 124 4 checksum of the header, 128 64×4 names by hash, 384 32×4 templates; records from 512 on
 *   record  0 4 "**\0\0", 4 4 size, 8 8 identifier, 16 8 time written, 24 BinXml, the last 4 bytes: size again
 */

/**
 * Reads .evtx files chunk by chunk. What the headers count is not believed: every slot is walked, and a record is
 * whatever has the mark, a size that fits, and that size again at its end. Templates are compiled once for the whole file.
 */
export class EvtxReader {
  readonly #origin: string;
  readonly #instances: InstanceStack;
  readonly #events: EventAssembler;
  readonly #elements: ElementAssembler;

  /** Records name `origin`; what the filter does not want is not decoded; `memory` is shared with other readers. */
  constructor(options: { readonly origin: string; readonly filter?: EventFilter; readonly memory?: EvtxMemory }) {
    const { texts, instances } = options.memory ?? new EvtxMemory();
    this.#instances = instances;
    this.#origin = options.origin;
    this.#events = new EventAssembler(options.origin, this.#instances, texts, options.filter);
    this.#elements = new ElementAssembler(this.#instances, texts);
  }

  /**
   * Reads one slot of 64 KiB, or a shorter one that the end of the file cut off; `fileOffset` is its place in the file,
   * for the positions of damage. Never throws. The chunk's bytes are not kept. With a `range`, only records that begin in
   * it are given.
   */
  readChunk(chunk: Uint8Array, fileOffset: number, sink: EvtxSink, range?: ChunkRange): void {
    const first = (range?.from ?? 0) + RECORD_HEAD_BYTES;
    const beyond = (range?.until ?? EVTX_CHUNK_BYTES) + RECORD_HEAD_BYTES;
    this.#walk(chunk, fileOffset, sink, (from, end, recordId, low, high) => {
      if (from < first || from >= beyond) return;
      const record = this.#events.assemble(from, end, recordId, low, high);
      if (record !== undefined) sink.record(record);
    });
  }

  /** As `readChunk`, with whole events instead of records: for XML, for fields that are no values. The filter is not applied. */
  readChunkElements(chunk: Uint8Array, fileOffset: number, sink: EvtxElementSink): void {
    this.#walk(chunk, fileOffset, sink, (from, end, recordId) => {
      const event = this.#elements.assemble(from, end);
      if (event !== undefined) sink.element(event, recordId);
    });
  }

  #walk(chunk: Uint8Array, fileOffset: number, sink: Pick<EvtxSink, "damaged">, read: ReadEvent): void {
    const length = Math.min(chunk.length, EVTX_CHUNK_BYTES);
    const view = new DataView(chunk.buffer, chunk.byteOffset, length);
    const damaged = (at: number, reason: string, recordId?: number): void => {
      const offset = fileOffset + at;
      sink.damaged({ origin: this.#origin, offset, reason, ...(recordId === undefined ? {} : { recordId }) });
    };
    const hasHeader = hasMagic(view);
    if (!hasHeader) {
      if (isEmpty(view, 0, length)) return;
      damaged(0, 'the chunk does not begin with "ElfChnk"');
    } else if (length < CHUNK_HEADER_BYTES) {
      damaged(0, "the file ends within the header of a chunk");
      return;
    }
    this.#instances.beginChunk(view);
    this.#events.beginChunk(view);
    this.#elements.beginChunk(view);
    const told = hasHeader ? view.getUint32(48, true) : 0;
    const freeSpace = told >= CHUNK_HEADER_BYTES && told <= EVTX_CHUNK_BYTES ? told : EVTX_CHUNK_BYTES;
    let previousId = -1;
    let hasReported = false;
    // Records outlive the header of their chunk: each is found by its own mark.
    let at = hasHeader ? CHUNK_HEADER_BYTES : nextRecord(view, 0);
    while (at + SMALLEST_RECORD_BYTES <= length) {
      const isRecord = isRecordAt(view, at);
      if (at >= freeSpace && !(isRecord && recordIdAt(view, at) === previousId + 1)) return;
      if (!isRecord) {
        if (told === EVTX_CHUNK_BYTES && isEmpty(view, at, length)) return;
        damaged(at, damageAt(view, at));
        hasReported = true;
        at = nextRecord(view, at + 1);
        continue;
      }
      const size = view.getUint32(at + 4, true);
      const recordId = recordIdAt(view, at);
      try {
        const end = at + size - RECORD_TAIL_BYTES;
        read(at + RECORD_HEAD_BYTES, end, recordId, view.getUint32(at + 16, true), view.getUint32(at + 20, true));
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        damaged(at, error.message, recordId);
      }
      hasReported = false;
      previousId = recordId;
      at += size;
    }
    const isCutOff = length < EVTX_CHUNK_BYTES && at < Math.min(freeSpace, length);
    if (isCutOff || (at === length && length < freeSpace && !hasReported))
      damaged(at, "the file ends before the last record of the chunk");
  }
}

function hasMagic(view: DataView): boolean {
  if (view.byteLength < CHUNK_MAGIC.length) return false;
  for (let index = 0; index < CHUNK_MAGIC.length; index++) {
    if (view.getUint8(index) !== CHUNK_MAGIC.charCodeAt(index)) return false;
  }
  return true;
}

function isEmpty(view: DataView, from: number, to: number): boolean {
  let at = from;
  for (; at + 32 <= to; at += 32) {
    const half = view.getInt32(at, true) | view.getInt32(at + 4, true) | view.getInt32(at + 8, true);
    const more = view.getInt32(at + 12, true) | view.getInt32(at + 16, true) | view.getInt32(at + 20, true);
    if ((half | more | view.getInt32(at + 24, true) | view.getInt32(at + 28, true)) !== 0) return false;
  }
  for (; at < to; at++) if (view.getUint8(at) !== 0) return false;
  return true;
}

function recordIdAt(view: DataView, at: number): number {
  return view.getUint32(at + 12, true) * 0x1_0000_0000 + view.getUint32(at + 8, true);
}

function isRecordAt(view: DataView, at: number): boolean {
  if (at + SMALLEST_RECORD_BYTES > view.byteLength || view.getUint32(at, true) !== RECORD_MAGIC) return false;
  const size = view.getUint32(at + 4, true);
  if (size < SMALLEST_RECORD_BYTES || size > view.byteLength - at) return false;
  return view.getUint32(at + size - RECORD_TAIL_BYTES, true) === size;
}

function damageAt(view: DataView, at: number): string {
  if (view.getUint32(at, true) !== RECORD_MAGIC) return "no record begins where one should";
  const size = view.getUint32(at + 4, true);
  if (size > view.byteLength - at) return `the record of ${size} bytes runs out of its chunk`;
  return "the size of the record is not repeated at its end";
}

/** Position of the next whole record, or the end. */
function nextRecord(view: DataView, from: number): number {
  for (let at = from; at + SMALLEST_RECORD_BYTES <= view.byteLength; at++) {
    if (view.getUint32(at, true) === RECORD_MAGIC && isRecordAt(view, at)) return at;
  }
  return view.byteLength;
}
