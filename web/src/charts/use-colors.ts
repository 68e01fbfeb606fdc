import { useMemo, useSyncExternalStore } from "react";
import { usePreferences } from "../shell/preferences.ts";

const dark = matchMedia("(prefers-color-scheme: dark)");
/** Paper is white in every theme. */
const print = matchMedia("print");
const KINDS = [dark, print] as const;

export function isPrinting(): boolean {
  return print.matches;
}

/** The colour of a token, without its "--", as a canvas takes it. */
export type ColorOf<Token extends string> = (token: Token) => string;

/** Colours of these tokens (a constant list); others when the theme changes, and on paper. */
export function useColors<Token extends string>(tokens: readonly Token[]): ColorOf<Token> {
  const { theme } = usePreferences();
  const ground = useSyncExternalStore(listen, () => KINDS.map(({ matches }) => matches).join(" "));
  return useMemo(() => resolved(tokens, `${theme} ${ground}`), [tokens, theme, ground]);
}

function listen(listener: () => void): () => void {
  for (const kind of KINDS) kind.addEventListener("change", listener);
  return () => {
    for (const kind of KINDS) kind.removeEventListener("change", listener);
  };
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
