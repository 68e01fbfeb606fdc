import { DecodeError } from "../../bytes/index.ts";
import { NAME_LIMIT } from "./limits.ts";
import { utf16At } from "./utf16.ts";

const NAME_HEAD_BYTES = 8;

/** A movable place in a chunk, with an end. Offsets count from the start of the chunk, as the format's own do. */
export class BinXmlCursor {
  readonly view: DataView;
  position: number;
  end: number;

  constructor(view: DataView, position: number, end: number) {
    this.view = view;
    this.position = position;
    this.end = end;
  }

  reject(field: string, reason: string): never {
    throw new DecodeError("EVTX record", this.position, { kind: "invalid", field, reason });
  }

  #advance(count: number): number {
    const at = this.position;
    if (count > this.end - at) {
      throw new DecodeError("EVTX record", at, { kind: "truncated", needed: count, remaining: this.end - at });
    }
    this.position = at + count;
    return at;
  }

  u8(): number {
    return this.view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.#advance(4), true);
  }

  skip(count: number): void {
    this.#advance(count);
  }

  peek(): number {
    return this.position < this.end ? this.view.getUint8(this.position) : -1;
  }

  /** Text with its length in front, in units. */
  countedText(): string {
    const units = this.u16();
    return utf16At(this.view, this.#advance(units * 2), units);
  }

  /*
   * [MS-EVEN6] 2.2.12 "Name", with what libevtx "Name" adds for files: offset of the next name of the same hash (4),
   * hash (2), count of units (2), the units, a zero unit.
   */

  /** The name at an offset of the chunk, without moving. */
  nameAt(offset: number): string {
    if (offset + NAME_HEAD_BYTES > this.view.byteLength)
      this.reject("name offset", `${offset} is outside of the chunk`);
    const units = this.view.getUint16(offset + 6, true);
    if (units > NAME_LIMIT) this.reject("name", `of ${units} characters`);
    const from = offset + NAME_HEAD_BYTES;
    if (from + units * 2 > this.view.byteLength) this.reject("name", "runs out of the chunk");
    return utf16At(this.view, from, units);
  }

  /** A reference to a name: the name itself follows when the offset is that of the next byte. */
  nameReference(): { readonly name: string; readonly inline: boolean } {
    const offset = this.u32();
    const inline = offset === this.position;
    const name = this.nameAt(offset);
    if (inline) this.skip(NAME_HEAD_BYTES + name.length * 2 + 2);
    return { name, inline };
  }
}
