import type { ReactNode } from "react";
import { Link, useRoute } from "wouter";
import { shellTexts } from "../../../src/core/texts/index.ts";
import { type PageEntry, type PageGroup, pages } from "../pages/registry.ts";
import css from "./navigation.module.css";
import { useTexts } from "./use-texts.ts";

const GROUPS: readonly PageGroup[] = ["now", "fleet", "work"];

/** `onGo`: somebody chose a page. */
export function Navigation({ onGo }: { readonly onGo: () => void }): ReactNode {
  const say = useTexts(shellTexts);
  return (
    <nav aria-label={say("navigation")} className={css["nav"]}>
      {GROUPS.map((group) => (
        <div key={group}>
          <p className={css["group"]} id={`nav-${group}`}>
            {say(`group.${group}`)}
          </p>
          <ul aria-labelledby={`nav-${group}`}>
            {pages
              .filter((page) => page.group === group)
              .map((page) => (
                <li key={page.id}>
                  <NavigationLink page={page} onGo={onGo} />
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function NavigationLink({ page, onGo }: { readonly page: PageEntry; readonly onGo: () => void }): ReactNode {
  const say = useTexts(shellTexts);
  const [isHere] = useRoute(page.path);
  const [isBelow] = useRoute(`${addressOf(page)}/*?`);
  const { icon: Icon } = page;
  const isCurrent = isHere || (page.path !== "/" && isBelow);
  return (
    <Link href={addressOf(page)} className={css["link"]} aria-current={isCurrent ? "page" : undefined} onClick={onGo}>
      {Icon === undefined ? null : <Icon aria-hidden="true" />}
      {say(page.title)}
    </Link>
  );
}

/** The page's address without its optional parts. */
export function addressOf({ path }: PageEntry): string {
  return path.replace(/\/:\w+\?$/u, "");
}
