import { ReadCursor } from "../bytes/index.ts";

const CONTENTS_MAX = 64;
const SUBIDENTIFIER_BYTES_MAX = 7;

/** Dotted text of an OBJECT IDENTIFIER's contents (X.690 8.19). Throws DecodeError when it is empty, cut off, or longer than any in use. */
export function objectIdentifier(contents: Uint8Array): string {
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
