/**
 * An element of an XML document, as far as events need it: names without prefix, attributes by name, and the text of the
 * element itself. Whoever parses the XML builds it; nothing here knows a parser.
 */
export interface EventElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly EventElement[];
  readonly text: string;
}

export function childOf(element: EventElement | undefined, name: string): EventElement | undefined {
  return element?.children.find((child) => child.name === name);
}

export function attributeOf(element: EventElement | undefined, name: string): string | undefined {
  return element !== undefined && Object.hasOwn(element.attributes, name) ? element.attributes[name] : undefined;
}

/** Text of a child without the blanks around it; undefined where there is no child or it is empty. */
export function childText(element: EventElement | undefined, name: string): string | undefined {
  const text = childOf(element, name)?.text.trim();
  return text === "" ? undefined : text;
}
