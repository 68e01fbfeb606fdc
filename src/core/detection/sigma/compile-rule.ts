import { type EventRecord, valueOf } from "../../eventlog/index.ts";
import { sentence } from "../sentence.ts";
import { allOf, anyOf, compileCondition } from "./condition.ts";
import { sourcesOf } from "./log-sources.ts";
import { type FieldNames, Refusal, type SigmaReading, type SigmaRule, type Test } from "./sigma-rule.ts";
import { type Comparison, textTest } from "./values.ts";

type Mapping = Readonly<Record<string, unknown>>;

/** Values of one field, selections of one rule, selections within lists. */
const MOST_VALUES = 5000;
const DEEPEST = 10;

const LEVELS = ["informational", "low", "medium", "high", "critical"] as const;
const PLACES: ReadonlySet<string> = new Set([
  "contains",
  "startswith",
  "endswith",
  "re",
  "cidr",
  "gt",
  "gte",
  "lt",
  "lte",
  "exists",
]);

/**
 * Makes a Sigma rule, as it was read from YAML, into a test for records. A rule of which any part is not supported is
 * refused as a whole, and the part is named: half a rule would be silent or would cry at the wrong thing. Never throws.
 */
export function compileSigmaRule(input: unknown, origin: string): SigmaReading {
  const title = isMapping(input) && typeof input["title"] === "string" ? input["title"].slice(0, 300) : "";
  try {
    return { kind: "rule", rule: compiled(input, title, origin) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: "refused", refused: { origin, title, construct: error.construct, why: error.why } };
  }
}

function compiled(input: unknown, title: string, origin: string): SigmaRule {
  if (!isMapping(input)) throw refuse("a document that is no rule");
  for (const construct of ["correlation", "action", "filter"]) {
    if (input[construct] !== undefined) throw refuse(construct);
  }
  const { detection, logsource } = input;
  if (!isMapping(logsource)) throw refuse("a rule without logsource");
  if (!isMapping(detection)) throw refuse("a rule without detection");
  const sources = sourcesOf(logsource);
  const level = LEVELS.find((known) => known === input["level"]) ?? "medium";
  const falsePositives = Array.isArray(input["falsepositives"]) ? input["falsepositives"] : [];
  return {
    id: textOf(input["id"]),
    title: title === "" ? origin : title,
    level,
    author: textOf(input["author"]),
    licence: textOf(input["license"] ?? input["licence"]),
    description: textOf(input["description"]).slice(0, 1000),
    falsePositives: falsePositives.slice(0, 10).map(textOf),
    origin,
    sources,
    matches: detectionTest(detection),
  };
}

function detectionTest(detection: Mapping): Test {
  const selections = new Map<string, Test>();
  for (const [name, content] of Object.entries(detection)) {
    if (name === "condition") continue;
    if (name === "timeframe") throw refuse("timeframe");
    selections.set(name, selectionTest(content, 0));
  }
  const { condition } = detection;
  const conditions = Array.isArray(condition) ? condition : [condition];
  const tests = conditions.map((text) => {
    if (typeof text !== "string") throw refuse("a rule without condition");
    return compileCondition(text, selections);
  });
  return anyOf(tests);
}

/** A map of fields, all of which must match; a list of such maps, one of which must; or words to be found anywhere. */
function selectionTest(content: unknown, depth: number): Test {
  if (depth > DEEPEST) throw refuse("a selection nested too deeply");
  if (Array.isArray(content)) {
    if (content.length > MOST_VALUES || content.length === 0) throw refuse("a list of no or too many values");
    return anyOf(content.map((item: unknown) => selectionTest(item, depth + 1)));
  }
  if (isMapping(content)) {
    const fields = Object.entries(content);
    if (fields.length === 0) throw refuse("an empty selection");
    return allOf(fields.map(([field, value]) => fieldTest(field, value)));
  }
  return wordTest([content], false, { place: "contains", isCased: false, takesAnyDash: false });
}

function fieldTest(field: string, value: unknown): Test {
  const [name = "", ...modifiers] = field.split("|");
  const { comparison, needsAll } = comparisonOf(modifiers);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length > MOST_VALUES || values.length === 0) throw refuse("a list of no or too many values");
  if (name === "") return wordTest(values, needsAll, comparison);
  const tests = values.map((item) => textTest(item, comparison));
  return (record, fields) => {
    const text = fieldText(record, name, fields);
    return needsAll ? tests.every((test) => test(text)) : tests.some((test) => test(text));
  };
}

function comparisonOf(modifiers: readonly string[]): { readonly comparison: Comparison; readonly needsAll: boolean } {
  let place: Comparison["place"] = "whole";
  let isCased = false;
  let takesAnyDash = false;
  let needsAll = false;
  for (const modifier of modifiers) {
    if (modifier === "all") needsAll = true;
    else if (modifier === "cased") isCased = true;
    else if (modifier === "windash") takesAnyDash = true;
    else if (modifier === "i" && place === "re") isCased = false;
    else if (PLACES.has(modifier) && place === "whole") place = placeOf(modifier);
    else throw refuse(`modifier ${modifier}`);
  }
  // Expressions tell letters by their case unless they say otherwise.
  if (place === "re" && !modifiers.includes("i")) isCased = true;
  return { comparison: { place, isCased, takesAnyDash }, needsAll };
}

function placeOf(modifier: string): Comparison["place"] {
  switch (modifier) {
    case "contains":
    case "startswith":
    case "endswith":
    case "re":
    case "cidr":
    case "gt":
    case "gte":
    case "lt":
    case "lte":
    case "exists":
      return modifier;
    default:
      throw refuse(`modifier ${modifier}`);
  }
}

/** Words that may stand in any value of the event. */
function wordTest(values: readonly unknown[], needsAll: boolean, comparison: Comparison): Test {
  const place = comparison.place === "whole" ? "contains" : comparison.place;
  const tests = values.map((value) => textTest(value, { ...comparison, place }));
  return (record) => {
    const found = (test: (typeof tests)[number]): boolean => record.values.some(({ text }) => test(text));
    return needsAll ? tests.every(found) : tests.some(found);
  };
}

/** The text of a field of a record, under its own name or the one it has in this kind of record. */
function fieldText(record: EventRecord, name: string, fields: FieldNames): string | undefined {
  const own = systemText(record, name);
  if (own !== undefined) return own;
  const written = fields.get(name) ?? name;
  const exact = valueOf(record, written);
  if (exact !== undefined) return exact;
  // Elements under UserData are told with those around them.
  const wanted = written.toLowerCase();
  for (const { name: known, text } of record.values) {
    const plain = known.slice(known.lastIndexOf("/") + 1);
    if (plain.length === wanted.length && plain.toLowerCase() === wanted) return text;
  }
  return undefined;
}

function systemText(record: EventRecord, name: string): string | undefined {
  switch (name) {
    case "EventID":
      return String(record.eventId);
    case "Channel":
      return record.channel;
    case "Provider_Name":
      return record.provider;
    case "Computer":
    case "ComputerName":
      return record.computer;
    case "Level":
      return String(record.level);
    default:
      return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 1000) : "";
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(construct: string): Refusal {
  return new Refusal(
    construct,
    sentence(
      "not supported: the rule is left out as a whole, never evaluated in part",
      "不受支持：整条规则不予执行，绝不部分执行",
    ),
  );
}
