import type { ReactNode } from "react";
import css from "./stat.module.css";

/** One figure with its name, and a line that says what it means or what it should be. */
export function Stat({
  name,
  figure,
  note,
  tone,
}: {
  readonly name: ReactNode;
  readonly figure: ReactNode;
  readonly note?: ReactNode;
  readonly tone?: "good" | "warn" | "bad";
}): ReactNode {
  return (
    <div className={css["stat"]}>
      <dt>{name}</dt>
      <dd className={tone === undefined ? css["figure"] : `${css["figure"]} ${css[tone]}`}>{figure}</dd>
      {note === undefined ? null : <dd className={css["note"]}>{note}</dd>}
    </div>
  );
}

/** Figures side by side. */
export function Stats({ children }: { readonly children: ReactNode }): ReactNode {
  return <dl className={css["stats"]}>{children}</dl>;
}
