import { toLatin1 } from "../bytes/index.ts";
import { tlsAlertName } from "./tls-names.ts";

/** What kind of service wrote the first bytes of an answer. */
export type FirstBytesKind =
  | "tpkt"
  | "http"
  | "ssh"
  | "tls"
  | "tls-alert"
  | "vnc"
  | "ica"
  | "smtp-or-ftp"
  | "mcs-disconnect"
  | "proxy-protocol"
  | "telnet"
  | "text"
  | "unknown";

export interface FirstBytes {
  readonly kind: FirstBytesKind;
  /** Printable ASCII, at most 60 characters, everything else escaped: safe for a terminal. */
  readonly detail: string;
}

const EXCERPT_MAX = 60;
const CHARACTERS_LOOKED_AT = 128;
const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x0a, String.raw`\n`],
  [0x0d, String.raw`\r`],
  [0x09, String.raw`\t`],
  [0x5c, String.raw`\\`],
]);

/** The beginning of `bytes` as at most `max` printable ASCII characters; other bytes become \xNN, what was cut off "...". */
export function printableExcerpt(bytes: Uint8Array, max: number = EXCERPT_MAX): string {
  let text = "";
  for (const [index, byte] of bytes.entries()) {
    const piece =
      ESCAPES.get(byte) ??
      (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : String.raw`\x` + byte.toString(16).padStart(2, "0"));
    const last = index === bytes.length - 1;
    if (text.length + piece.length > (last ? max : max - 3)) return `${text}...`;
    text += piece;
  }
  return text;
}

const startsWith = (bytes: Uint8Array, prefix: readonly number[]): boolean =>
  bytes.length >= prefix.length && prefix.every((value, index) => bytes[index] === value);

function isReadable(bytes: Uint8Array): boolean {
  let letters = 0;
  for (const byte of bytes) {
    if (byte >= 0x20 && byte < 0x7f) letters++;
    else if (byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte < 0x80) return false;
  }
  return letters > 0;
}

/** TPKT of 9 bytes, X.224 Data, then T.125 DisconnectProviderUltimatum (CHOICE 8 in the six high bits). */
const isMcsDisconnect = (bytes: Uint8Array): boolean =>
  bytes[0] === 3 &&
  startsWith(bytes.subarray(4), [0x02, 0xf0, 0x80]) &&
  bytes.length >= 8 &&
  ((bytes[7] ?? 0) & 0xfc) === 0x20;

function isTpkt(bytes: Uint8Array): boolean {
  if (bytes[0] !== 3 || (bytes[1] ?? 0) !== 0) return false;
  return bytes.length < 4 || (bytes[2] ?? 0) * 0x100 + (bytes[3] ?? 0) >= 7;
}

/** RFC 8446 5.1: content type 20..23, then a record version 0x0300..0x0304. */
function isTlsRecord(bytes: Uint8Array): boolean {
  const type = bytes[0] ?? 0;
  return type >= 20 && type <= 23 && bytes.length >= 3 && bytes[1] === 3 && (bytes[2] ?? 5) <= 4;
}

function tlsAlertDetail(bytes: Uint8Array): string {
  const level = bytes[5];
  const description = bytes[6];
  if (level === undefined || description === undefined) return "alert, incomplete";
  return `${level === 2 ? "fatal" : level === 1 ? "warning" : `level ${level}`} ${tlsAlertName(description) ?? ""} (${description})`;
}

const ICA_BANNER = [0x7f, 0x7f, 0x49, 0x43, 0x41, 0x00];
const PROXY_V2_SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

const TEXT_PATTERNS: readonly (readonly [pattern: RegExp, kind: FirstBytesKind])[] = [
  [/^HTTP\/\d/i, "http"],
  [/^\s*<(?:!doctype|html)/i, "http"],
  [/^SSH-\d/, "ssh"],
  [/^RFB \d/, "vnc"],
  [/^PROXY /, "proxy-protocol"],
  [/^[2-5]\d\d[ -]/, "smtp-or-ftp"],
];

/**
 * Names what answered on an RDP port, from its first bytes alone. Never throws; bytes too few to tell are "unknown", or "tpkt" when
 * they could be the beginning of one. Whether a TPKT holds a Connection Confirm is for `decodeX224` to say.
 */
export function classifyFirstBytes(bytes: Uint8Array): FirstBytes {
  const head = bytes.subarray(0, CHARACTERS_LOOKED_AT);
  const detail = printableExcerpt(head);
  if (head.length === 0) return { kind: "unknown", detail };
  if (isMcsDisconnect(head)) return { kind: "mcs-disconnect", detail };
  if (isTpkt(head)) return { kind: "tpkt", detail };
  if (isTlsRecord(head)) {
    return head[0] === 21 ? { kind: "tls-alert", detail: tlsAlertDetail(head) } : { kind: "tls", detail };
  }
  if (startsWith(head, ICA_BANNER)) return { kind: "ica", detail };
  if (startsWith(head, PROXY_V2_SIGNATURE)) return { kind: "proxy-protocol", detail };
  // RFC 854: IAC, then SB, WILL, WON'T, DO or DON'T.
  if (head[0] === 0xff && (head[1] ?? 0) >= 0xfa && (head[1] ?? 0) <= 0xfe) return { kind: "telnet", detail };
  const text = toLatin1(head);
  for (const [pattern, kind] of TEXT_PATTERNS) if (pattern.test(text)) return { kind, detail };
  return { kind: isReadable(head) ? "text" : "unknown", detail };
}
