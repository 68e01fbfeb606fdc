import { fromLatin1 } from "../../bytes/index.ts";
import { crc32 } from "./crc32.ts";
import type { EvtxNested, EvtxText, EvtxValue, EvtxXml } from "./evtx-input.ts";
import { EVTX_CHUNK_BYTES } from "./file-header.ts";
import { toFileTime } from "./file-time.ts";
import { MORE, TOKEN, VALUE_TYPE } from "./tokens.ts";
import { typeNumber, typedOf, valueBytes } from "./value-bytes.ts";

const HEADER_BYTES = 512;
const NAME_BUCKETS = 64;
const NAMES_AT = 128;
const TEMPLATE_BUCKETS = 32;
const TEMPLATES_AT = 384;
/** A record is written before it is known whether it still fits; this is room for the longest that may be tried. */
const SCRATCH_BYTES = EVTX_CHUNK_BYTES * 4;
const RECORD_MAGIC = 0x00002a2a;

/** [MS-EVEN6] 2.2.12 "NameHash": the low 16 bits of a sum with factor 65599. */
function nameHash(name: string): number {
  let hash = 0;
  for (let index = 0; index < name.length; index++) hash = (Math.imul(hash, 65_599) + name.charCodeAt(index)) | 0;
  return hash & 0xffff;
}

/** Sixteen bytes that depend on every character: the identifier of a template is the identifier of its shape. */
function shapeGuid(shape: string): Uint8Array {
  const words = new Uint32Array(4);
  for (let word = 0; word < 4; word++) {
    let hash = 0x811c9dc5 ^ Math.imul(word + 1, 0x9e3779b1);
    for (let index = 0; index < shape.length; index++) hash = Math.imul(hash ^ shape.charCodeAt(index), 0x01000193);
    words[word] = hash ^ (hash >>> 13);
  }
  return new Uint8Array(words.buffer);
}

function isElement(node: EvtxText | EvtxXml): node is EvtxXml {
  return typeof node === "object" && "name" in node;
}

function typeOf(value: EvtxValue): number {
  // A template is made before it is known that a value lacks; most of the values that lack are texts.
  if (value === null) return VALUE_TYPE.string;
  const typed = typedOf(value);
  return typed.type === "element" ? VALUE_TYPE.binXml : typeNumber(typed);
}

/** Names and literals as they are, of values only their types: what instances of one template have in common. */
function shapeOf(node: EvtxText | EvtxXml): unknown {
  if (!isElement(node)) {
    if (typeof node === "string" || !("value" in node)) return node;
    return { type: typeOf(node.value), optional: node.optional ?? false };
  }
  return [
    node.name,
    (node.attributes ?? []).map(([name, texts]) => [name, texts.map(shapeOf)]),
    (node.content ?? []).map(shapeOf),
  ];
}

type Substitution = Extract<EvtxText, { value: EvtxValue }>;

function substitutionsOf(node: EvtxText | EvtxXml): readonly Substitution[] {
  if (!isElement(node)) return typeof node !== "string" && "value" in node ? [node] : [];
  return [
    ...(node.attributes ?? []).flatMap(([, texts]) => texts.flatMap(substitutionsOf)),
    ...(node.content ?? []).flatMap(substitutionsOf),
  ];
}

/** Writes records into one chunk, with the tables that make names and templates stand in it once. */
export class ChunkWriter {
  readonly #bytes = new Uint8Array(SCRATCH_BYTES);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #names = new Map<string, number>();
  readonly #templates = new Map<string, number>();
  readonly #nestedHeaders: boolean;
  #at = HEADER_BYTES;
  #undo: (() => void)[] = [];
  #firstId = 0;
  #lastId = 0;
  #lastRecordAt = 0;
  count = 0;

  constructor(nestedHeaders: boolean) {
    this.#nestedHeaders = nestedHeaders;
  }

