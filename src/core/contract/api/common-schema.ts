import type { Localized } from "../../texts/index.ts";
import { integer, type JsonSchema, listOf, objectOf, orNull, text } from "../json-schema.ts";

export const wholeNumber: JsonSchema = { type: "integer", minimum: 0 };
/** Up to the year 9999. */
export const timeMs: JsonSchema = { type: "integer", minimum: 0, maximum: 253_402_300_799_999 };
export const localized: JsonSchema = objectOf<keyof Localized>({ en: text, zh: text });
/** Plain JSON that belongs to something else. */
export const openObject: JsonSchema = { type: "object", additionalProperties: true };

/** Text of a request: bounded, and without what no name holds. */
export function line(maxLength: number): JsonSchema {
  return { type: "string", minLength: 1, maxLength, pattern: "^[^\\u0000-\\u001f\\u007f]*$" };
}

/** A request may hold these fields and no other: a misspelt one is told, not passed over. */
export function closed(schema: JsonSchema): JsonSchema {
  return { ...schema, additionalProperties: false };
}

export function bounded(items: JsonSchema, maxItems: number, minItems = 0): JsonSchema {
  return { type: "array", items, minItems, maxItems };
}

export function pageOf(items: JsonSchema): JsonSchema {
  return objectOf({ items: listOf(items), next: orNull(text) });
}

export function countedPageOf(items: JsonSchema): JsonSchema {
  return objectOf({ items: listOf(items), next: orNull(text), total: integer });
}

/** Parameters that every list has. */
export const paging: Readonly<Record<"limit" | "cursor", JsonSchema>> = {
  limit: { type: "integer", minimum: 1, maximum: 1000 },
  cursor: { type: "string", maxLength: 4000, minLength: 1 },
};

/** Parameters in an address: all of them optional unless named. */
export function parameters(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema {
  return { type: "object", properties, required, additionalProperties: false };
}
