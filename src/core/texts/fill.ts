import type { Language } from "./localized.ts";

export type TextValues = Readonly<Record<string, string | number>>;

const PLURALS: Readonly<Record<Language, Intl.PluralRules>> = {
  en: new Intl.PluralRules("en"),
  zh: new Intl.PluralRules("zh-CN"),
};

/**
 * A text with its values: `{name}` is replaced by that value, `{name:one|many}` by the word for one or for another number.
 * `shown` says how a value is written (as it is, when absent). A placeholder without a value stays, so that its lack is seen.
 */
export function fill(
  language: Language,
  text: string,
  values: TextValues,
  shown: (value: string | number) => string = String,
): string {
  return text.replaceAll(/\{(\w+)(?::([^|{}]*)\|([^{}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (one === undefined || many === undefined) return shown(value);
    return typeof value === "number" && PLURALS[language].select(value) === "one" ? one : many;
  });
}
