import { SaxesParser } from "saxes";
import type { XmlElement } from "../../core/inventory/index.ts";
import { XmlFault } from "./xml-event.ts";

const DEEPEST = 64;
const MOST_ELEMENTS = 1_000_000;

interface OpenElement {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/**
 * A whole XML document as a tree, names without prefixes. No entities but the five of XML are known, and a document type is
 * refused, so nothing can be expanded; depth and number of elements are bounded. Throws `XmlFault`.
 */
export function parseXml(bytes: Uint8Array): XmlElement {
  const parser = new SaxesParser();
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  parser.on("error", (error) => {
    throw new XmlFault(error.message);
  });
  parser.on("doctype", () => {
    throw new XmlFault("a document type");
  });
  parser.on("opentag", (tag) => {
    elements++;
    if (open.length >= DEEPEST) throw new XmlFault("nested too deeply");
    if (elements > MOST_ELEMENTS) throw new XmlFault(`more than ${MOST_ELEMENTS} elements`);
    const attributes = Object.fromEntries(
      Object.entries(tag.attributes).map(([name, value]) => [localName(name), value]),
    );
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
  parser.write(textOf(bytes)).close();
  if (root === undefined) throw new XmlFault("no element");
  return root;
}

/* Windows writes UTF-16 with a mark, and says so in the declaration, which then no longer holds for the text. */
function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}
