import { HOST_PATTERN } from "../plan/index.ts";
import { type Localized, nearest, printable } from "../texts/index.ts";
import type { Path, Problem } from "./problem.ts";
import {
  HTTP_PATTERN,
  type JsonSchema,
  NAME_PATTERN,
  NO_CONTROLS,
  RANGE_PATTERN,
  SECRET_PATTERN,
  TIME_OF_DAY,
} from "./schema-parts.ts";

/** Told of one configuration; the first ones tell enough. */
export const MOST_PROBLEMS = 100;

type Report = (problem: Problem) => void;

/** Walks a value along a schema and tells every place where it does not fit. Only the keywords that our schemas use. */
export function checkValue(value: unknown, schema: JsonSchema, path: Path, report: Report): void {
  const branch = branchFor(value, schema);
  if (Array.isArray(branch["enum"]) && !branch["enum"].includes(value)) {
    report(notAllowed(value, branch["enum"], path));
    return;
  }
  const type = branch["type"];
  if (typeof type === "string" && !isOfType(value, type)) {
    report(wrongType(value, branch, type, path));
    return;
  }
  if (typeof value === "string") checkText(value, branch, path, report);
  else if (typeof value === "number") checkNumber(value, branch, path, report);
  else if (Array.isArray(value)) checkList(value, branch, path, report);
  else if (isRecord(value)) checkObject(value, branch, path, report);
}

/** Of alternatives the one that is meant: by its constant `kind`, else by its type. */
function branchFor(value: unknown, schema: JsonSchema): JsonSchema {
  const kinds = schemasIn(schema["oneOf"]);
  if (kinds.length > 0 && isRecord(value)) {
    return kinds.find((kind) => constantKind(kind) === value["kind"]) ?? schema;
  }
  const choices = schemasIn(schema["anyOf"]);
  if (choices.length === 0) return schema;
  const fits = choices.find((choice) => typeof choice["type"] === "string" && isOfType(value, choice["type"]));
  return fits ?? choices.at(-1) ?? schema;
}

function constantKind(schema: JsonSchema): unknown {
  const kind = isRecord(schema["properties"]) ? schema["properties"]["kind"] : undefined;
  return isRecord(kind) ? kind["const"] : undefined;
}

function checkText(value: string, schema: JsonSchema, path: Path, report: Report): void {
  const { pattern, minLength, maxLength } = schema;
  if (pattern === SECRET_PATTERN && !new RegExp(SECRET_PATTERN).test(value)) {
    report({
      path,
      kind: "secret",
      message: {
        en: "the secret itself does not belong here; write env:NAME, file:PATH or secret:NAME, which say where it is",
        zh: "此处不能直接写机密内容；请写 env:NAME、file:PATH 或 secret:NAME，指明它存放在哪里",
      },
    });
  } else if (typeof minLength === "number" && value.length < minLength) {
    report({ path, kind: "out-of-range", message: { en: "must not be empty", zh: "不能为空" } });
  } else if (typeof maxLength === "number" && value.length > maxLength) {
    report({
      path,
      kind: "out-of-range",
      message: { en: `must have at most ${maxLength} characters`, zh: `最多 ${maxLength} 个字符` },
    });
  } else if (typeof pattern === "string" && !new RegExp(pattern, "u").test(value)) {
    // Without the text itself: it may be an address with a password in it.
    const form = PATTERN_WORDS[pattern] ?? describedForm(schema);
    report({ path, kind: "not-allowed", message: form });
  }
}

/** What our patterns mean, in words that follow the place. */
export const PATTERN_WORDS: Readonly<Record<string, Localized>> = {
  [HOST_PATTERN]: {
    en: "is no name and no address; a port has its own key",
    zh: "不是主机名也不是地址；端口请单独用 port 键",
  },
  [NAME_PATTERN]: {
    en: "must begin with a letter or digit, and have no / in it",
    zh: "必须以字母或数字开头，且不能含有 /",
  },
  [NO_CONTROLS]: { en: "must have no control characters", zh: "不能含有控制字符" },
  [TIME_OF_DAY]: { en: "must be a time, such as 07:30", zh: "必须是时间，例如 07:30" },
  [RANGE_PATTERN]: { en: "must be an address or a range, such as 10.0.0.0/8", zh: "必须是地址或网段，例如 10.0.0.0/8" },
  [HTTP_PATTERN]: {
    en: "must begin with http:// or https://, without user and password",
    zh: "必须以 http:// 或 https:// 开头，且不含用户名和密码",
  },
};

function describedForm({ description }: JsonSchema): Localized {
  const more = typeof description === "string" ? description : "";
  return { en: `has not the right form. ${more}`.trim(), zh: `格式不正确。${more}` };
}

function checkNumber(value: number, { minimum, maximum }: JsonSchema, path: Path, report: Report): void {
  const isLow = typeof minimum === "number" && value < minimum;
  const isHigh = typeof maximum === "number" && value > maximum;
  if (!isLow && !isHigh) return;
  const range = `${String(minimum)} … ${String(maximum)}`;
  report({
    path,
    kind: "out-of-range",
    message: { en: `${value} is not within ${range}`, zh: `${value} 不在 ${range} 范围内` },
  });
}

