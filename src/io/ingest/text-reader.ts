import {
  decodeSyslog,
  type DamagedRecord,
  type EventPlace,
  type EventRecord,
  JsonSplitter,
  LineSplitter,
  type LocalZone,
  OctetFrames,
  type OtlpEvent,
  readShippedDocument,
  readSyslog,
  readWindowsEvent,
  readXrdpLine,
  splitXrdpLine,
  XmlEventSplitter,
  xrdpProgramOf,
} from "../../core/eventlog/index.ts";
import type { TextFormat } from "./recognise.ts";
import { parseXmlEvent, XmlFault } from "./xml-event.ts";

/** Takes the text of a log piece by piece, and gives its records to a sink. */
export interface TextReader {
  feed(text: string): void;
  /** There is no more: what broke off is told. */
  end(): void;
}

export interface EventSink {
  record(record: EventRecord): void;
  damaged(damage: DamagedRecord): void;
  /** A sound document that is no event of a host, such as a metric in the stream of a shipper. */
  foreign(): void;
}

export interface TextSurroundings {
  readonly origin: string;
  /** Last part of the path: names channel and program of xrdp's logs. */
  readonly fileName: string;
  /** Reads times that were written without an offset. */
  readonly zone: LocalZone;
  /** Last change of the file, or now: gives the year that RFC 3164 leaves out. */
  readonly notAfterMs: number;
  /** First piece of the text, to tell xrdp's log from sesman's where the name does not. */
  readonly sample: string;
}

/** The reader of a text format. */
export function textReader(format: TextFormat, surroundings: TextSurroundings, sink: EventSink): TextReader {
  switch (format) {
    case "xml":
      return xmlReader(surroundings, sink);
    case "json":
      return jsonReader(surroundings, sink);
    case "counted":
      return countedReader(surroundings, sink);
    case "syslog":
      return lineReader(surroundings, sink, (line, place) => readSyslogLine(line, place, surroundings));
    case "xrdp": {
      const source = {
        channel: surroundings.fileName.replace(/\.gz$/i, ""),
        program: xrdpProgramOf(surroundings.fileName, surroundings.sample),
        computer: "",
        zone: surroundings.zone,
      };
      return lineReader(surroundings, sink, (line, place) => {
        const parts = splitXrdpLine(line);
        return parts === undefined ? { refused: "no line of xrdp" } : readXrdpLine(parts, place, source);
      });
    }
  }
}

function pass(shipped: OtlpEvent, place: EventPlace, line: number, sink: EventSink): void {
  if ("record" in shipped) sink.record(shipped.record);
  else if ("xml" in shipped) passXml(shipped.xml, place, line, sink);
  else if ("foreign" in shipped) sink.foreign();
  else sink.damaged({ origin: place.origin, offset: line, reason: shipped.refused });
}

function passXml(text: string, place: EventPlace, line: number, sink: EventSink): void {
  try {
    pass(readWindowsEvent(parseXmlEvent(text), place), place, line, sink);
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    sink.damaged({ origin: place.origin, offset: line, reason: `no well-formed XML: ${error.message}` });
  }
}

function xmlReader({ origin }: TextSurroundings, sink: EventSink): TextReader {
  return new XmlEventSplitter({
    event: (text, number, line) => passXml(text, { origin, number }, line, sink),
    damaged: (reason, line) => sink.damaged({ origin, offset: line, reason }),
  });
}

function jsonReader({ origin, zone }: TextSurroundings, sink: EventSink): TextReader {
  return new JsonSplitter({
    document(text, number, line) {
      let document: unknown;
      try {
        document = JSON.parse(text);
      } catch {
        sink.damaged({ origin, offset: line, reason: "no well-formed JSON" });
        return;
      }
      const place = { origin, number };
      for (const shipped of readShippedDocument(document, place, zone)) pass(shipped, place, line, sink);
    },
    damaged: (reason, line) => sink.damaged({ origin, offset: line, reason }),
  });
}

function lineReader(
  { origin }: TextSurroundings,
  sink: EventSink,
  read: (line: string, place: EventPlace) => OtlpEvent,
): TextReader {
  return new LineSplitter({
    line(text, number) {
      if (text.trim() === "") return;
      const place = { origin, number };
      pass(read(text, place), place, number, sink);
    },
    overlong: (number, characters) =>
      sink.damaged({ origin, offset: number, reason: `a line of ${characters} characters` }),
  });
}

function countedReader(surroundings: TextSurroundings, sink: EventSink): TextReader {
  const { origin } = surroundings;
  return new OctetFrames({
    frame(text, number) {
      const place = { origin, number };
      pass(readSyslogLine(text.trimEnd(), place, surroundings), place, number, sink);
    },
    damaged: (reason, number) => sink.damaged({ origin, offset: number, reason }),
  });
}

/** A message of syslog may carry a whole event of Windows as JSON, as NXLog and Wazuh forward it. */
function readSyslogLine(line: string, place: EventPlace, surroundings: TextSurroundings): OtlpEvent {
  const message = decodeSyslog(line);
  if (message === undefined) return { refused: "no line of syslog" };
  if (message.message.startsWith("{")) {
    const event = eventWithin(message.message, place, surroundings.zone);
    if (event !== undefined) return event;
  }
  return readSyslog(message, place, {
    channel: surroundings.fileName === "" ? "syslog" : surroundings.fileName.replace(/\.gz$/i, ""),
    zone: surroundings.zone,
    notAfterMs: surroundings.notAfterMs,
  });
}

function eventWithin(text: string, place: EventPlace, zone: LocalZone): OtlpEvent | undefined {
  let found: OtlpEvent | undefined;
  // The splitter keeps the bounds of depth and size before anything is parsed.
  const splitter = new JsonSplitter({
    document(body) {
      try {
        const document: unknown = JSON.parse(body);
        found ??= readShippedDocument(document, place, zone).find((event) => "record" in event);
      } catch {
        // Not an event but a message that begins with a brace: it stays a line of syslog.
      }
    },
    damaged: () => undefined,
  });
  splitter.feed(text);
  return found;
}
