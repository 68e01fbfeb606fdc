import { ReadCursor } from "./read-cursor.ts";
import { concat } from "./text.ts";

/*
 * X.690 8.19, contents octets of OBJECT IDENTIFIER: subidentifiers in base 128, most significant first, bit 8 set on all but the last
 * byte of each. The first one is 40 * arc1 + arc2, with arc1 0..2.
 */

const CONTENTS_MAX = 64;
const SUBIDENTIFIER_BYTES_MAX = 7;

/** Dotted text of an OBJECT IDENTIFIER's contents. Throws DecodeError when it is empty, cut off, or longer than any in use. */
export function decodeObjectIdentifier(contents: Uint8Array): string {
  const cursor = new ReadCursor(contents, "OBJECT IDENTIFIER");
  if (contents.length === 0 || contents.length > CONTENTS_MAX) cursor.reject("length", `is ${contents.length}`);
  const arcs: number[] = [];
  while (cursor.remaining > 0) {
    let arc = 0;
    for (let count = 1; ; count++) {
      const byte = cursor.u8();
      arc = arc * 0x80 + (byte & 0x7f);
      if (byte < 0x80) break;
      if (count === SUBIDENTIFIER_BYTES_MAX) cursor.reject("subidentifier", "is longer than 7 bytes");
    }
    if (arcs.length === 0) {
      const top = Math.min(2, Math.floor(arc / 40));
      arcs.push(top, arc - top * 40);
    } else arcs.push(arc);
  }
  return arcs.join(".");
}

function base128(arc: number): Uint8Array {
  const digits = [arc % 0x80];
  for (let left = Math.floor(arc / 0x80); left > 0; left = Math.floor(left / 0x80))
    digits.unshift((left % 0x80) | 0x80);
  return Uint8Array.from(digits);
}

/** Contents octets of a dotted OBJECT IDENTIFIER. Throws RangeError on anything else. */
export function encodeObjectIdentifier(dotted: string): Uint8Array {
  if (!/^[012](\.\d{1,15})+$/.test(dotted)) throw new RangeError(`"${dotted}" is not an object identifier`);
  const [top = 0, second = 0, ...arcs] = dotted.split(".").map(Number);
  if (top < 2 && second > 39) throw new RangeError(`"${dotted}" is not an object identifier`);
  return concat([base128(top * 40 + second), ...arcs.map(base128)]);
}
