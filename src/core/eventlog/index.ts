export { encodeEvtx } from "./evtx/encode-evtx.ts";
export { readEventFields, renderEventXml } from "./evtx/event-fields.ts";
export type { EventField } from "./evtx/event-fields.ts";
export type {
  EvtxArray,
  EvtxEventInput,
  EvtxFileOptions,
  EvtxNested,
  EvtxText,
  EvtxTyped,
  EvtxValue,
  EvtxXml,
} from "./evtx/evtx-input.ts";
export { EVTX_CHUNK_BYTES, EVTX_HEADER_BYTES, decodeEvtxHeader } from "./evtx/file-header.ts";
export type { EvtxHeader } from "./evtx/file-header.ts";
export type { EvtxElement } from "./evtx/evtx-element.ts";
export { EvtxMemory, EvtxReader } from "./evtx/reader.ts";
export type { ChunkRange, EvtxElementSink, EvtxSink } from "./evtx/reader.ts";
export { readEvtx, readEvtxElements } from "./evtx/whole-file.ts";
export type { EvtxContent } from "./evtx/whole-file.ts";
export { recordReference, valueOf } from "./record.ts";
export type * from "./record.ts";
export { recordFilter } from "./record-filter.ts";
export type { EventPlace, Shipped } from "./shippers/draft.ts";
export type { EventElement } from "./shippers/event-element.ts";
export { civilMs, eventTimeText, fixedZone, parseIsoTime } from "./shippers/event-time.ts";
export type { EventTime, LocalZone } from "./shippers/event-time.ts";
export { JsonSplitter } from "./shippers/json-splitter.ts";
export type { JsonBounds, JsonSink } from "./shippers/json-splitter.ts";
export type { OtlpEvent } from "./shippers/otlp.ts";
export { readShippedDocument, shipperOf } from "./shippers/shipped-document.ts";
export type { ShipperName } from "./shippers/shipped-document.ts";
export { readWindowsEvent } from "./shippers/windows-xml.ts";
export { XmlEventSplitter } from "./shippers/xml-splitter.ts";
export type { XmlSink } from "./shippers/xml-splitter.ts";
export { LineSplitter } from "./text/line-splitter.ts";
export type { LineSink } from "./text/line-splitter.ts";
export { OctetFrames } from "./text/octet-frames.ts";
export type { FrameSink } from "./text/octet-frames.ts";
export { decodeSyslog, encodeSyslog, readSyslog } from "./text/syslog.ts";
export type { StructuredElement, SyslogMessage, SyslogSurroundings } from "./text/syslog.ts";
export { readXrdpLine, splitXrdpLine, xrdpProgramOf } from "./text/xrdp-log.ts";
export type { XrdpLine, XrdpSource } from "./text/xrdp-log.ts";
