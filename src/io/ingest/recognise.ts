import { decodeSyslog, JsonSplitter, shipperOf, splitXrdpLine } from "../../core/eventlog/index.ts";
import { encodingOf, type TextEncodingName } from "./text-encoding.ts";

/** What a file is, told by its content and never by its name. */
export type Recognised =
  | { readonly kind: "evtx" }
  | { readonly kind: "gzip" }
  | { readonly kind: "zip" }
  | { readonly kind: "tar" }
  | { readonly kind: "text"; readonly format: TextFormat; readonly encoding: TextEncodingName }
  | { readonly kind: "empty" }
  | { readonly kind: "unknown" };

/** "counted" is syslog with octet counts (RFC 6587). */
export type TextFormat = "xml" | "json" | "syslog" | "counted" | "xrdp";

/** So much of a file is looked at. */
export const HEAD_BYTES = 65_536;

const MAGIC: readonly { readonly kind: "evtx" | "gzip" | "zip"; readonly bytes: string }[] = [
  { kind: "evtx", bytes: "ElfFile\0" },
  { kind: "evtx", bytes: "ElfChnk\0" },
  { kind: "gzip", bytes: "\u001f\u008b\u0008" },
  { kind: "zip", bytes: "PK\u0003\u0004" },
  { kind: "zip", bytes: "PK\u0005\u0006" },
];
const TAR_MAGIC_OFFSET = 257;

/** What the first bytes of a file or stream are. `format` names a text format that must not be guessed. */
export function recognise(head: Uint8Array, format?: string): Recognised {
  if (head.length === 0) return { kind: "empty" };
  const start = latin1(head.subarray(0, 8));
  const magic = MAGIC.find(({ bytes }) => start.startsWith(bytes));
  if (magic !== undefined) return { kind: magic.kind };
  if (latin1(head.subarray(TAR_MAGIC_OFFSET, TAR_MAGIC_OFFSET + 5)) === "ustar") return { kind: "tar" };
  if (head.every((byte) => byte === 0)) return { kind: "empty" };
  const encoding = encodingOf(head);
  const text = new TextDecoder(encoding).decode(head, { stream: true });
  const found = isTextFormat(format) ? refined(format, text) : textFormatOf(text);
  return found === undefined ? { kind: "unknown" } : { kind: "text", format: found, encoding };
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function isTextFormat(format: string | undefined): format is "xml" | "json" | "syslog" | "xrdp" {
  return format === "xml" || format === "json" || format === "syslog" || format === "xrdp";
}

function refined(format: "xml" | "json" | "syslog" | "xrdp", text: string): TextFormat {
  return format === "syslog" && COUNTED.test(text) ? "counted" : format;
}

const COUNTED = /^\s*[1-9]\d{0,6} <\d{1,3}>/;
const LINES_LOOKED_AT = 50;

/** The format of a text by its beginning; undefined where it is none that holds events. */
function textFormatOf(text: string): TextFormat | undefined {
  if (COUNTED.test(text)) return "counted";
  const lines = text
    .split("\n", LINES_LOOKED_AT)
    .map((line) => line.replaceAll("\0", "").trimEnd())
    .filter((line) => line !== "");
  if (lines.some((line) => splitXrdpLine(line) !== undefined)) return "xrdp";
  const first = text.trimStart().charAt(0);
  if (first === "{" || first === "[") return holdsShippedEvents(text) ? "json" : undefined;
  if (/<Event[\s>]/.test(text) && first === "<") return "xml";
  return lines.some((line) => decodeSyslog(line) !== undefined) ? "syslog" : undefined;
}

/** A document larger than the head is judged by names that only events have. */
const EVENT_NAMES = /"(?:resourceLogs|winlog|__REALTIME_TIMESTAMP|ProviderName|SourceName|win|Properties)"\s*:/;

function holdsShippedEvents(text: string): boolean {
  let isFound = false;
  let documents = 0;
  const splitter = new JsonSplitter({
    document(body) {
      documents++;
      isFound ||= isShipped(body);
    },
    damaged: () => undefined,
  });
  splitter.feed(text);
  return isFound || (documents === 0 && EVENT_NAMES.test(text));
}

function isShipped(body: string): boolean {
  try {
    const document: unknown = JSON.parse(body);
    return shipperOf(document) !== undefined;
  } catch {
    return false;
  }
}