function checkList(value: readonly unknown[], schema: JsonSchema, path: Path, report: Report): void {
  const { minItems, maxItems, items } = schema;
  if (typeof minItems === "number" && value.length < minItems) {
    report({ path, kind: "out-of-range", message: { en: "must not be empty", zh: "不能为空" } });
  }
  if (typeof maxItems === "number" && value.length > maxItems) {
    report({
      path,
      kind: "out-of-range",
      message: { en: `must have at most ${maxItems} entries`, zh: `最多 ${maxItems} 项` },
    });
    return;
  }
  if (isRecord(items)) for (const [at, item] of value.entries()) checkValue(item, items, [...path, at], report);
}

function checkObject(value: Readonly<Record<string, unknown>>, schema: JsonSchema, path: Path, report: Report): void {
  const properties = isRecord(schema["properties"]) ? schema["properties"] : {};
  const others = schema["additionalProperties"];
  const names = Object.keys(value);
  if (typeof schema["maxProperties"] === "number" && names.length > schema["maxProperties"]) {
    report({ path, kind: "out-of-range", message: { en: "has too many keys", zh: "键过多" } });
    return;
  }
  for (const name of names) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (isRecord(known)) checkValue(value[name], known, [...path, name], report);
    else if (isRecord(others)) checkValue(value[name], others, [...path, name], report);
    else if (others === false) report(unknownKey(name, Object.keys(properties), value, path));
  }
  for (const name of Array.isArray(schema["required"]) ? schema["required"] : []) {
    if (typeof name !== "string" || Object.hasOwn(value, name)) continue;
    report({ path, kind: "missing", message: { en: `${name} is missing`, zh: `缺少 ${name}` } });
  }
}

/** Keys that are there already are not what was meant. */
function unknownKey(
  name: string,
  known: readonly string[],
  value: Readonly<Record<string, unknown>>,
  path: Path,
): Problem {
  const free = known.filter((key) => !Object.hasOwn(value, key));
  const match = nearest(name.slice(0, 64), free) ?? nearest(name.slice(0, 64), known);
  const shown = printable(name, 60);
  return {
    path: [...path, name],
    kind: "unknown-key",
    ...(match === undefined ? {} : { nearest: match }),
    message:
      match === undefined
        ? {
            en: `${shown}: no such key; there are ${known.join(", ")}`,
            zh: `${shown}：没有此键；可用的键：${known.join("、")}`,
          }
        : { en: `${shown}: no such key; did you mean ${match}?`, zh: `${shown}：没有此键；是否指 ${match}？` },
  };
}

function notAllowed(value: unknown, choices: readonly unknown[], path: Path): Problem {
  const words = choices.map(String);
  const match = typeof value === "string" ? nearest(value.slice(0, 64), words) : undefined;
  const list = words.join(", ");
  return {
    path,
    kind: "not-allowed",
    ...(match === undefined ? {} : { nearest: match }),
    message:
      match === undefined
        ? { en: `must be one of ${list}`, zh: `必须是以下之一：${list}` }
        : { en: `must be one of ${list}; did you mean ${match}?`, zh: `必须是以下之一：${list}；是否指 ${match}？` },
  };
}

const TYPE_NAMES: Readonly<Record<string, { readonly en: string; readonly zh: string }>> = {
  string: { en: "a text", zh: "文本" },
  integer: { en: "a whole number", zh: "整数" },
  number: { en: "a number", zh: "数字" },
  boolean: { en: "true or false", zh: "true 或 false" },
  array: { en: "a list", zh: "列表" },
  object: { en: "a block of keys", zh: "键值块" },
  null: { en: "nothing", zh: "空" },
};

function wrongType(value: unknown, schema: JsonSchema, type: string, path: Path): Problem {
  const unknown = { en: type, zh: type };
  const wanted = TYPE_NAMES[type] ?? unknown;
  const found = TYPE_NAMES[typeNameOf(value)] ?? unknown;
  const isQuotable = type === "string" && (typeof value === "number" || typeof value === "boolean");
  if (schema["pattern"] === SECRET_PATTERN) {
    return {
      path,
      kind: "secret",
      message: {
        en: "must be a reference to a secret: env:NAME, file:PATH or secret:NAME",
        zh: "必须是机密的引用：env:NAME、file:PATH 或 secret:NAME",
      },
    };
  }
  return {
    path,
    kind: "wrong-type",
    message: {
      en: `must be ${wanted.en}, and is ${found.en}${isQuotable ? "; put it in quotes" : ""}`,
      zh: `必须是${wanted.zh}，实际为${found.zh}${isQuotable ? "；请加引号" : ""}`,
    },
  };
}

function typeNameOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}

function isOfType(value: unknown, type: string): boolean {
  if (type === "integer") return Number.isSafeInteger(value);
  if (type === "number") return typeof value === "number" && Number.isFinite(value);
  return typeNameOf(value) === type;
}

function schemasIn(value: unknown): readonly JsonSchema[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
