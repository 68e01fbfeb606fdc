import type { BinXmlCursor } from "./binxml-cursor.ts";
import { NAME_UNITS_LIMIT, OPEN_ELEMENT_LIMIT } from "./limits.ts";
import type { AttributeNode, ElementNode, Part } from "./nodes.ts";
import { MORE, TOKEN } from "./tokens.ts";

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["apos", "'"],
  ["gt", ">"],
  ["lt", "<"],
  ["quot", '"'],
]);

/** Where a definition points to a name: that offset differs from chunk to chunk though the definition is the same. */
export interface NamePlace {
  readonly offset: number;
  readonly name: string;
  /** The name follows the offset; its first 4 bytes, the next name of the same hash, differ as well. */
  readonly inline: boolean;
}

/*
 * [MS-EVEN6] section 2.2.12, "BinXml", and libevtx "Binary XML":
 *   element    = token 01 (41 with attributes), [dependency id (2), only in template definitions], size of the rest (4),
 *                name offset (4), [name], [size of the attributes (4), attributes], 03 | 02 content 04
 *   attribute  = token 06/46, name offset (4), [name], parts
 *   part       = 05/45 type (1) counted text | 07/47 counted text | 08/48 unit (2) | 09/49 name offset (4), [name]
 *              | 0d or 0e, index (2), type (1)
 *   content    = elements, parts, 0a name offset (4) [name], 0b counted text
 */

/** Reads elements and keeps what they point to. */
export class DefinitionParser {
  readonly #cursor: BinXmlCursor;
  readonly #hasDependencyIds: boolean;
  readonly names: NamePlace[] = [];
  /** Length of all names together. */
  nameUnits = 0;

  constructor(cursor: BinXmlCursor, hasDependencyIds: boolean) {
    this.#cursor = cursor;
    this.#hasDependencyIds = hasDependencyIds;
  }

  /** The element at the cursor, which is left behind it. Throws DecodeError. */
  element(openElements: number): ElementNode {
    const cursor = this.#cursor;
    if (openElements >= OPEN_ELEMENT_LIMIT) cursor.reject("element", `is the ${openElements}th open one`);
    const token = cursor.u8();
    if ((token & ~MORE) !== TOKEN.openStartElement) cursor.reject("element", `begins with token ${token}`);
    if (this.#hasDependencyIds) cursor.skip(2);
    cursor.skip(4);
    const name = this.#name();
    const attributes: AttributeNode[] = [];
    if ((token & MORE) !== 0) {
      cursor.skip(4);
      while ((cursor.peek() & ~MORE) === TOKEN.attribute) {
        cursor.skip(1);
        const attributeName = this.#name();
        const parts: Part[] = [];
        while (this.#part(parts)) continue;
        attributes.push({ name: attributeName, parts });
      }
    }
    const close = cursor.u8();
    if (close === TOKEN.closeEmptyElement) return { kind: "element", name, attributes, content: [] };
    if (close !== TOKEN.closeStartElement) cursor.reject("element", `has token ${close} after its attributes`);
    return { kind: "element", name, attributes, content: this.#content(openElements + 1) };
  }

  #name(): string {
    const offset = this.#cursor.position;
    const { name, inline } = this.#cursor.nameReference();
    this.nameUnits += name.length;
    if (this.nameUnits > NAME_UNITS_LIMIT) this.#cursor.reject("names", "are too long together");
    this.names.push({ offset, name, inline });
    return name;
  }

  #content(openElements: number): readonly (ElementNode | Part)[] {
    const cursor = this.#cursor;
    const content: (ElementNode | Part)[] = [];
    const parts: Part[] = [];
    for (;;) {
      if (this.#part(parts)) continue;
      content.push(...parts.splice(0));
      switch (cursor.peek()) {
        case TOKEN.openStartElement:
        case TOKEN.openStartElement | MORE:
          content.push(this.element(openElements));
          break;
        case TOKEN.instructionTarget:
          cursor.skip(1);
          this.#name();
          break;
        case TOKEN.instructionText:
          cursor.skip(1);
          cursor.countedText();
          break;
        case TOKEN.endElement:
          cursor.skip(1);
          return content;
        default:
          cursor.reject("content", `has token ${cursor.peek()}`);
      }
    }
  }

  /** Adds one part, joined to the text before it; false when the next token is none. */
  #part(parts: Part[]): boolean {
    const cursor = this.#cursor;
    switch (cursor.peek() & ~MORE) {
      case TOKEN.value: {
        cursor.skip(1);
        const type = cursor.u8();
        if (type !== 1) cursor.reject("text", `has type ${type}`);
        addText(parts, cursor.countedText());
        return true;
      }
      case TOKEN.cdata:
        cursor.skip(1);
        addText(parts, cursor.countedText());
        return true;
      case TOKEN.characterReference:
        cursor.skip(1);
        addText(parts, String.fromCharCode(cursor.u16()));
        return true;
      case TOKEN.entityReference: {
        cursor.skip(1);
        const name = this.#name();
        addText(parts, ENTITIES.get(name) ?? `&${name};`);
        return true;
      }
      case TOKEN.normalSubstitution:
      case TOKEN.optionalSubstitution: {
        const optional = cursor.u8() === TOKEN.optionalSubstitution;
        const index = cursor.u16();
        cursor.skip(1);
        parts.push({ kind: "substitution", index, optional });
        return true;
      }
      default:
        return false;
    }
  }
}

function addText(parts: Part[], text: string): void {
  const last = parts.at(-1);
  if (last?.kind === "text") parts[parts.length - 1] = { kind: "text", text: last.text + text };
  else parts.push({ kind: "text", text });
}
