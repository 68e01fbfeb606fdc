import { ReadCursor } from "../bytes/index.ts";

/*
 * X.690 as certificates use it: one identifier byte, a definite length of at most four length bytes, contents. A length is compared
 * with what remains before anything is done with it; lengths that are not in shortest form are read, as OpenSSL and Windows do.
 */

export const DER_BOOLEAN = 0x01;
export const DER_INTEGER = 0x02;
export const DER_BIT_STRING = 0x03;
export const DER_OCTET_STRING = 0x04;
export const DER_OBJECT_IDENTIFIER = 0x06;
export const DER_SEQUENCE = 0x30;
export const DER_SET = 0x31;

/** One element: identifier byte, contents, and the bytes of all of it; both are views. */
export interface DerElement {
  readonly tag: number;
  readonly contents: Uint8Array;
  readonly whole: Uint8Array;
}

/** Reads element after element over the contents of another one; every fault is a DecodeError named `field`. */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #cursor: ReadCursor;

  constructor(bytes: Uint8Array, field: string) {
    this.#bytes = bytes;
    this.#cursor = new ReadCursor(bytes, field);
  }

  get done(): boolean {
    return this.#cursor.remaining === 0;
  }

  reject(field: string, reason: string): never {
    return this.#cursor.reject(field, reason);
  }

  /** The next element, whatever it is. */
  next(): DerElement {
    const start = this.#cursor.offset;
    const tag = this.#cursor.u8();
    if ((tag & 0x1f) === 0x1f) this.reject("tag", "has a number above 30");
    const first = this.#cursor.u8();
    let length = first;
    if (first >= 0x80) {
      const count = first & 0x7f;
      if (count === 0 || count > 4) this.reject("length", `has ${count} bytes`);
      length = 0;
      for (let index = 0; index < count; index++) length = length * 0x100 + this.#cursor.u8();
    }
    const contents = this.#cursor.take(length);
    return { tag, contents, whole: this.#bytes.subarray(start, this.#cursor.offset) };
  }

  /** The next element, which must be `tag`. */
  expect(tag: number, field: string): DerElement {
    const element = this.next();
    if (element.tag !== tag) {
      this.reject(field, `has tag 0x${element.tag.toString(16)} instead of 0x${tag.toString(16)}`);
    }
    return element;
  }

  /** The next element if it is `tag`, else undefined without moving. */
  optional(tag: number): DerElement | undefined {
    return this.#cursor.peek() === tag ? this.next() : undefined;
  }

  /** A reader over the contents of the next element, which must be `tag`. */
  enter(tag: number, field: string): DerReader {
    return new DerReader(this.expect(tag, field).contents, field);
  }

  /** Contents of all remaining elements' own kind: reads until the end, at most `max` elements. */
  *elements(max: number, field: string): Generator<DerElement> {
    for (let count = 0; !this.done; count++) {
      if (count === max) this.reject(field, `has more than ${max} elements`);
      yield this.next();
    }
  }

  expectEnd(): void {
    this.#cursor.expectEnd();
  }
}

/** Bits of a positive INTEGER's contents, without leading zeros. */
export function integerBits(contents: Uint8Array): number {
  const first = contents.findIndex((byte) => byte !== 0);
  if (first < 0) return 0;
  return (contents.length - first - 1) * 8 + (32 - Math.clz32(contents[first] ?? 0));
}

/** Octets of a BIT STRING without its count of unused bits. Throws DecodeError when that count is missing or above 7. */
export function bitStringOctets(element: DerElement, field: string): Uint8Array {
  const cursor = new ReadCursor(element.contents, field);
  if (cursor.u8() > 7) cursor.reject(field, "has more than 7 unused bits");
  return cursor.rest();
}
