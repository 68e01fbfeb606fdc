import { DecodeError } from "../../bytes/index.ts";
import type { InstanceStack } from "./instance-stack.ts";
import { OPEN_ELEMENT_LIMIT } from "./limits.ts";
import type { ElementNode, Part } from "./nodes.ts";
import { ARRAY, VALUE_TYPE } from "./tokens.ts";
import type { ValueTexts } from "./value-text.ts";
import { WorkBudget } from "./work-budget.ts";

/** One element of an event with its values filled in. */
export interface EvtxElement {
  readonly name: string;
  /** Name and text, in the order of the event. */
  readonly attributes: readonly (readonly [name: string, text: string])[];
  readonly children: readonly (EvtxElement | string)[];
}

interface Instance {
  readonly base: number;
  readonly count: number;
}

/** Fills in whole events, with every element and attribute: slower than `EventAssembler`, for showing and comparing. */
export class ElementAssembler {
  readonly #instances: InstanceStack;
  readonly #texts: ValueTexts;
  #view: DataView = new DataView(new ArrayBuffer(0));
  readonly #budget = new WorkBudget();

  constructor(instances: InstanceStack, texts: ValueTexts) {
    this.#instances = instances;
    this.#texts = texts;
  }

  beginChunk(view: DataView): void {
    this.#view = view;
    this.#budget.beginChunk();
  }

  /** The event between two positions of the chunk; undefined when nothing is there. Throws DecodeError. */
  assemble(from: number, end: number): EvtxElement | undefined {
    this.#budget.beginRecord();
    this.#instances.reset();
    return this.#fragment(from, end, 0)[0];
  }

  #fragment(from: number, end: number, openElements: number): readonly EvtxElement[] {
    const instances = this.#instances;
    const roots: EvtxElement[] = [];
    let position = from;
    for (;;) {
      const template = instances.open(position, end);
      if (template === undefined) return roots;
      const { base, count, next } = instances;
      roots.push(...this.#elements(template.root, { base, count }, openElements));
      instances.close(base);
      position = next;
    }
  }

  /** Usually one; one for each item where an array is the whole content; none for an optional one without a value. */
  #elements(node: ElementNode, instance: Instance, openElements: number): readonly EvtxElement[] {
    if (openElements >= OPEN_ELEMENT_LIMIT) {
      throw new DecodeError("EVTX record", 0, { kind: "invalid", field: "element", reason: "is nested too deep" });
    }
    this.#budget.spend(1 + node.name.length);
    const attributes: (readonly [string, string])[] = [];
    for (const { name, parts } of node.attributes) {
      this.#budget.spend(1 + name.length);
      const text = this.#attribute(parts, instance);
      if (text !== undefined) attributes.push([name, text]);
    }
    const [only] = node.content;
    if (only?.kind === "substitution" && node.content.length === 1) {
      const type = this.#type(only, instance);
      if (type === VALUE_TYPE.null && only.optional && node.attributes.length === 0) return [];
      if ((type & ARRAY) !== 0) {
        return this.#items(only, instance, type).map((text) => ({ name: node.name, attributes, children: [text] }));
      }
    }
    const children: (EvtxElement | string)[] = [];
    for (const child of node.content) {
      if (child.kind === "element") children.push(...this.#elements(child, instance, openElements + 1));
      else if (child.kind === "text") children.push(this.#literal(child.text));
      else if (this.#type(child, instance) === VALUE_TYPE.binXml) {
        const { start, size } = this.#place(child, instance);
        this.#budget.spend(size);
        children.push(...this.#fragment(start, start + size, openElements + 1));
      } else {
        const text = this.#text(child, instance);
        if (text !== undefined) children.push(text);
      }
      this.#budget.spend(1);
    }
    return [{ name: node.name, attributes, children }];
  }

  #literal(text: string): string {
    this.#budget.spend(text.length);
    return text;
  }

  /** Undefined: the attribute is left out. */
  #attribute(parts: readonly Part[], instance: Instance): string | undefined {
    let whole: string | undefined = parts.length === 0 ? "" : undefined;
    for (const part of parts) {
      const text = part.kind === "text" ? this.#literal(part.text) : this.#text(part, instance);
      if (text === undefined && !(part.kind === "substitution" && part.optional)) whole ??= "";
      if (text !== undefined) whole = (whole ?? "") + text;
    }
    return whole;
  }

  #place(part: Extract<Part, { kind: "substitution" }>, instance: Instance): { start: number; size: number } {
    const index = instance.base + part.index;
    return { start: this.#instances.starts[index] ?? 0, size: this.#instances.sizes[index] ?? 0 };
  }

  /** `null` for a value that is not there. */
  #type(part: Extract<Part, { kind: "substitution" }>, instance: Instance): number {
    if (part.index >= instance.count) return VALUE_TYPE.null;
    const index = instance.base + part.index;
    return (this.#instances.sizes[index] ?? 0) === 0 ? VALUE_TYPE.null : (this.#instances.types[index] ?? 0);
  }

  #items(part: Extract<Part, { kind: "substitution" }>, instance: Instance, type: number): readonly string[] {
    const { start, size } = this.#place(part, instance);
    this.#budget.spend(size);
    return this.#texts.items(this.#view, start, size, type);
  }

  #text(part: Extract<Part, { kind: "substitution" }>, instance: Instance): string | undefined {
    const type = this.#type(part, instance);
    if (type === VALUE_TYPE.null) return undefined;
    if ((type & ARRAY) !== 0) return this.#items(part, instance, type).join(", ");
    const { start, size } = this.#place(part, instance);
    this.#budget.spend(size);
    return this.#texts.scalar(this.#view, start, size, type);
  }
}
