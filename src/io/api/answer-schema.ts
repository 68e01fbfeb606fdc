import type { JsonSchema } from "../../core/contract/index.ts";

/**
 * The schema as the serialiser reads it: it drops every field that a schema does not name, so that nothing slips out. Where
 * a schema says of an object that it is one and no more, the whole of it is meant.
 */
export function answerSchema(schema: JsonSchema): JsonSchema {
  return { ...opened(schema) };
}

function opened(value: unknown): object {
  if (Array.isArray(value)) return value.map((item: unknown) => (isPlain(item) ? opened(item) : item));
  if (typeof value !== "object" || value === null) return {};
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) copy[key] = isPlain(inner) ? opened(inner) : inner;
  const isUntold = copy["type"] === "object" && !("properties" in copy) && !("additionalProperties" in copy);
  return isUntold ? { ...copy, additionalProperties: true } : copy;
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
