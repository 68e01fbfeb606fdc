import type { Localized } from "../texts/index.ts";

type Values = Readonly<Record<string, string | number | Localized>>;

/**
 * A sentence in both languages; `{name}` stands for a value, `{name:one|many}` for the word beside it. Braces within a
 * value stay as they are, whoever wrote it.
 */
export function sentence(en: string, zh: string, values: Values = {}): Localized {
  return { en: filled(en, values, "en"), zh: filled(zh, values, "zh") };
}

function filled(text: string, values: Values, language: keyof Localized): string {
  return text.replaceAll(/\{(\w+)(?::([^|{}]*)\|([^{}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (one !== undefined && many !== undefined) return value === 1 ? one : many;
    return typeof value === "object" ? value[language] : String(value);
  });
}
