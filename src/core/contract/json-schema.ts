/** A JSON Schema (draft 2020-12) as plain JSON. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

export const DIALECT = "https://json-schema.org/draft/2020-12/schema";

export const anything: JsonSchema = {};
export const text: JsonSchema = { type: "string" };
export const flag: JsonSchema = { type: "boolean" };
export const integer: JsonSchema = { type: "integer" };
export const amount: JsonSchema = { type: "number" };

export function described(description: string, schema: JsonSchema): JsonSchema {
  return { description, ...schema };
}

export function oneWordOf(words: readonly string[]): JsonSchema {
  return { type: "string", enum: words };
}

export function listOf(items: JsonSchema): JsonSchema {
  return { type: "array", items };
}

export function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: "null" }] };
}

export function referenceTo(definition: string): JsonSchema {
  return { $ref: `#/$defs/${definition}` };
}

export function mapOf(names: readonly string[], values: JsonSchema): JsonSchema {
  return { type: "object", properties: Object.fromEntries(names.map((name) => [name, values])), required: names };
}

/** An object of which all fields but the `optional` ones are there. More fields may be added within a schema number. */
export function objectOf<Field extends string>(
  properties: Readonly<Record<Field, JsonSchema>>,
  optional: readonly NoInfer<Field>[] = [],
): JsonSchema {
  const names: readonly string[] = Object.keys(properties);
  const left: readonly string[] = optional;
  return { type: "object", properties, required: names.filter((name) => !left.includes(name)) };
}
