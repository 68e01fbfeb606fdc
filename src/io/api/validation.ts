import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { type FieldProblem, type JsonSchema, PATTERN_WORDS } from "../../core/contract/index.ts";
import { printable } from "../../core/texts/index.ts";
import { Problem } from "./problem.ts";

const options = { strict: false, allErrors: false, logger: false } as const;
const exact = new Ajv2020(options);
// Everything in an address is text; "7" is the number 7 there, and one value is a list of one.
const fromText = new Ajv2020({ ...options, coerceTypes: "array" });

/** Gives the value where it fits its schema, else throws the problem that tells where it does not. */
export type Reader<Value> = (value: unknown) => Value;

export function readerOf<Value>(schema: JsonSchema, from: "body" | "address"): Reader<Value> {
  const fits = (from === "body" ? exact : fromText).compile<Value>(schema);
  return (value) => {
    if (fits(value)) return value;
    throw new Problem("invalid", undefined, { fields: (fits.errors ?? []).slice(0, 5).map(fieldProblem) });
  };
}

function named(value: unknown): string {
  return printable(typeof value === "string" ? value : JSON.stringify(value), 100);
}

function fieldProblem({ instancePath, keyword, params, message }: ErrorObject): FieldProblem {
  const pointer = printable(instancePath, 200);
  switch (keyword) {
    case "required": {
      const name = named(params["missingProperty"]);
      return { pointer, text: { en: `"${name}" is missing`, zh: `缺少 "${name}"` } };
    }
    case "additionalProperties":
    case "unevaluatedProperties": {
      const name = named(params["additionalProperty"] ?? params["unevaluatedProperty"]);
      return { pointer, text: { en: `there is no field "${name}"`, zh: `没有名为 "${name}" 的字段` } };
    }
    case "enum": {
      const allowed = printable(
        (Array.isArray(params["allowedValues"]) ? params["allowedValues"] : []).join(", "),
        400,
      );
      return { pointer, text: { en: `must be one of ${allowed}`, zh: `必须是以下值之一：${allowed}` } };
    }
    case "type": {
      const type = named(params["type"]);
      return { pointer, text: { en: `must be of type ${type}`, zh: `类型必须是 ${type}` } };
    }
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum": {
      const bound = `${String(params["comparison"])} ${String(params["limit"])}`;
      return { pointer, text: { en: `must be ${bound}`, zh: `必须 ${bound}` } };
    }
    case "maxLength":
    case "minLength":
    case "maxItems":
    case "minItems":
    case "maxProperties": {
      const limit = String(params["limit"]);
      const [en, zh] = keyword.startsWith("max") ? ["at most", "最多"] : ["at least", "至少"];
      const [what, unit] = keyword.endsWith("Length") ? ["characters", "个字符"] : ["entries", "项"];
      if (limit === "1" && en === "at least") return { pointer, text: { en: "must not be empty", zh: "不能为空" } };
      return { pointer, text: { en: `must have ${en} ${limit} ${what}`, zh: `${zh} ${limit} ${unit}` } };
    }
    case "pattern": {
      const words = PATTERN_WORDS[String(params["pattern"])];
      if (words !== undefined) return { pointer, text: words };
      const why = printable(message ?? keyword, 200);
      return { pointer, text: { en: why, zh: `格式不正确：${why}` } };
    }
    default: {
      const why = printable(message ?? keyword, 200);
      return { pointer, text: { en: why, zh: `不符合规则 "${keyword}"：${why}` } };
    }
  }
}
