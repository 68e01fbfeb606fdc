import { fromLatin1, ReadCursor, toLatin1 } from "../bytes/index.ts";

/*
 * RFC 9112 4 Status Line, 5 Field Syntax
 *
 *   HTTP/1.x SP status SP [reason] CR LF, then NAME ":" value CR LF for each field, then an empty line
 */

const HEAD_BYTES_MAX = 16_384;
const FIELDS_MAX = 64;
const PREFIX = "HTTP/1.";

export interface HttpField {
  /** As sent; compare without regard to case. */
  readonly name: string;
  readonly value: string;
}

/** Status line and fields of an HTTP/1.x answer. Control characters in its texts are replaced by U+FFFD: safe for a terminal. */
export interface HttpResponseHead {
  readonly minorVersion: 0 | 1;
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly HttpField[];
  /** Bytes of the head, the empty line included; the body begins there. */
  readonly headLength: number;
}

const printable = (text: string): string =>
  text.replaceAll(/\p{Cc}/gu, (control) => (control === "\t" ? control : "\uFFFD"));

function readField(cursor: ReadCursor, line: string): HttpField {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0));
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) cursor.reject("field-line", "has no name");
  return { name, value: printable(line.slice(colon + 1).trim()) };
}

function endOfHead(text: string): { readonly text: string; readonly length: number } | undefined {
  const end = text.indexOf("\r\n\r\n");
  const bare = text.indexOf("\n\n");
  if (bare >= 0 && (end < 0 || bare < end)) return { text: text.slice(0, bare), length: bare + 2 };
  return end < 0 ? undefined : { text: text.slice(0, end), length: end + 4 };
}

/**
 * Reads the head of an HTTP/1.0 or 1.1 answer: undefined while it is not complete. Bare line feeds are accepted, as RFC 9112 2.2 allows.
 * Throws DecodeError: not HTTP/1.x, no end within 16 KiB, more than 64 fields, or a line that is no field.
 */
export function decodeHttpResponseHead(bytes: Uint8Array): HttpResponseHead | undefined {
  const cursor = new ReadCursor(bytes, "HTTP response");
  const whole = toLatin1(bytes.subarray(0, HEAD_BYTES_MAX));
  if (!whole.startsWith(PREFIX.slice(0, whole.length))) cursor.reject("HTTP-version", "is not that of HTTP/1.x");
  const head = endOfHead(whole);
  if (head === undefined) {
    if (bytes.length >= HEAD_BYTES_MAX) cursor.reject("head", `has no end within ${HEAD_BYTES_MAX} bytes`);
    return undefined;
  }
  const [first = "", ...lines] = head.text.split(/\r?\n/);
  const [, minor, status, reason = ""] = /^HTTP\/1\.([01]) (\d{3})(?: (.*))?$/s.exec(first) ?? [];
  if (minor === undefined || status === undefined) return cursor.reject("status-line", "is malformed");
  if (lines.length > FIELDS_MAX) cursor.reject("fields", `are ${lines.length}`);
  return {
    minorVersion: minor === "1" ? 1 : 0,
    status: Number(status),
    reason: printable(reason),
    fields: lines.map((line) => readField(cursor, line)),
    headLength: head.length,
  };
}

/** The head as bytes. Throws RangeError for a line break in one of its texts. */
export function encodeHttpResponseHead(head: Omit<HttpResponseHead, "headLength">): Uint8Array {
  const lines = [
    `HTTP/1.${head.minorVersion} ${String(head.status).padStart(3, "0")} ${head.reason}`,
    ...head.fields.map(({ name, value }) => `${name}: ${value}`),
  ];
  if (lines.some((line) => /[\r\n]/.test(line))) throw new RangeError("a line break in a header");
  return fromLatin1(`${lines.join("\r\n")}\r\n\r\n`);
}

/** Values of all fields of a name, which is compared without regard to case. */
export function httpFieldValues(head: HttpResponseHead, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return head.fields.filter((field) => field.name.toLowerCase() === wanted).map(({ value }) => value);
}
