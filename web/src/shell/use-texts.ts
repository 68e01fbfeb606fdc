import { useMemo } from "react";
import { fill, type Language, type Localized, type TextValues } from "../../../src/core/texts/index.ts";
import { usePreferences } from "./preferences.ts";

export interface Say<Key extends string> {
  /** The text of this key in the language of the page; numbers are written as that language writes them. */
  (key: Key, values?: TextValues): string;
  readonly language: Language;
  /** The right one of a text that the server sent in both languages. */
  of(text: Localized): string;
}

const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", zh: "zh-CN" };

export function useTexts<Key extends string>(texts: Readonly<Record<Key, Localized>>): Say<Key> {
  const { language } = usePreferences();
  return useMemo(() => {
    const numbers = new Intl.NumberFormat(LOCALES[language]);
    const shown = (value: string | number): string => (typeof value === "number" ? numbers.format(value) : value);
    const say = (key: Key, values: TextValues = {}): string => fill(language, texts[key][language], values, shown);
    return Object.assign(say, { language, of: (text: Localized) => text[language] });
  }, [language, texts]);
}

/** BCP 47 tag for Intl. */
export function localeOf(language: Language): string {
  return LOCALES[language];
}
