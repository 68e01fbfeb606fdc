import { DecodeError } from "../../bytes/index.ts";
import { BinXmlCursor } from "./binxml-cursor.ts";
import { DefinitionParser, type NamePlace } from "./definition.ts";
import { TEMPLATE_BYTES_LIMIT, TEMPLATE_LIMIT } from "./limits.ts";
import type { ElementNode } from "./nodes.ts";
import { type Place, type Plan, planOf } from "./plan.ts";
import { TOKEN } from "./tokens.ts";

/** next template (4), GUID (16), size of what follows (4) */
export const DEFINITION_HEAD_BYTES = 24;
const FRAGMENT_HEADER_BYTES = 4;
/** Definitions do not overlap: what one chunk asks to be compiled cannot honestly exceed the chunk; twice that is allowed. */
const CHUNK_WORK_LIMIT = 131_072;
/** Two definitions of one GUID and size are rare (names in other places); more than a few are an attack. */
const VARIANT_LIMIT = 8;

/** A definition in the form that is quick to fill with values. */
export class Template {
  readonly root: ElementNode;
  readonly #plans = new Map<Place, Plan>();
  #lastPlace: Place | undefined;
  #lastPlan: Plan | undefined;

  constructor(root: ElementNode) {
    this.root = root;
  }

  plan(place: Place): Plan {
    if (place === this.#lastPlace && this.#lastPlan !== undefined) return this.#lastPlan;
    let plan = this.#plans.get(place);
    if (plan === undefined) {
      // Places are objects of other plans: of an honest log a handful, so forgetting all of them costs nothing.
      if (this.#plans.size >= VARIANT_LIMIT) this.#plans.clear();
      plan = planOf(this.root, place);
      this.#plans.set(place, plan);
    }
    this.#lastPlace = place;
    this.#lastPlan = plan;
    return plan;
  }
}

interface Kept {
  readonly template: Template;
  /** GUID, size and body, as first seen. */
  readonly bytes: Uint8Array;
  readonly names: readonly NamePlace[];
}

/**
 * The templates of a log. Within a chunk, a definition is known by its offset. The same definition is written again into
 * each chunk that needs it: it is found by GUID and size, verified byte by byte, except for the offsets of names, whose
 * names are compared instead, and not compiled again.
 */
export class TemplateCache {
  readonly #inChunk = new Map<number, Template | DecodeError>();
  readonly #kept = new Map<number, Kept[]>();
  #keptCount = 0;
  #keptBytes = 0;
  #chunkWork = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));

  beginChunk(view: DataView): void {
    this.#view = view;
    this.#inChunk.clear();
    this.#chunkWork = 0;
  }

  /** The template whose definition begins at this offset of the chunk. Throws DecodeError. */
  at(offset: number): Template {
    const known = this.#inChunk.get(offset);
    if (known instanceof Template) return known;
    if (known !== undefined) throw known;
    try {
      const template = this.#load(offset);
      this.#inChunk.set(offset, template);
      return template;
    } catch (error) {
      if (error instanceof DecodeError) this.#inChunk.set(offset, error);
      throw error;
    }
  }

  #load(offset: number): Template {
    const view = this.#view;
    const cursor = new BinXmlCursor(view, offset, view.byteLength);
    if (offset + DEFINITION_HEAD_BYTES > view.byteLength) cursor.reject("template offset", "is outside of the chunk");
    const size = view.getUint32(offset + 20, true);
    const start = offset + DEFINITION_HEAD_BYTES;
    if (size > view.byteLength - start) cursor.reject("template", `of ${size} bytes runs out of the chunk`);
    this.#chunkWork += size + DEFINITION_HEAD_BYTES;
    if (this.#chunkWork > CHUNK_WORK_LIMIT) cursor.reject("template", "is one too many: they overlap");
    const key = (view.getInt32(offset + 4, true) ^ Math.imul(size, 0x9e3779b1)) | 0;
    const variants = this.#kept.get(key);
    if (variants !== undefined) {
      for (const kept of variants) if (this.#isSame(kept, offset, size)) return kept.template;
    }
    return this.#compile(offset, size, key);
  }

  #compile(offset: number, size: number, key: number): Template {
    const view = this.#view;
    const start = offset + DEFINITION_HEAD_BYTES;
    const cursor = new BinXmlCursor(view, start, start + size);
    if (cursor.peek() === TOKEN.fragmentHeader) cursor.skip(FRAGMENT_HEADER_BYTES);
    const parser = new DefinitionParser(cursor, true);
    const template = new Template(parser.element(0));
    const bytes = new Uint8Array(view.buffer, view.byteOffset + offset + 4, size + DEFINITION_HEAD_BYTES - 4).slice();
    const names = parser.names.map((place) => ({ ...place, offset: place.offset - offset - 4 }));
    const cost = bytes.length + parser.nameUnits * 2;
    if (this.#keptCount >= TEMPLATE_LIMIT || this.#keptBytes + cost > TEMPLATE_BYTES_LIMIT) {
      this.#kept.clear();
      this.#keptCount = 0;
      this.#keptBytes = 0;
    }
    const variants = this.#kept.get(key) ?? [];
    if (variants.length < VARIANT_LIMIT) {
      this.#kept.set(key, [...variants, { template, bytes, names }]);
      this.#keptCount++;
      this.#keptBytes += cost;
    }
    return template;
  }

  #isSame(kept: Kept, offset: number, size: number): boolean {
    const base = offset + 4;
    if (kept.bytes.length !== size + DEFINITION_HEAD_BYTES - 4) return false;
    let from = 0;
    for (const { offset: at, name, inline } of kept.names) {
      if (!this.#equalBytes(kept.bytes, base, from, at)) return false;
      const target = this.#view.getUint32(base + at, true);
      from = at + 4;
      if (inline) {
        if (target !== base + from) return false;
        from += 4;
      } else if (!this.#isName(target, name)) return false;
    }
    return this.#equalBytes(kept.bytes, base, from, kept.bytes.length);
  }

  #equalBytes(bytes: Uint8Array, base: number, from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (bytes[at] !== this.#view.getUint8(base + at)) return false;
    return true;
  }

  #isName(offset: number, name: string): boolean {
    const view = this.#view;
    const from = offset + 8;
    if (from + name.length * 2 > view.byteLength || view.getUint16(offset + 6, true) !== name.length) return false;
    for (let index = 0; index < name.length; index++) {
      if (view.getUint16(from + index * 2, true) !== name.charCodeAt(index)) return false;
    }
    return true;
  }
}
