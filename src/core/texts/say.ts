import { type TextKey, wording } from "./catalogue.ts";
import { fill, type TextValues } from "./fill.ts";
import type { Language } from "./localized.ts";

/** The text `key` of the command line in `language`, with its values (see `fill`). */
export function say(language: Language, key: TextKey, values: TextValues = {}): string {
  return fill(language, wording[key][language], values);
}
