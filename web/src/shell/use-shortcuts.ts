import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { pages } from "../pages/registry.ts";
import { addressOf } from "./navigation.tsx";

export interface ShortcutActions {
  readonly palette: () => void;
  readonly help: () => void;
}

const PAUSE_MS = 1200;

/** Ctrl K or / opens the palette, ? the list, g and a letter goes to a page. Not while somebody types. */
export function useShortcuts(actions: ShortcutActions): void {
  const [, go] = useLocation();
  const latest = useRef({ ...actions, go });
  useEffect(() => {
    latest.current = { ...actions, go };
  });
  useEffect(() => {
    let goneMs = -PAUSE_MS;
    const press = (event: KeyboardEvent): void => {
      const { palette, help, go: goTo } = latest.current;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        palette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.timeStamp - goneMs < PAUSE_MS) {
        goneMs = -PAUSE_MS;
        const page = pages.find(({ key }) => key === event.key);
        if (page !== undefined) {
          event.preventDefault();
          goTo(addressOf(page));
        }
        return;
      }
      if (event.key === "g") goneMs = event.timeStamp;
      else if (event.key === "?") help();
      else if (event.key === "/") {
        event.preventDefault();
        searchOfPage()?.focus();
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

/** The search box of the page that is shown. */
function searchOfPage(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>("#content input[type=search]");
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/u.test(target.tagName))
  );
}
