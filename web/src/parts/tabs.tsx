import type { ReactNode } from "react";
import { Link } from "wouter";
import css from "./tabs.module.css";

/** Parts of a page as links: each has its address. */
export function Tabs({
  name,
  items,
  current,
}: {
  readonly name: string;
  readonly items: readonly { readonly id: string; readonly href: string; readonly text: ReactNode }[];
  readonly current: string;
}): ReactNode {
  return (
    <nav className={css["tabs"]} aria-label={name}>
      {items.map(({ id, href, text }) => (
        <Link key={id} href={href} aria-current={id === current ? "page" : undefined} className={css["tab"]}>
          {text}
        </Link>
      ))}
    </nav>
  );
}
