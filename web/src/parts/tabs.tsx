import { type ReactNode, useEffect, useRef } from "react";
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
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone not all have room: the one that is shown is among those that are seen.
    const link = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (link != null && nav.current !== null)
      nav.current.scrollLeft = link.offsetLeft - nav.current.clientWidth / 2 + link.clientWidth / 2;
  }, [current]);
  return (
    <nav ref={nav} className={css["tabs"]} aria-label={name}>
      {items.map(({ id, href, text }) => (
        <Link key={id} href={href} aria-current={id === current ? "page" : undefined} className={css["tab"]}>
          {text}
        </Link>
      ))}
    </nav>
  );
}
