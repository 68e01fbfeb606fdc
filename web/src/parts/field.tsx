import { type ReactNode, useId } from "react";
import css from "./field.module.css";

/** What an input needs so that its label, hint and error are read with it. */
export interface FieldInput {
  readonly id: string;
  readonly className: string | undefined;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
}

/** An input with its label, a hint, and what is wrong with it. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: ReactNode;
  readonly children: (props: FieldInput) => ReactNode;
}): ReactNode {
  const id = useId();
  const isWrong = error !== undefined && error !== null && error !== "";
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(isWrong ? [`${id}-error`] : [])].join(" ");
  return (
    <div className={css["field"]}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        className: css["input"],
        ...(described === "" ? {} : { "aria-describedby": described }),
        ...(isWrong ? { "aria-invalid": true } : {}),
      })}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className={css["hint"]}>
          {hint}
        </p>
      )}
      {isWrong ? (
        <p id={`${id}-error`} className={css["error"]} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}
