import { useQueryClient } from "@tanstack/react-query";
import { Languages, LogOut, Menu, Moon, Search, Sun, SunMoon } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { shellTexts } from "../../../src/core/texts/index.ts";
import { ask } from "../api/client.ts";
import { useLiveState } from "../api/live.tsx";
import { Button, IconButton } from "../parts/button.tsx";
import { Navigation } from "./navigation.tsx";
import { Palette } from "./palette.tsx";
import { chooseLanguage, chooseTheme, type Theme, usePreferences } from "./preferences.ts";
import css from "./shell.module.css";
import { ShortcutList } from "./shortcut-list.tsx";
import { useShortcuts } from "./use-shortcuts.ts";
import { useTexts } from "./use-texts.ts";
import type { Who } from "./use-who.ts";

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const THEME_ICONS: Readonly<Record<Theme, ReactNode>> = {
  system: <SunMoon aria-hidden="true" />,
  light: <Sun aria-hidden="true" />,
  dark: <Moon aria-hidden="true" />,
};

/** The frame around every page: navigation, search, language, theme, whether it is live. */
export function Shell({ who, children }: { readonly who: Who; readonly children: ReactNode }): ReactNode {
  const say = useTexts(shellTexts);
  const { language, theme } = usePreferences();
  const [open, setOpen] = useState<"palette" | "shortcuts" | "menu" | null>(null);
  useShortcuts({ palette: () => setOpen("palette"), help: () => setOpen("shortcuts") });
  return (
    <div className={css["frame"]}>
      <a className={css["skip"]} href="#content">
        {say("skip")}
      </a>
      <header className={css["bar"]}>
        <span className={css["menu"]}>
          <IconButton
            name={say("menu")}
            icon={<Menu aria-hidden="true" />}
            aria-expanded={open === "menu"}
            aria-controls="navigation"
            onClick={() => setOpen(open === "menu" ? null : "menu")}
          />
        </span>
        <Link href="/" className={css["brand"]}>
          <img src="/icon.svg" alt="" width="22" height="22" />
          RDPulse
        </Link>
        <button type="button" className={css["search"]} onClick={() => setOpen("palette")}>
          <Search aria-hidden="true" />
          <span>{say("palette")}</span>
          <kbd aria-hidden="true">Ctrl K</kbd>
        </button>
        <div className={css["tools"]}>
          {who.mayRead ? <LiveSign /> : null}
          <Button
            look="bare"
            icon={<Languages aria-hidden="true" />}
            lang={language === "en" ? "zh-CN" : "en"}
            aria-label={say("language", { language: language === "en" ? "中文" : "English" })}
            onClick={() => chooseLanguage(language === "en" ? "zh" : "en")}
          >
            <span className={css["word"]}>{language === "en" ? "中文" : "English"}</span>
          </Button>
          <IconButton
            name={say("theme", { theme: say(`theme.${theme}`) })}
            icon={THEME_ICONS[theme]}
            onClick={() => chooseTheme(NEXT_THEME[theme])}
          />
          {who.isSignedIn ? <SignOut /> : null}
        </div>
      </header>
      <div id="navigation" className={open === "menu" ? css["nav-open"] : css["nav"]}>
        <Navigation onGo={() => setOpen(null)} />
      </div>
      <main id="content" className={css["content"]} tabIndex={-1}>
        {children}
      </main>
      {open === "palette" ? <Palette mayRead={who.mayRead} onClose={() => setOpen(null)} /> : null}
      {open === "shortcuts" ? <ShortcutList onClose={() => setOpen(null)} /> : null}
    </div>
  );
}

function LiveSign(): ReactNode {
  const say = useTexts(shellTexts);
  const state = useLiveState();
  return (
    <span className={css[state]} role="status" title={say(`live.${state}`)}>
      <span className={css["dot"]} aria-hidden="true" />
      <span className={css["word"]}>{say(state === "live" ? "live.live" : `live.${state}`)}</span>
    </span>
  );
}

function SignOut(): ReactNode {
  const say = useTexts(shellTexts);
  const client = useQueryClient();
  const signOut = async (): Promise<void> => {
    await ask("/sign-out", { method: "POST" });
    client.clear();
    location.assign("/");
  };
  return <IconButton name={say("sign-out")} icon={<LogOut aria-hidden="true" />} onClick={() => void signOut()} />;
}