  /** Adds a record; false, and nothing is changed, when it does not fit. */
  add(recordId: number, timeMs: number, timeTicks: number, event: EvtxXml, plain: boolean): boolean {
    const start = this.#at;
    this.#undo = [];
    try {
      this.#u32(RECORD_MAGIC).#u32(0).#u64(BigInt(recordId)).#u64(toFileTime(timeMs, timeTicks));
      this.#fragment({ type: "element", element: event, plain }, true);
      while ((this.#at + 4) % 8 !== 0) this.#u8(0);
      this.#u32(this.#at + 4 - start);
    } catch (error) {
      // Beyond the scratch space the view refuses; what the input got wrong is told by other messages.
      if (!(error instanceof RangeError) || this.#at < EVTX_CHUNK_BYTES - 16) throw error;
    }
    if (this.#at > EVTX_CHUNK_BYTES || this.#at < start + 28) {
      for (const step of this.#undo.toReversed()) step();
      this.#bytes.fill(0, start);
      this.#at = start;
      return false;
    }
    this.#view.setUint32(start + 4, this.#at - start, true);
    if (this.count++ === 0) this.#firstId = recordId;
    this.#lastId = recordId;
    this.#lastRecordAt = start;
    return true;
  }

  /** The chunk of 64 KiB; `firstNumber` is the number of its first record in the file, counted from 1. */
  finish(firstNumber: number): Uint8Array {
    const view = this.#view;
    this.#bytes.set(fromLatin1("ElfChnk"));
    view.setBigUint64(8, BigInt(firstNumber), true);
    view.setBigUint64(16, BigInt(firstNumber + this.count - 1), true);
    view.setBigUint64(24, BigInt(this.#firstId), true);
    view.setBigUint64(32, BigInt(this.#lastId), true);
    view.setUint32(40, 128, true);
    view.setUint32(44, this.#lastRecordAt, true);
    view.setUint32(48, this.#at, true);
    view.setUint32(52, crc32(this.#bytes.subarray(HEADER_BYTES, this.#at)), true);
    view.setUint32(120, 1, true);
    const sum = crc32(this.#bytes.subarray(128, HEADER_BYTES), crc32(this.#bytes.subarray(0, 120)));
    view.setUint32(124, sum, true);
    return this.#bytes.slice(0, EVTX_CHUNK_BYTES);
  }

  #u8(value: number): this {
    this.#view.setUint8(this.#at, value);
    this.#at += 1;
    return this;
  }

  #u16(value: number): this {
    if (value > 0xffff) throw new RangeError(`${value} does not fit 16 bits`);
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
    return this;
  }

  #u32(value: number): this {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
    return this;
  }

  #u64(value: bigint): this {
    this.#view.setBigUint64(this.#at, value, true);
    this.#at += 8;
    return this;
  }

  #units(text: string): this {
    for (let index = 0; index < text.length; index++) this.#u16(text.charCodeAt(index));
    return this;
  }

  #set32(at: number, value: number): void {
    const before = this.#view.getUint32(at, true);
    this.#view.setUint32(at, value, true);
    this.#undo.push(() => this.#view.setUint32(at, before, true));
  }

  #name(name: string): void {
    const known = this.#names.get(name);
    if (known !== undefined) {
      this.#u32(known);
      return;
    }
    const offset = this.#at + 4;
    const hash = nameHash(name);
    const bucket = NAMES_AT + (hash % NAME_BUCKETS) * 4;
    this.#u32(offset).#u32(this.#view.getUint32(bucket, true)).#u16(hash).#u16(name.length).#units(name).#u16(0);
    this.#set32(bucket, offset);
    this.#names.set(name, offset);
    this.#undo.push(() => this.#names.delete(name));
  }

  #header(): void {
    this.#u8(TOKEN.fragmentHeader).#u8(1).#u8(1).#u8(0);
  }

  #fragment(nested: EvtxNested, withHeader: boolean): void {
    if (withHeader) this.#header();
    if (nested.plain === true) this.#element(nested.element, undefined);
    else this.#instance(nested.element);
    this.#u8(TOKEN.endOfFragment);
  }

  #instance(root: EvtxXml): void {
    const shape = JSON.stringify(shapeOf(root));
    const guid = shapeGuid(shape);
    const id = new DataView(guid.buffer).getUint32(0, true);
    this.#u8(TOKEN.templateInstance).#u8(1).#u32(id);
    const known = this.#templates.get(shape);
    if (known === undefined) this.#definition(root, shape, guid, id);
    else this.#u32(known);
    const values = substitutionsOf(root);
    this.#u32(values.length);
    const descriptors = this.#at;
    for (const { value, optional } of values) {
      // As Windows does it: a value that may lack has type 0, one that the template wants is a text of no bytes.
      const lacks = value === null && optional === true;
      this.#u16(0).#u8(lacks ? VALUE_TYPE.null : typeOf(value)).#u8(0);
    }
    for (const [index, { value }] of values.entries()) {
      const from = this.#at;
      this.#value(value);
      if (this.#at - from > 0xffff) throw new RangeError(`a value of ${this.#at - from} bytes`);
      this.#view.setUint16(descriptors + index * 4, this.#at - from, true);
    }
  }

  #value(value: EvtxValue): void {
    if (value === null) return;
    const typed = typedOf(value);
    if (typed.type === "element") {
      this.#fragment(typed, this.#nestedHeaders);
      return;
    }
    const { bytes } = valueBytes(typed);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #definition(root: EvtxXml, shape: string, guid: Uint8Array, id: number): void {
    const offset = this.#at + 4;
    const bucket = TEMPLATES_AT + (id % TEMPLATE_BUCKETS) * 4;
    this.#u32(offset).#u32(this.#view.getUint32(bucket, true));
    this.#set32(bucket, offset);
    this.#templates.set(shape, offset);
    this.#undo.push(() => this.#templates.delete(shape));
    for (const byte of guid) this.#u8(byte);
    const sizeAt = this.#at;
    this.#u32(0);
    this.#header();
    const substitutions = { next: 0 };
    this.#element(root, substitutions);
    this.#u8(TOKEN.endOfFragment);
    this.#view.setUint32(sizeAt, this.#at - sizeAt - 4, true);
  }

  /** `substitutions` counts those of a template; undefined where the element is written out. */
  #element(node: EvtxXml, substitutions: { next: number } | undefined): void {
    const attributes = node.attributes ?? [];
    this.#u8(TOKEN.openStartElement | (attributes.length > 0 ? MORE : 0));
    if (substitutions !== undefined) this.#u16(0xffff);
    const sizeAt = this.#at;
    this.#u32(0);
    this.#name(node.name);
    if (attributes.length > 0) {
      const attributesAt = this.#at;
      this.#u32(0);
      for (const [index, [name, texts]] of attributes.entries()) {
        this.#u8(TOKEN.attribute | (index + 1 < attributes.length ? MORE : 0));
        this.#name(name);
        for (const text of texts) this.#text(text, substitutions);
      }
      this.#view.setUint32(attributesAt, this.#at - attributesAt - 4, true);
    }
    const content = node.content ?? [];
    if (content.length === 0) this.#u8(TOKEN.closeEmptyElement);
    else {
      this.#u8(TOKEN.closeStartElement);
      for (const child of content) {
        if (isElement(child)) this.#element(child, substitutions);
        else this.#text(child, substitutions);
      }
      this.#u8(TOKEN.endElement);
    }
    this.#view.setUint32(sizeAt, this.#at - sizeAt - 4, true);
  }

  #text(text: EvtxText, substitutions: { next: number } | undefined): void {
    if (typeof text === "string") this.#literal(text);
    else if ("entity" in text) {
      this.#u8(TOKEN.entityReference);
      this.#name(text.entity);
    } else if ("character" in text) this.#u8(TOKEN.characterReference).#u16(text.character);
    else if ("cdata" in text) this.#u8(TOKEN.cdata).#u16(text.cdata.length).#units(text.cdata);
    else if ("again" in text) this.#u8(TOKEN.normalSubstitution).#u16(text.again).#u8(VALUE_TYPE.string);
    else if (substitutions === undefined) {
      if (typeof text.value !== "string") throw new RangeError("an element that is written out holds texts only");
      this.#literal(text.value);
    } else {
      this.#u8(text.optional === true ? TOKEN.optionalSubstitution : TOKEN.normalSubstitution);
      this.#u16(substitutions.next++).#u8(typeOf(text.value));
    }
  }

  #literal(text: string): void {
    this.#u8(TOKEN.value).#u8(VALUE_TYPE.string).#u16(text.length).#units(text);
  }
}
