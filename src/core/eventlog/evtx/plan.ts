import type { AttributeNode, ElementNode, Part } from "./nodes.ts";

/** Where in an event an element or a nested template stands; it decides what its values are called. */
export interface Place {
  readonly kind: "document" | "event" | "system" | "event-data" | "user-data" | "values";
  /** Names of the elements around it, joined with "/"; for `values` only. */
  readonly prefix: string;
}

export type SystemField =
  | "provider"
  | "eventId"
  | "version"
  | "level"
  | "task"
  | "opcode"
  | "keywords"
  | "time"
  | "recordId"
  | "activityId"
  | "relatedActivityId"
  | "processId"
  | "threadId"
  | "channel"
  | "computer"
  | "userId";

/** What the parts of a text come to: most are one value or one constant, which are quick to tell. */
export interface Source {
  /** Index of the one value that is the whole text, or -1. */
  readonly single: number;
  /** The whole text where no value takes part, else undefined. */
  readonly literal: string | undefined;
  readonly parts: readonly Part[];
}

export interface SystemStep extends Source {
  /** Undefined for a value that may hold more of the System part as BinXml. */
  readonly field: SystemField | undefined;
}

export interface ItemStep extends Source {
  /** Undefined when the name itself is made of values. */
  readonly name: string | undefined;
  readonly nameParts: readonly Part[];
  /** Place of what is in a value of type BinXml. */
  readonly place: Place;
  /** Only BinXml counts here: text between elements is no value. */
  readonly elementsOnly: boolean;
}

/** A template seen from one place of an event: flat lists, in the order of the event. */
export interface Plan {
  /** Steps, and letters of names and texts that the template brings along. */
  readonly cost: number;
  readonly system: readonly SystemStep[];
  readonly items: readonly ItemStep[];
}

export const DOCUMENT: Place = { kind: "document", prefix: "" };
const EVENT: Place = { kind: "event", prefix: "" };
export const SYSTEM: Place = { kind: "system", prefix: "" };
const EVENT_DATA: Place = { kind: "event-data", prefix: "" };
const USER_DATA: Place = { kind: "user-data", prefix: "" };
const VALUES: Place = { kind: "values", prefix: "" };

const SYSTEM_TEXTS: ReadonlyMap<string, SystemField> = new Map([
  ["EventID", "eventId"],
  ["Version", "version"],
  ["Level", "level"],
  ["Task", "task"],
  ["Opcode", "opcode"],
  ["Keywords", "keywords"],
  ["EventRecordID", "recordId"],
  ["Channel", "channel"],
  ["Computer", "computer"],
]);

const SYSTEM_ATTRIBUTES: ReadonlyMap<string, SystemField> = new Map([
  ["Provider@Name", "provider"],
  ["TimeCreated@SystemTime", "time"],
  ["Correlation@ActivityID", "activityId"],
  ["Correlation@RelatedActivityID", "relatedActivityId"],
  ["Execution@ProcessID", "processId"],
  ["Execution@ThreadID", "threadId"],
  ["Security@UserID", "userId"],
]);

function sourceOf(parts: readonly Part[]): Source {
  const [first] = parts;
  if (first === undefined) return { single: -1, literal: "", parts };
  if (parts.length > 1) return { single: -1, literal: undefined, parts };
  return first.kind === "text"
    ? { single: -1, literal: first.text, parts }
    : { single: first.index, literal: undefined, parts };
}

function lettersOf(parts: readonly Part[]): number {
  let letters = 0;
  for (const part of parts) letters += part.kind === "text" ? part.text.length : 1;
  return letters;
}

function isPart(node: ElementNode | Part): node is Part {
  return node.kind !== "element";
}

function attributeOf(node: ElementNode, name: string): AttributeNode | undefined {
  return node.attributes.find((attribute) => attribute.name === name);
}

class PlanBuilder {
  readonly system: SystemStep[] = [];
  readonly items: ItemStep[] = [];

  element(node: ElementNode, place: Place): void {
    switch (place.kind) {
      case "document":
        this.#content(node.content, EVENT);
        break;
      case "event":
        this.#eventPart(node);
        break;
      case "system":
        this.#systemElement(node);
        break;
      case "user-data":
        this.#value(node, place, VALUES);
        break;
      case "event-data":
      case "values":
        this.#value(node, place, undefined);
        break;
    }
  }

  #content(content: ElementNode["content"], place: Place): void {
    for (const node of content) {
      if (node.kind === "element") this.element(node, place);
      else if (node.kind === "substitution" || node.text.trim() !== "") this.#looseText(node, place);
    }
  }

  /** Text beside elements; a value may turn out to be BinXml, which is how most events hold their own part. */
  #looseText(part: Part, place: Place): void {
    if (place.kind === "system") this.system.push({ field: undefined, ...sourceOf([part]) });
    else {
      const elementsOnly = place.kind !== "event-data" && place.kind !== "values";
      this.items.push({ name: place.prefix, nameParts: [], place, elementsOnly, ...sourceOf([part]) });
    }
  }

  #eventPart(node: ElementNode): void {
    switch (node.name) {
      case "System":
        this.#content(node.content, SYSTEM);
        break;
      case "EventData":
        this.#content(node.content, EVENT_DATA);
        break;
      case "UserData":
        this.#content(node.content, USER_DATA);
        break;
      case "RenderingInfo":
        break;
      default:
        this.#value(node, EVENT, VALUES);
    }
  }

  #systemElement(node: ElementNode): void {
    const field = SYSTEM_TEXTS.get(node.name);
    if (field !== undefined) this.system.push({ field, ...sourceOf(node.content.filter(isPart)) });
    for (const attribute of node.attributes) {
      const told = SYSTEM_ATTRIBUTES.get(`${node.name}@${attribute.name}`);
      if (told !== undefined) this.system.push({ field: told, ...sourceOf(attribute.parts) });
    }
  }

  /** An element that holds a value, or elements that do; `inside` is their place where it is not named after this one. */
  #value(node: ElementNode, place: Place, inside: Place | undefined): void {
    const nameParts = node.name === "Data" ? attributeOf(node, "Name")?.parts : undefined;
    const plainName = node.name === "Data" && place.kind === "event-data" ? "" : node.name;
    const told = nameParts === undefined ? plainName : sourceOf(nameParts).literal;
    const path = told === undefined || place.prefix === "" ? told : `${place.prefix}/${told}`;
    const within: Place = inside ?? { kind: "values", prefix: path ?? node.name };
    const parts = node.content.filter(isPart);
    if (parts.length < node.content.length) {
      this.#content(node.content, within);
      return;
    }
    this.items.push({
      name: path,
      nameParts: nameParts ?? [],
      place: within,
      elementsOnly: false,
      ...sourceOf(parts),
    });
  }
}

/** What to read, and in which order, when this element stands at this place. */
export function planOf(root: ElementNode, place: Place): Plan {
  const builder = new PlanBuilder();
  builder.element(root, place);
  const { system, items } = builder;
  let cost = system.length + items.length + 1;
  for (const { parts } of system) cost += lettersOf(parts);
  for (const { name, nameParts, parts } of items) cost += (name?.length ?? 0) + lettersOf(nameParts) + lettersOf(parts);
  return { cost, system, items };
}
