export { DecodeError } from "./decode-error.ts";
export type { DecodeFault } from "./decode-error.ts";
export { ReadCursor } from "./read-cursor.ts";
export { concat, fromHex, fromLatin1, fromUtf16, toHex, toLatin1, toUtf16 } from "./text.ts";
export { WriteCursor } from "./write-cursor.ts";
export { decodeObjectIdentifier, encodeObjectIdentifier } from "./object-identifier.ts";
