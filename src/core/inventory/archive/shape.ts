import { asFlag, asList, asNumber, asObject, asText, asTimeMs, isCutByDepth, property } from "../powershell-json.ts";

/** What a collector wrote does not have the shape that was agreed; the message names the field. */
export class ShapeFault extends Error {
  constructor(path: string, reason: string) {
    super(`${path === "" ? "value" : path} ${reason}`);
    this.name = "ShapeFault";
  }
}

/** Checks a value of JSON and gives it as it should be. `path` names it in faults, `origin` the file. Throws ShapeFault. */
export type Shape<Value> = (value: unknown, path: string, origin: string) => Value;

/** A field that may be absent. */
export interface Maybe<Value> {
  readonly maybe: Shape<Value>;
}

type Fields = Readonly<Record<string, Maybe<unknown> | Shape<unknown>>>;

/* What an object with these fields gives. */
type Whole<Shapes extends Fields> = {
  readonly [Name in keyof Shapes as Shapes[Name] extends Shape<unknown> ? Name : never]: Shapes[Name] extends Shape<
    infer Value
  >
    ? Value
    : never;
} & {
  readonly [Name in keyof Shapes as Shapes[Name] extends Maybe<unknown> ? Name : never]?: Shapes[Name] extends Maybe<
    infer Value
  >
    ? Value
    : never;
};

const SHOWN = 60;

function reject(value: unknown, path: string, expected: string): ShapeFault {
  if (value === undefined || value === null) return new ShapeFault(path, "is missing");
  if (isCutByDepth(value)) return new ShapeFault(path, "was cut by ConvertTo-Json -Depth");
  const shown = typeof value === "object" ? "an object" : `"${(asText(value) ?? typeof value).slice(0, SHOWN)}"`;
  return new ShapeFault(path, `is ${shown}, not ${expected}`);
}

function below(path: string, name: string): string {
  return path === "" ? name.slice(0, SHOWN) : `${path}.${name.slice(0, SHOWN)}`;
}

/** A field that may be absent or null. */
export function maybe<Value>(shape: Shape<Value>): Maybe<Value> {
  return { maybe: shape };
}

export function text(value: unknown, path: string): string {
  const found = asText(value);
  if (found === undefined) throw reject(value, path, "a text");
  return found;
}

export function number(value: unknown, path: string): number {
  const found = asNumber(value);
  if (found === undefined) throw reject(value, path, "a number");
  return found;
}

export function flag(value: unknown, path: string): boolean {
  const found = asFlag(value);
  if (found === undefined) throw reject(value, path, "true or false");
  return found;
}

/** Milliseconds since 1970: the number, or a time as ConvertTo-Json writes it. */
export function timeMs(value: unknown, path: string): number {
  const found = asNumber(value) ?? asTimeMs(value);
  if (found === undefined) throw reject(value, path, "a time");
  return found;
}

/** Text, number, truth value or null. */
export function scalar(value: unknown, path: string): string | number | boolean | null {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  return text(value, path);
}

/** Number, text or list of texts. */
export function registryData(value: unknown, path: string, origin: string): number | string | readonly string[] {
  if (typeof value === "number") return number(value, path);
  return Array.isArray(value) ? listOf(text)(value, path, origin) : text(value, path);
}

/** Where it was read: as the collector says, else the file. */
export function at(value: unknown, _path: string, origin: string): string {
  return asText(value) ?? origin;
}

/** One of the words, in any case. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Shape<Word> {
  return (value, path) => {
    const found = asText(value)?.toLowerCase();
    const word = words.find((one) => one.toLowerCase() === found);
    if (word === undefined) throw reject(value, path, `one of ${words.join(", ")}`);
    return word;
  };
}

/** A list; one item may stand alone. Null is no empty list: it is what is left of a value that could not be read. */
export function listOf<Item>(shape: Shape<Item>): Shape<readonly Item[]> {
  return (value, path, origin) => {
    if (value === undefined || value === null || isCutByDepth(value)) throw reject(value, path, "a list");
    return asList(value).map((item, index) => shape(item, `${path}[${index}]`, origin));
  };
}

/** Names to values. */
export function recordOf<Value>(shape: Shape<Value>): Shape<Readonly<Record<string, Value>>> {
  return (value, path, origin) => {
    const found = asObject(value);
    if (found === undefined) throw reject(value, path, "an object");
    return Object.fromEntries(
      Object.entries(found).map(([name, one]) => [name, shape(one, below(path, name), origin)] as const),
    );
  };
}

/** An object with these fields; others are passed over. Names are told apart without regard to case. */
export function objectOf<Shapes extends Fields>(fields: Shapes): Shape<Whole<Shapes>> {
  const shapes = Object.entries(fields);
  const isWhole = (read: object): read is Whole<Shapes> =>
    shapes.every(([name, shape]) => typeof shape !== "function" || Object.hasOwn(read, name));
  return (value, path, origin) => {
    if (asObject(value) === undefined) throw reject(value, path, "an object");
    const read: [string, unknown][] = [];
    for (const [name, shape] of shapes) {
      const found = property(value, name);
      if (typeof shape === "function") read.push([name, shape(found, below(path, name), origin)]);
      else if (found !== undefined) read.push([name, shape.maybe(found, below(path, name), origin)]);
    }
    const whole = Object.fromEntries(read);
    if (!isWhole(whole)) throw reject(value, path, "whole");
    return whole;
  };
}
