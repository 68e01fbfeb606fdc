import { useMemo, useSyncExternalStore } from "react";
import { usePreferences } from "../shell/preferences.ts";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** The colour of a token, without its "--", as a canvas takes it. */
export type ColorOf<Token extends string> = (token: Token) => string;

/** Colours of these tokens (a constant list); others when the theme changes. */
export function useColors<Token extends string>(tokens: readonly Token[]): ColorOf<Token> {
  const { theme } = usePreferences();
  const isDark = useSyncExternalStore(listen, () => dark.matches);
  return useMemo(() => resolved(tokens, `${theme} ${isDark}`), [tokens, theme, isDark]);
}

function listen(listener: () => void): () => void {
  dark.addEventListener("change", listener);
  return () => dark.removeEventListener("change", listener);
}

/** A token may be a function such as light-dark(): only an element knows what it comes to. `_theme`: asked anew for each. */
function resolved<Token extends string>(tokens: readonly Token[], _theme: string): ColorOf<Token> {
  const probe = document.createElement("span");
  // Reduced motion gives every element a transition of no length, at whose beginning the colour is still the one before.
  probe.style.setProperty("transition", "none", "important");
  document.body.append(probe);
  const colors = new Map<Token, string>();
  for (const token of tokens) {
    probe.style.color = `var(--${token})`;
    colors.set(token, getComputedStyle(probe).color);
  }
  probe.remove();
  return (token) => colors.get(token) ?? "currentcolor";
}
