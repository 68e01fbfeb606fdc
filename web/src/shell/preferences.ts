import { useSyncExternalStore } from "react";
import type { Language } from "../../../src/core/texts/index.ts";

export type Theme = "system" | "light" | "dark";

export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
}

const LANGUAGE_KEY = "rdpulse.language";
const THEME_KEY = "rdpulse.theme";
const listeners = new Set<() => void>();
let current: Preferences = { language: firstLanguage(), theme: firstTheme() };

/** What this person chose; the page is drawn anew when it changes, in every tab. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(listen, () => current);
}

/** For what is not drawn: the header of a request. */
export function languageNow(): Language {
  return current.language;
}

export function chooseLanguage(language: Language): void {
  keep(LANGUAGE_KEY, language);
  take({ ...current, language });
}

export function chooseTheme(theme: Theme): void {
  keep(THEME_KEY, theme);
  take({ ...current, theme });
}

function take(next: Preferences): void {
  current = next;
  const { documentElement } = document;
  documentElement.lang = next.language === "zh" ? "zh-CN" : "en";
  if (next.theme === "system") delete documentElement.dataset["theme"];
  else documentElement.dataset["theme"] = next.theme;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener("storage", reread);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener("storage", reread);
  };
}

function reread(): void {
  take({ language: firstLanguage(), theme: firstTheme() });
}

function firstLanguage(): Language {
  const kept = readKept(LANGUAGE_KEY);
  if (kept === "en" || kept === "zh") return kept;
  return /^zh\b/iu.test(navigator.language) ? "zh" : "en";
}

function firstTheme(): Theme {
  const kept = readKept(THEME_KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** A browser may forbid storage: the choice then lasts as long as the page. */
function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}
