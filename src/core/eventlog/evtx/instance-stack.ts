import { DecodeError } from "../../bytes/index.ts";
import { BinXmlCursor } from "./binxml-cursor.ts";
import { DefinitionParser } from "./definition.ts";
import { NESTING_LIMIT, VALUE_LIMIT } from "./limits.ts";
import type { ElementNode } from "./nodes.ts";
import { DEFINITION_HEAD_BYTES, Template, type TemplateCache } from "./template-cache.ts";
import { TOKEN } from "./tokens.ts";

const FRAGMENT_HEADER_BYTES = 4;
const INSTANCE_HEAD_BYTES = 10;
const FIRST_VALUES = 256;

/**
 * The template instances that are open, each within a value of the one before. Where the values lie, and of which type
 * they are, stands in three arrays, which grow when they must: index = `base` of the instance + number of the value.
 */
export class InstanceStack {
  starts: Int32Array = new Int32Array(FIRST_VALUES);
  sizes: Int32Array = new Int32Array(FIRST_VALUES);
  types: Uint8Array = new Uint8Array(FIRST_VALUES);
  /** What `open` found: its first value, how many there are, and the position behind it. */
  base = 0;
  count = 0;
  next = 0;
  #top = 0;
  #depth = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));
  readonly #templates: TemplateCache;

  constructor(templates: TemplateCache) {
    this.#templates = templates;
  }

  beginChunk(view: DataView): void {
    this.#view = view;
    this.#templates.beginChunk(view);
  }

  /** Before each record, and so after one that broke off. */
  reset(): void {
    this.#top = 0;
    this.#depth = 0;
  }

  #reject(position: number, field: string, reason: string): never {
    throw new DecodeError("EVTX record", position, { kind: "invalid", field, reason });
  }

  /**
   * Opens the next piece of a fragment: an instance of a template, or an element without one. Undefined at the end.
   * `close` it with the count and base that were found.
   */
  open(position: number, end: number): Template | undefined {
    let at = position;
    const view = this.#view;
    while (at < end && view.getUint8(at) === TOKEN.fragmentHeader) at += FRAGMENT_HEADER_BYTES;
    if (at >= end || view.getUint8(at) === TOKEN.endOfFragment) return undefined;
    if (++this.#depth > NESTING_LIMIT) this.#reject(at, "template instance", `is nested ${this.#depth} deep`);
    if (view.getUint8(at) === TOKEN.templateInstance) return this.#instance(at, end);
    return this.#plainElement(at, end);
  }

  /** Dependency ids belong into templates; other readers expect them here too, so both ways are tried. */
  #plainElement(from: number, end: number): Template {
    const cursor = new BinXmlCursor(this.#view, from, end);
    const root = this.#elementAt(cursor, from);
    this.base = this.#top;
    this.count = 0;
    this.next = cursor.position;
    return new Template(root);
  }

  #elementAt(cursor: BinXmlCursor, from: number): ElementNode {
    try {
      return new DefinitionParser(cursor, false).element(0);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      cursor.position = from;
      try {
        return new DefinitionParser(cursor, true).element(0);
      } catch {
        // What is wrong is told in the way that the specification has it.
        throw error;
      }
    }
  }

  #instance(from: number, end: number): Template {
    const view = this.#view;
    if (end - from < INSTANCE_HEAD_BYTES + 4) this.#reject(from, "template instance", "is cut off");
    const offset = view.getUint32(from + 6, true);
    let at = from + INSTANCE_HEAD_BYTES;
    const template = this.#templates.at(offset);
    if (offset === at) at += DEFINITION_HEAD_BYTES + view.getUint32(at + 20, true);
    if (at + 4 > end) this.#reject(from, "template instance", "is cut off");
    const count = view.getUint32(at, true);
    at += 4;
    if (count > VALUE_LIMIT || at + count * 4 > end) this.#reject(at, "value count", `is ${count}`);
    const base = this.#top;
    if (base + count > VALUE_LIMIT * 2) this.#reject(at, "value count", "is too large with those around it");
    if (base + count > this.starts.length) this.#grow(base + count);
    let start = at + count * 4;
    for (let index = base; index < base + count; index++, at += 4) {
      const size = view.getUint16(at, true);
      this.starts[index] = start;
      this.sizes[index] = size;
      this.types[index] = view.getUint8(at + 2);
      start += size;
    }
    if (start > end) this.#reject(from, "values", `run ${start - end} bytes out of their record`);
    this.#top = base + count;
    this.base = base;
    this.count = count;
    this.next = start;
    return template;
  }

  #grow(needed: number): void {
    const length = Math.max(needed, this.starts.length * 2);
    const [starts, sizes, types] = [new Int32Array(length), new Int32Array(length), new Uint8Array(length)];
    starts.set(this.starts);
    sizes.set(this.sizes);
    types.set(this.types);
    this.starts = starts;
    this.sizes = sizes;
    this.types = types;
  }

  close(base: number): void {
    this.#top = base;
    this.#depth--;
  }
}
