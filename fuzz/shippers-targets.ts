import { toLatin1 } from "../src/core/bytes/index.ts";
import {
  decodeSyslog,
  encodeSyslog,
  fixedZone,
  JsonSplitter,
  LineSplitter,
  OctetFrames,
  type OtlpEvent,
  parseIsoTime,
  readShippedDocument,
  readSyslog,
  readXrdpLine,
  splitXrdpLine,
  XmlEventSplitter,
} from "../src/core/eventlog/index.ts";
import type { FuzzTarget } from "./targets.ts";
import { SyslogFrames } from "../src/io/monitor/index.ts";

const MEGABYTE = 1024 * 1024;
const PLACE = { origin: "fuzz", number: 1 };
const ZONE = fixedZone(60);
const NOW_MS = 1_795_000_000_000;
const nothing = (): void => undefined;

/** The text in pieces of a size that its first byte decides: what arrives in pieces must not depend on them. */
function inPieces(bytes: Uint8Array, feed: (piece: string) => void): void {
  const text = toLatin1(bytes.subarray(1));
  const size = ((bytes[0] ?? 0) % 64) + 1;
  for (let at = 0; at < text.length; at += size) feed(text.slice(at, at + size));
}

function shipped(text: string): readonly OtlpEvent[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return [];
  }
  return readShippedDocument(document, PLACE, ZONE);
}

/** What shippers and the logs of Linux programs reach. None of these may throw at all. */
export const shippersTargets: readonly FuzzTarget[] = [
  { name: "readShippedDocument", run: (bytes) => shipped(toLatin1(bytes)), faults: [], baseLimitBytes: MEGABYTE },
  {
    name: "JsonSplitter",
    run: (bytes) => {
      const splitter = new JsonSplitter({ document: shipped, damaged: nothing }, { longest: 4096, deepest: 16 });
      inPieces(bytes, (piece) => splitter.feed(piece));
      splitter.end();
    },
    faults: [],
    baseLimitBytes: MEGABYTE,
  },
  {
    name: "XmlEventSplitter",
    run: (bytes) => {
      const splitter = new XmlEventSplitter({ event: nothing, damaged: nothing }, 4096);
      inPieces(bytes, (piece) => splitter.feed(piece));
      splitter.end();
    },
    faults: [],
    baseLimitBytes: MEGABYTE,
  },
  {
    name: "decodeSyslog",
    run: (bytes) => {
      const message = decodeSyslog(toLatin1(bytes));
      if (message === undefined) return undefined;
      return [readSyslog(message, PLACE, { channel: "syslog", zone: ZONE, notAfterMs: NOW_MS }), encodeSyslog(message)];
    },
    faults: [],
  },
  {
    name: "readXrdpLine",
    run: (bytes) => {
      const line = splitXrdpLine(toLatin1(bytes));
      const source = { channel: "xrdp.log", program: "xrdp", computer: "", zone: ZONE };
      return line === undefined ? undefined : readXrdpLine(line, PLACE, source);
    },
    faults: [],
  },
  {
    name: "LineSplitter",
    run: (bytes) => {
      const splitter = new LineSplitter({ line: nothing, overlong: nothing }, 256);
      inPieces(bytes, (piece) => splitter.feed(piece));
      splitter.end();
    },
    faults: [],
  },
  {
    name: "OctetFrames",
    run: (bytes) => {
      const frames = new OctetFrames({ frame: nothing, damaged: nothing });
      inPieces(bytes, (piece) => frames.feed(piece));
      frames.end();
    },
    faults: [],
    baseLimitBytes: MEGABYTE,
  },
  {
    name: "SyslogFrames",
    run: (bytes) => {
      const frames = new SyslogFrames();
      inPieces(bytes, (piece) => frames.push(Buffer.from(piece, "latin1")));
    },
    faults: [],
    baseLimitBytes: MEGABYTE,
  },
  { name: "parseIsoTime", run: (bytes) => parseIsoTime(toLatin1(bytes), ZONE), faults: [] },
];
