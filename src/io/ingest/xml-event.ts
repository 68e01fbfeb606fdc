import { SaxesParser } from "saxes";
import type { EventElement } from "../../core/eventlog/index.ts";

const DEEPEST = 32;
const MOST_ELEMENTS = 8192;

interface OpenElement {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: EventElement[];
  text: string;
}

/** The text is no well-formed XML, or more than an event may be. */
export class XmlFault extends Error {
  override readonly name = "XmlFault";
}

/**
 * One `Event` element as a tree, with names without their prefixes. No entities but the five of XML are known, and a
 * document type is refused, so nothing can be expanded. Throws `XmlFault`.
 */
export function parseXmlEvent(text: string): EventElement {
  const parser = new SaxesParser({ fragment: true });
  const open: OpenElement[] = [];
  let root: EventElement | undefined;
  let elements = 0;
  parser.on("error", (error) => {
    throw new XmlFault(error.message);
  });
  parser.on("doctype", () => {
    throw new XmlFault("a document type within an event");
  });
  parser.on("opentag", (tag) => {
    elements++;
    if (open.length >= DEEPEST) throw new XmlFault("nested too deeply");
    if (elements > MOST_ELEMENTS) throw new XmlFault(`more than ${MOST_ELEMENTS} elements`);
    const attributes: Record<string, string> = {};
    for (const [name, value] of Object.entries(tag.attributes)) attributes[localName(name)] = String(value);
    open.push({ name: localName(tag.name), attributes, children: [], text: "" });
  });
  const append = (part: string): void => {
    const current = open.at(-1);
    if (current !== undefined) current.text += part;
  };
  parser.on("text", append);
  parser.on("cdata", append);
  parser.on("closetag", () => {
    const element = open.pop();
    if (element === undefined) return;
    const parent = open.at(-1);
    if (parent === undefined) root ??= element;
    else parent.children.push(element);
  });
  parser.write(text).close();
  if (root === undefined) throw new XmlFault("no element");
  return root;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
