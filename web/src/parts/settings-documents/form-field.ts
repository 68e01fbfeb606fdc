import type { Localized } from "../../../../src/core/texts/index.ts";

/** One setting in a form. `name` may be a path: "daily.at". */
export interface FormField {
  readonly name: string;
  readonly type: "text" | "long-text" | "secret" | "integer" | "number" | "flag" | "choice" | "words" | "list" | "map";
  readonly label: Localized;
  readonly help?: Localized;
  readonly required?: boolean;
  readonly default?: string | number | boolean;
  /** Of a choice, or the words of which some are taken. */
  readonly choices?: readonly string[];
  /** What a choice is called; its own word where there is none. */
  readonly choiceTexts?: Readonly<Record<string, Localized>>;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Entries of the list are whole numbers. */
  readonly isNumbers?: boolean;
  /** Stands under "More settings" unless it is set. */
  readonly isRare?: boolean;
}

export type Settings = Readonly<Record<string, unknown>>;
/** What stands in the boxes: a text each; of words, those that are ticked. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;
export type FormProblem = "missing" | "not-a-number";

function asRecord(value: unknown): Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The value at "daily.at". */
export function valueAt(settings: Settings, path: string): unknown {
  let value: unknown = settings;
  for (const part of path.split(".")) {
    const record = asRecord(value);
    value = Object.hasOwn(record, part) ? record[part] : undefined;
  }
  return value;
}

/** The same settings with `value` at "daily.at"; undefined takes it out, and what is then empty with it. */
export function withValue(settings: Settings, path: string, value: unknown): Settings {
  const [first = "", ...rest] = path.split(".");
  const { [first]: before, ...others } = settings;
  if (rest.length === 0) return value === undefined ? others : { ...settings, [first]: value };
  const inner = withValue(asRecord(before), rest.join("."), value);
  if (Object.keys(inner).length > 0) return { ...settings, [first]: inner };
  return others;
}

/** What the boxes show of these settings. */
export function valuesOf(fields: readonly FormField[], settings: Settings): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, shown(field, valueAt(settings, field.name))]));
}

function shown({ type }: FormField, value: unknown): string | readonly string[] {
  if (type === "words") return Array.isArray(value) ? value.map(String) : [];
  if (Array.isArray(value)) return value.map(String).join("\n");
  if (type === "map") {
    return Object.entries(asRecord(value))
      .map(([name, one]) => `${name} = ${String(one)}`)
      .join("\n");
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/**
 * The settings that the boxes stand for, on top of `before`, whose settings that have no box are kept; and what is wrong
 * with which box.
 */
export function settingsOf(
  fields: readonly FormField[],
  values: FormValues,
  before: Settings,
): { readonly settings: Settings; readonly problems: Readonly<Record<string, FormProblem>> } {
  let settings = before;
  const problems: Record<string, FormProblem> = {};
  for (const field of fields) {
    const value = parsed(field, values[field.name] ?? "");
    if (value === undefined && field.required === true) problems[field.name] = "missing";
    if (isNotNumber(value)) problems[field.name] = "not-a-number";
    settings = withValue(settings, field.name, value);
  }
  return { settings, problems };
}

function isNotNumber(value: unknown): boolean {
  return Array.isArray(value) ? value.some((one) => Number.isNaN(one)) : Number.isNaN(value);
}

function parsed(field: FormField, value: string | readonly string[]): unknown {
  if (typeof value !== "string") return value.length === 0 ? undefined : value;
  const text = value.trim();
  if (text === "") return undefined;
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  switch (field.type) {
    case "integer":
    case "number":
      return Number(text);
    case "flag":
      return text === "true";
    case "list":
      return field.isNumbers === true ? lines.map(Number) : lines;
    case "words":
      return lines;
    case "map":
      return Object.fromEntries(
        lines.map((line) => {
          const [name = "", ...rest] = line.split("=");
          return [name.trim(), rest.join("=").trim()];
        }),
      );
    case "long-text":
      return value;
    case "text":
    case "secret":
    case "choice":
      return text;
  }
}
