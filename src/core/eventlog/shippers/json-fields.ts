import type { EventValue } from "../record.ts";

/** An object of a JSON document whose members may be anything. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member of an object itself, never of its prototype. */
export function memberOf(object: JsonObject | undefined, name: string): unknown {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

export function objectIn(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = memberOf(object, name);
  return isJsonObject(value) ? value : undefined;
}

/** Text of a scalar member: numbers and booleans as they are written; undefined for null, objects and lists. */
export function textIn(object: JsonObject | undefined, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = scalarText(memberOf(object, name));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A whole number, written as a number or as decimal or hexadecimal text. */
export function numberIn(object: JsonObject | undefined, ...names: readonly string[]): number | undefined {
  const text = textIn(object, ...names)?.trim();
  if (text === undefined || !/^(?:-?\d{1,20}|0x[0-9a-f]{1,16})$/i.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}

export function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return undefined;
}

const DEEPEST = 16;
const MOST_VALUES = 4096;

/**
 * Every scalar below `value` as values of an event, in order: members of objects joined with "/", items of a list with
 * the name of the list. `rename` gives the name that Windows has for a member.
 */
export function flattenValues(value: unknown, name = "", rename = (member: string): string => member): EventValue[] {
  const values: EventValue[] = [];
  const visit = (current: unknown, path: string, depth: number): void => {
    if (depth > DEEPEST || values.length > MOST_VALUES) return;
    const text = scalarText(current);
    if (text !== undefined) values.push({ name: path, text });
    else if (Array.isArray(current)) for (const item of current) visit(item, path, depth + 1);
    else if (isJsonObject(current)) {
      for (const [member, inner] of Object.entries(current)) {
        const own = rename(member);
        visit(inner, path === "" ? own : `${path}/${own}`, depth + 1);
      }
    }
  };
  visit(value, name, 0);
  return values;
}
