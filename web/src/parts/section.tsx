import { type ReactNode, useId } from "react";
import css from "./section.module.css";

/** A part of a page on a surface of its own, with its heading. */
export function Section({
  title,
  actions,
  children,
  flush = false,
}: {
  readonly title: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Without space around the content: for tables. */
  readonly flush?: boolean;
}): ReactNode {
  const id = useId();
  return (
    <section className={css["section"]} aria-labelledby={id}>
      <header className={css["head"]}>
        <h2 id={id}>{title}</h2>
        {actions === undefined ? null : <div className={css["actions"]}>{actions}</div>}
      </header>
      <div className={flush ? css["flush"] : css["body"]}>{children}</div>
    </section>
  );
}

/** Head of a page: what it is, one line of explanation, and what can be done. */
export function PageHead({
  title,
  about,
  actions,
}: {
  readonly title: ReactNode;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
}): ReactNode {
  return (
    <header className={css["page-head"]}>
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {about === undefined ? null : <p className={css["about"]}>{about}</p>}
      </div>
      {actions === undefined ? null : <div className={css["actions"]}>{actions}</div>}
    </header>
  );
}
