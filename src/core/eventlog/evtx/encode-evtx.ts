import { WriteCursor, concat, fromLatin1 } from "../../bytes/index.ts";
import { eventTimeText } from "../shippers/event-time.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import { crc32 } from "./crc32.ts";
import type { EvtxEventInput, EvtxFileOptions, EvtxText, EvtxValue, EvtxXml } from "./evtx-input.ts";
import { EVTX_CHUNK_BYTES, EVTX_HEADER_BYTES } from "./file-header.ts";

const EVENT_NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event";
const USER_NAMESPACE = "http://www.microsoft.com/2006/08/events/event";
const FLAG_DIRTY = 1;
const FLAG_FULL = 2;

function leaf(name: string, value: EvtxValue): EvtxXml {
  return { name, content: [{ value }] };
}

/** An element that is left out without a value, as most of the System part. */
function optionalLeaf(name: string, value: EvtxValue): EvtxXml {
  return { name, content: [{ value, optional: true }] };
}

/** An attribute that is left out without a value. */
function optional(name: string, value: EvtxValue): readonly [string, readonly EvtxText[]] {
  return [name, [{ value, optional: true }]];
}

function guid(text: string | undefined): EvtxValue {
  return text === undefined ? null : { type: "guid", text };
}

function number(type: "uint8" | "uint16" | "uint32", value: number): EvtxValue {
  return { type, number: value };
}

/** The System part in the shape that Windows gives it: names are constants of the template, the rest are values. */
function systemOf(input: EvtxEventInput, recordId: number): EvtxXml {
  const provider: (readonly [string, readonly EvtxText[]])[] = [["Name", [input.provider]]];
  if (input.providerGuid !== undefined) provider.push(["Guid", [`{${input.providerGuid.replaceAll(/[{}]/g, "")}}`]]);
  const qualifiers = input.qualifiers === undefined ? null : number("uint16", input.qualifiers);
  return {
    name: "System",
    content: [
      { name: "Provider", attributes: provider },
      {
        name: "EventID",
        attributes: [optional("Qualifiers", qualifiers)],
        content: [{ value: number("uint16", input.eventId), optional: true }],
      },
      optionalLeaf("Version", number("uint8", input.version ?? 0)),
      optionalLeaf("Level", number("uint8", input.level ?? 4)),
      optionalLeaf("Task", number("uint16", input.task ?? 0)),
      optionalLeaf("Opcode", number("uint8", input.opcode ?? 0)),
      optionalLeaf("Keywords", { type: "hexint64", big: BigInt(input.keywords ?? "0x8000000000000000") }),
      {
        name: "TimeCreated",
        attributes: [
          optional("SystemTime", { type: "filetime", timeMs: input.timeMs, timeTicks: input.timeTicks ?? 0 }),
        ],
      },
      optionalLeaf("EventRecordID", { type: "uint64", big: BigInt(recordId) }),
      {
        name: "Correlation",
        attributes: [
          optional("ActivityID", guid(input.activityId)),
          optional("RelatedActivityID", guid(input.relatedActivityId)),
        ],
      },
      {
        name: "Execution",
        attributes: [
          optional("ProcessID", number("uint32", input.processId ?? 4)),
          optional("ThreadID", number("uint32", input.threadId ?? 8)),
        ],
      },
      { name: "Channel", content: [input.channel] },
      { name: "Computer", content: [input.computer] },
      {
        name: "Security",
        attributes: [optional("UserID", input.userId === undefined ? null : { type: "sid", text: input.userId })],
      },
    ],
  };
}

/** The event's own parts; each is an element of its own, which a template instance holds as nested BinXml. */
function payloadsOf(input: EvtxEventInput): readonly EvtxXml[] {
  const payloads: EvtxXml[] = [];
  if (input.data !== undefined) {
    const content = input.data.map(([name, value]): EvtxXml =>
      name === "" ? leaf("Data", value) : { ...leaf("Data", value), attributes: [["Name", [name]]] },
    );
    payloads.push({ name: "EventData", content });
  }
  if (input.userData !== undefined) {
    const { element, namespace, values } = input.userData;
    const root: EvtxXml = {
      name: element,
      attributes: [["xmlns", [namespace ?? USER_NAMESPACE]]],
      content: values.map(([name, value]) => leaf(name, value)),
    };
    payloads.push({ name: "UserData", content: [root] });
  }
  if (input.renderingInfo !== undefined) {
    const { culture, message } = input.renderingInfo;
    payloads.push({
      name: "RenderingInfo",
      attributes: [["Culture", [culture]]],
      content: [leaf("Message", message)],
    });
  }
  return payloads;
}

