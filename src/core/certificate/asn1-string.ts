import { toHex, toLatin1 } from "../bytes/index.ts";
import { type DerElement } from "./der.ts";

/*
 * X.680 character strings as they occur in names. Nothing here judges or cleans the text: control characters and terminal sequences
 * that an issuer put into a name stay in it, and whoever shows it escapes them.
 */
const UTF8_STRING = 0x0c;
const NUMERIC_STRING = 0x12;
const PRINTABLE_STRING = 0x13;
const TELETEX_STRING = 0x14;
const IA5_STRING = 0x16;
const VISIBLE_STRING = 0x1a;
const UNIVERSAL_STRING = 0x1c;
const BMP_STRING = 0x1e;

const REPLACEMENT = "\ufffd";

/* Bytes that follow the first byte of a UTF-8 sequence and the smallest code point that needs so many. */
function sequence(first: number): readonly [following: number, bits: number, smallest: number] | undefined {
  if (first >= 0xc2 && first < 0xe0) return [1, first & 0x1f, 0x80];
  if (first >= 0xe0 && first < 0xf0) return [2, first & 0x0f, 0x800];
  if (first >= 0xf0 && first < 0xf5) return [3, first & 0x07, 0x10000];
  return undefined;
}

/** Text of UTF-8 bytes (RFC 3629); every byte that cannot be read becomes U+FFFD. */
function utf8Text(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at++) {
    const first = bytes[at] ?? 0;
    if (first < 0x80) {
      text += String.fromCharCode(first);
      continue;
    }
    const [following, bits, smallest] = sequence(first) ?? [0, 0, 1];
    let code = bits;
    let read = 0;
    while (read < following && ((bytes[at + read + 1] ?? 0) & 0xc0) === 0x80) {
      read++;
      code = (code << 6) | ((bytes[at + read] ?? 0) & 0x3f);
    }
    const whole = read === following && code >= smallest && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    text += whole ? String.fromCodePoint(code) : REPLACEMENT;
    if (whole) at += following;
  }
  return text;
}

/** Text of big-endian UTF-16 (BMPString); an odd last byte is dropped. */
function bmpText(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    text += String.fromCharCode(((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0));
  }
  return text;
}

function universalText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = "";
  for (let at = 0; at + 3 < bytes.length; at += 4) {
    const code = view.getUint32(at, false);
    text += code <= 0x10ffff ? String.fromCodePoint(code) : REPLACEMENT;
  }
  return text;
}

/** Text of a string element; an element that is no string is given as "#" and its bytes in hexadecimal, as RFC 4514 2.4 does. */
export function asn1Text(element: DerElement): string {
  switch (element.tag) {
    case UTF8_STRING:
      return utf8Text(element.contents);
    case NUMERIC_STRING:
    case PRINTABLE_STRING:
    case TELETEX_STRING:
    case IA5_STRING:
    case VISIBLE_STRING:
      return toLatin1(element.contents);
    case UNIVERSAL_STRING:
      return universalText(element.contents);
    case BMP_STRING:
      return bmpText(element.contents);
    default:
      return `#${toHex(element.whole)}`;
  }
}
