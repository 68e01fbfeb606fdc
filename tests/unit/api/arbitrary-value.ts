import * as fc from "fast-check";
import type { Described, Schema } from "./described.ts";

/** Values that fit a JSON Schema of our description, as far as its keywords are those that we use. */
export function fitting(schema: Schema, document: Described): fc.Arbitrary<unknown> {
  const reference = schema["$ref"];
  if (typeof reference === "string") return fitting(resolved(reference, document), document);
  const choices = schema["enum"];
  if (Array.isArray(choices)) return fc.constantFrom<unknown>(...choices);
  if ("const" in schema) return fc.constant(schema["const"]);
  for (const keyword of ["anyOf", "oneOf"]) {
    const branches = schema[keyword];
    if (Array.isArray(branches)) return fc.oneof(...branches.map((branch: Schema) => fitting(branch, document)));
  }
  switch (schema["type"]) {
    case "integer":
      return fc.integer({ min: number(schema["minimum"], -1000), max: number(schema["maximum"], 100_000) });
    case "number":
      return fc.double({ min: number(schema["minimum"], 0), max: number(schema["maximum"], 1000), noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array": {
      const items: unknown = schema["items"];
      return fc.array(isSchema(items) ? fitting(items, document) : fc.constant(1), {
        minLength: number(schema["minItems"], 0),
        maxLength: Math.min(4, number(schema["maxItems"], 4)),
      });
    }
    case "object":
      return fittingObject(schema, document);
    default:
      return fittingText(schema);
  }
}

/** The same with something wrong somewhere, or something else altogether. */
export function hostile(schema: Schema, document: Described): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.json({ maxDepth: 3 }).map((text): unknown => JSON.parse(text)),
    fc
      .tuple(fitting(schema, document), fc.string(), HOSTILE)
      .map(([value, name, wrong]) =>
        typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value, [name]: wrong } : wrong,
      ),
    fc.tuple(fitting(schema, document), fc.nat(), HOSTILE).map(([value, at, wrong]) => {
      if (typeof value !== "object" || value === null) return wrong;
      const names = Object.keys(value);
      return { ...value, [names[at % Math.max(1, names.length)] ?? "x"]: wrong };
    }),
  );
}

export const HOSTILE: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    -1,
    0,
    1e308,
    2 ** 53,
    "",
    "\u0000",
    "\ud800",
    "\u202eevil",
    "'; DROP TABLE target; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%00",
    "__proto__",
    "=1+1",
    "a".repeat(5000),
    [],
    {},
    true,
  ),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.double(),
);

function fittingObject(schema: Schema, document: Described): fc.Arbitrary<unknown> {
  const properties: unknown = schema["properties"];
  const required: unknown = schema["required"];
  const fields = isSchema(properties) ? Object.entries(properties) : [];
  const model = Object.fromEntries(
    fields.flatMap(([name, one]) => (isSchema(one) ? [[name, fitting(one, document)]] : [])),
  );
  const requiredKeys = fields
    .map(([name]) => name)
    .filter((name) => Array.isArray(required) && required.includes(name));
  const own = fc.record(model, { requiredKeys });
  const more: unknown = schema["additionalProperties"];
  if (!isSchema(more)) return own;
  const others = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fitting(more, document), { maxKeys: 3 });
  return fc.tuple(own, others).map(([a, b]) => ({ ...b, ...a }));
}

function fittingText(schema: Schema): fc.Arbitrary<string> {
  const pattern = schema["pattern"];
  const least = number(schema["minLength"], 0);
  const most = number(schema["maxLength"], 30);
  const fits = (text: string): boolean =>
    text.length >= least && text.length <= most && (typeof pattern !== "string" || new RegExp(pattern, "u").test(text));
  const plain = fc.string({ minLength: least, maxLength: Math.min(30, most) });
  if (typeof pattern !== "string") return plain;
  const word = fc.stringMatching(/^[a-z][a-z0-9]{4,11}$/);
  const likely = [
    "2026-11-20T10:00Z",
    "22:00",
    "22:00-07:00",
    "fleet",
    "owner=finance",
    "7",
    "10.0.0.0/24",
    "https://a.example/",
  ];
  // Most patterns of ours only forbid characters; the others are met by examples.
  if (fits("abcde")) return fc.oneof(word, plain.filter(fits));
  const known = likely.filter(fits);
  return known.length > 0 ? fc.constantFrom(...known) : fc.stringMatching(new RegExp(pattern));
}

function resolved(reference: string, document: Described): Schema {
  const schema = document.components.schemas[reference.replace("#/components/schemas/", "")];
  return { ...schema };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function number(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
