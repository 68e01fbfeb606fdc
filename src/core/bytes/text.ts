const HEX: readonly string[] = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0"));

const DIGIT_CODES: Uint8Array = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
/** A text that grows by pieces keeps each of them until it is read: long ones are made of large pieces. */
const SHORT_BYTES = 256;
const PIECE_BYTES = 4096;

/** Lower-case hexadecimal digits without separators. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  if (bytes.length <= SHORT_BYTES) {
    for (const byte of bytes) text += HEX[byte];
    return text;
  }
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    const piece = bytes.subarray(from, from + PIECE_BYTES);
    const codes = new Uint8Array(piece.length * 2);
    for (const [index, byte] of piece.entries()) {
      codes[index * 2] = DIGIT_CODES[byte >> 4] ?? 0;
      codes[index * 2 + 1] = DIGIT_CODES[byte & 0x0f] ?? 0;
    }
    text += String.fromCharCode(...codes);
  }
  return text;
}

/** Bytes of a hexadecimal text; white space is ignored. Throws RangeError on anything else. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s+/g, "");
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) throw new RangeError("not a hexadecimal text");
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}

/** One character a byte (ISO 8859-1): exact for ASCII, never fails on anything else. */
export function toLatin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Bytes of a text whose characters are all below U+0100; others become "?". */
export function fromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    bytes[index] = code < 0x100 ? code : 0x3f;
  }
  return bytes;
}

/** UTF-16LE text as Windows writes it; an odd last byte is dropped. Unpaired surrogates are kept as they are. */
export function toUtf16(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index + 1 < bytes.length; index += 2) {
    text += String.fromCharCode((bytes[index] ?? 0) | ((bytes[index + 1] ?? 0) << 8));
  }
  return text;
}

/** UTF-16LE bytes of a text, without terminator. */
export function fromUtf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    bytes[index * 2] = unit & 0xff;
    bytes[index * 2 + 1] = unit >>> 8;
  }
  return bytes;
}

/** One array out of several. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
