import { type TextKey, wording } from "./catalogue.ts";
import type { Language } from "./localized.ts";

export type TextValues = Readonly<Record<string, string | number>>;

/**
 * The text `key` in `language`. `{name}` is replaced by that value, `{name:one|many}` by the word for 1 or for any other
 * number. A placeholder without a value stays as it is, so that its lack is seen.
 */
export function say(language: Language, key: TextKey, values: TextValues = {}): string {
  return wording[key][language].replaceAll(
    /\{(\w+)(?::([^|{}]*)\|([^{}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      if (one === undefined || many === undefined) return String(value);
      return value === 1 ? one : many;
    },
  );
}
