/** A JSON Schema (draft 2020-12) as plain JSON. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** Secrets by reference only. */
export const SECRET_PATTERN = "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|secret:.+)$";

export const NO_CONTROLS = "^[^\\u0000-\\u001f\\u007f]*$";
export const NAME_PATTERN = "^[A-Za-z0-9\\u0080-\\uffff][^\\u0000-\\u001f\\u007f/]*$";
export const RANGE_PATTERN = "^[0-9A-Fa-f.:]+(/\\d{1,3})?$";
export const HTTP_PATTERN = "^https?://[^\\s@]+$";
export const TIME_OF_DAY = "^([01]\\d|2[0-3]):[0-5]\\d$";

/** What a key is for, with its default where it has one. */
export function key(description: string, schema: JsonSchema, otherwise?: unknown): JsonSchema {
  return { description, ...schema, ...(otherwise === undefined ? {} : { default: otherwise }) };
}

export const flag: JsonSchema = { type: "boolean" };
export const clock: JsonSchema = { type: "string", pattern: TIME_OF_DAY };
export const secretReference: JsonSchema = { type: "string", pattern: SECRET_PATTERN, maxLength: 1000 };
/** An address, or a range in CIDR form. Whether it is one is checked afterwards. */
export const cidr: JsonSchema = { type: "string", pattern: RANGE_PATTERN, maxLength: 60 };
export const httpUrl: JsonSchema = { type: "string", pattern: HTTP_PATTERN, maxLength: 2000 };
/** Name of something that other parts of the configuration refer to. */
export const name: JsonSchema = {
  type: "string",
  minLength: 1,
  maxLength: 64,
  pattern: NAME_PATTERN,
};

export function line(maxLength: number): JsonSchema {
  return { type: "string", minLength: 1, maxLength, pattern: NO_CONTROLS };
}

export function whole(minimum: number, maximum: number): JsonSchema {
  return { type: "integer", minimum, maximum };
}

export function number(minimum: number, maximum: number): JsonSchema {
  return { type: "number", minimum, maximum };
}

export function oneOf(words: readonly string[]): JsonSchema {
  return { type: "string", enum: words };
}

export function listOf(items: JsonSchema, maxItems: number, minItems = 0): JsonSchema {
  return { type: "array", items, maxItems, ...(minItems === 0 ? {} : { minItems }) };
}

/** Any names, values of one kind. */
export function mapOf(values: JsonSchema, maxProperties: number): JsonSchema {
  return { type: "object", additionalProperties: values, maxProperties };
}

/** These keys and no other; the type's fields and the schema's are the same set. */
export function closed<Shape>(
  properties: Readonly<Record<keyof Shape & string, JsonSchema>>,
  required: readonly (keyof Shape & string)[] = [],
): JsonSchema {
  return { type: "object", properties, ...(required.length === 0 ? {} : { required }), additionalProperties: false };
}
