import type { ReactNode } from "react";
import css from "./stat.module.css";

/** One figure with its name, and a line that says what it means or what it should be. */
export function Stat({
  name,
  figure,
  note,
  tone,
  isWords = false,
}: {
  readonly name: ReactNode;
  readonly figure: ReactNode;
  readonly note?: ReactNode;
  readonly tone?: "good" | "warn" | "bad";
  /** The figure is no number but words, which would be too loud at its size. */
  readonly isWords?: boolean;
}): ReactNode {
  const look = css[isWords ? "words" : "figure"];
  return (
    <div className={css["stat"]}>
      <dt>{name}</dt>
      <dd className={tone === undefined ? look : `${look} ${css[tone]}`}>{figure}</dd>
      {note === undefined ? null : <dd className={css["note"]}>{note}</dd>}
    </div>
  );
}

/** Figures side by side. */
export function Stats({ children }: { readonly children: ReactNode }): ReactNode {
  return <dl className={css["stats"]}>{children}</dl>;
}
