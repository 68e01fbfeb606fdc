import { escapeXml } from "../../markup/index.ts";
import type { EvtxElement } from "./evtx-element.ts";

/** One attribute or text of an event: where it stands ("Event/System/Provider@Name", "Event/EventData/Data") and its text. */
export type EventField = readonly [path: string, text: string];

/**
 * Every attribute and every text of an event in the order of the event, the namespaces among them. An element without any
 * content has an empty text; one that holds elements has a text only where something else than blanks stands between them.
 */
export function readEventFields(event: EvtxElement): readonly EventField[] {
  const fields: EventField[] = [];
  const visit = (element: EvtxElement, path: string): void => {
    for (const [name, text] of element.attributes) fields.push([`${path}@${name}`, text]);
    const texts = element.children.filter((child) => typeof child === "string");
    const text = texts.join("");
    const hasElements = texts.length < element.children.length;
    if (!hasElements || text.trim() !== "") fields.push([path, text]);
    for (const child of element.children) if (typeof child !== "string") visit(child, `${path}/${child.name}`);
  };
  visit(event, event.name);
  return fields;
}

const XML_NAME = /^[\p{L}_:][\p{L}\p{N}_:.-]*$/u;

/** A name from a damaged or hostile file must not become markup. */
function nameOf(name: string): string {
  return XML_NAME.test(name) ? name : "_";
}

/** The event as Windows shows it: one line of XML, every text escaped, what XML cannot hold replaced by U+FFFD. */
export function renderEventXml(event: EvtxElement): string {
  const name = nameOf(event.name);
  const attributes = event.attributes.map(([key, text]) => ` ${nameOf(key)}="${escapeXml(text)}"`).join("");
  if (event.children.length === 0) return `<${name}${attributes}/>`;
  const content = event.children.map((child) => (typeof child === "string" ? escapeXml(child) : renderEventXml(child)));
  return `<${name}${attributes}>${content.join("")}</${name}>`;
}
