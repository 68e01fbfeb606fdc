import { DecodeError } from "../src/core/bytes/index.ts";
import {
  type EvtxEventInput,
  type EvtxTyped,
  type EvtxXml,
  EVTX_HEADER_BYTES,
  EvtxReader,
  decodeEvtxHeader,
  encodeEvtx,
  readEventFields,
  renderEventXml,
} from "../src/core/eventlog/index.ts";
import type { FuzzTarget } from "./targets.ts";

const MEGABYTE = 1024 * 1024;
/** What one chunk may cost: its shows of values are bounded, see the limits of the reader. */
const CHUNK_COST_BYTES = 96 * MEGABYTE;

const head = { provider: "P", channel: "C", computer: "H", eventId: 1, timeMs: 1_700_000_000_000 };
const scalars: readonly EvtxTyped[] = [
  { type: "string", text: "text" },
  { type: "ansi", text: "ansi" },
  { type: "int64", big: -5n },
  { type: "real32", number: 1.5 },
  { type: "binary", bytes: Uint8Array.of(1, 2, 3) },
  { type: "guid", text: "01234567-89ab-cdef-0123-456789abcdef" },
  { type: "filetime", timeMs: 0 },
  { type: "systemtime", fields: [2024, 2, 4, 29, 23, 59, 58, 7] },
  { type: "sid", text: "S-1-5-18" },
  { type: "hexint64", big: 7n },
];
const inner: EvtxXml = {
  name: "I",
  attributes: [["k", [{ entity: "lt" }]]],
  content: [{ value: "x" }, { again: 0 }, { cdata: "c" }, { character: 65 }],
};
const events: readonly EvtxEventInput[] = [
  { ...head, data: scalars.map((value) => [value.type, value]) },
  { ...head, data: scalars.slice(0, 4).map((value) => [value.type, { type: "array", items: [value, value] }]) },
  { ...head, userData: { element: "E", values: [["v", { type: "element", element: inner }]] } },
  { ...head, plain: true, data: [["a", "b"]] },
];

/** A chunk as far as it is used: mutations meet something. */
function usedChunk(inputs: readonly EvtxEventInput[], nestedHeaders: boolean): Uint8Array {
  const chunk = encodeEvtx(inputs, { nestedHeaders }).subarray(EVTX_HEADER_BYTES);
  return chunk.slice(0, new DataView(chunk.buffer, chunk.byteOffset).getUint32(48, true));
}

function seeds(): readonly Uint8Array[] {
  return [...events.map((event) => usedChunk([event], true)), usedChunk([...events, ...events], false)];
}

/** Inputs of the reader of event log files. */
export const eventlogTargets: readonly FuzzTarget[] = [
  {
    name: "decodeEvtxHeader",
    run: decodeEvtxHeader,
    faults: [DecodeError],
    recordings: () => [encodeEvtx([head], { dirty: true }).slice(0, 128)],
  },
  {
    name: "readEvtx.chunk",
    run: (bytes) => {
      const reader = new EvtxReader({ origin: "fuzz" });
      let told = 0;
      const sink = {
        record: () => {
          told++;
        },
        damaged: () => {
          told++;
        },
      };
      reader.readChunk(bytes, 0, sink);
      // Again, with templates that are known by now.
      reader.readChunk(bytes, 0, sink);
      return told;
    },
    faults: [],
    share: 8,
    recordings: seeds,
    baseLimitBytes: CHUNK_COST_BYTES,
    runLimitMs: 1000,
  },
  {
    name: "readEvtxElements.chunk",
    run: (bytes) => {
      let letters = 0;
      new EvtxReader({ origin: "fuzz" }).readChunkElements(bytes, 0, {
        element: (event) => {
          letters += renderEventXml(event).length;
        },
        damaged: ({ reason }) => {
          letters += reason.length;
        },
      });
      return letters;
    },
    faults: [],
    share: 4,
    recordings: seeds,
    baseLimitBytes: CHUNK_COST_BYTES,
    runLimitMs: 2000,
  },
  {
    name: "readEventFields",
    run: (bytes) => {
      let fields = 0;
      new EvtxReader({ origin: "fuzz" }).readChunkElements(bytes, 0, {
        element: (event) => {
          fields += readEventFields(event).length;
        },
        damaged: () => {
          fields++;
        },
      });
      return fields;
    },
    faults: [],
    recordings: seeds,
    baseLimitBytes: CHUNK_COST_BYTES,
    runLimitMs: 2000,
  },
];