/** Values as literal text: for events that are written out. */
function literalSystem(input: EvtxEventInput, recordId: number): EvtxXml {
  return {
    name: "System",
    content: [
      { name: "Provider", attributes: [["Name", [input.provider]]] },
      { name: "EventID", content: [String(input.eventId)] },
      { name: "Level", content: [String(input.level ?? 4)] },
      {
        name: "TimeCreated",
        attributes: [["SystemTime", [eventTimeText({ timeMs: input.timeMs, timeTicks: input.timeTicks ?? 0 })]]],
      },
      { name: "EventRecordID", content: [String(recordId)] },
      { name: "Channel", content: [input.channel] },
      { name: "Computer", content: [input.computer] },
    ],
  };
}

function eventOf(input: EvtxEventInput, recordId: number): EvtxXml {
  const plain = input.plain === true;
  const payloads = payloadsOf(input);
  return {
    name: "Event",
    attributes: [["xmlns", [EVENT_NAMESPACE]]],
    content: [
      plain ? literalSystem(input, recordId) : systemOf(input, recordId),
      ...(plain ? payloads : payloads.map((element): EvtxText => ({ value: { type: "element", element } }))),
      ...(input.extra ?? []),
    ],
  };
}

/*
 * libevtx, "Windows XML Event Log (EVTX)", section 2 "File header": see file-header.ts, which reads what this writes.
 */
function fileHeader(chunkCount: number, nextRecordId: number, options: EvtxFileOptions): Uint8Array {
  const isDirty = options.dirty === true;
  const told = isDirty ? Math.min(1, chunkCount) : chunkCount;
  const writer = new WriteCursor(EVTX_HEADER_BYTES);
  writer.bytes(fromLatin1("ElfFile\0"));
  writer
    .u64le(0n)
    .u64le(BigInt(Math.max(0, told - 1)))
    .u64le(BigInt(nextRecordId));
  writer.u32le(128).u16le(1).u16le(3).u16le(EVTX_HEADER_BYTES).u16le(told).zeros(76);
  const checksum = crc32(writer.finish());
  writer.u32le((isDirty ? FLAG_DIRTY : 0) | (options.full === true ? FLAG_FULL : 0)).u32le(checksum);
  return writer.zeros(EVTX_HEADER_BYTES - writer.length).finish();
}

/**
 * Writes a log file as Windows would: file header, chunks with their tables of names and templates, records as template
 * instances with nested ones for EventData and UserData, and right checksums. For test files and examples.
 *
 *     encodeEvtx([{ provider: "Microsoft-Windows-Security-Auditing", eventId: 4625, channel: "Security", computer: "RDS01",
 *       timeMs: 1_700_000_000_000, data: [["TargetUserName", "anna"], ["LogonType", 10], ["IpAddress", "192.0.2.7"]] }])
 *
 * Throws RangeError for a value that its type cannot hold, and for an event that does not fit into one chunk.
 */
export function encodeEvtx(events: readonly EvtxEventInput[], options: EvtxFileOptions = {}): Uint8Array {
  const nestedHeaders = options.nestedHeaders ?? false;
  const perChunk = options.recordsPerChunk ?? Number.POSITIVE_INFINITY;
  const chunks: Uint8Array[] = [];
  let chunk = new ChunkWriter(nestedHeaders);
  let written = 0;
  let nextId = options.firstRecordId ?? 1;
  const close = (): void => {
    chunks.push(chunk.finish(written + 1));
    written += chunk.count;
    chunk = new ChunkWriter(nestedHeaders);
  };
  for (const input of events) {
    const recordId = input.recordId ?? nextId;
    nextId = recordId + 1;
    const event = eventOf(input, recordId);
    const add = (): boolean => chunk.add(recordId, input.timeMs, input.timeTicks ?? 0, event, input.plain === true);
    if (chunk.count >= perChunk) close();
    if (add()) continue;
    if (chunk.count > 0) {
      close();
      if (add()) continue;
    }
    throw new RangeError(`event ${recordId} does not fit into a chunk of ${EVTX_CHUNK_BYTES} bytes`);
  }
  if (chunk.count > 0) close();
  return concat([fileHeader(chunks.length, nextId, options), ...chunks]);
}
