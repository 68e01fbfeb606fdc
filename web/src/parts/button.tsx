import type { ButtonHTMLAttributes, ReactNode } from "react";
import css from "./button.module.css";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** plain: beside others; main: the one that most people want; bare: in a row of a table; danger: takes something away. */
  readonly look?: "plain" | "main" | "bare" | "danger";
  readonly icon?: ReactNode;
}

export function Button({ look = "plain", icon, children, className, ...rest }: ButtonProps): ReactNode {
  return (
    <button type="button" className={`${css[look]} ${className ?? ""}`} {...rest}>
      {icon}
      {children}
    </button>
  );
}

/** A button that is a picture: its name is read out and shown as a tip. */
export function IconButton({
  name,
  icon,
  ...rest
}: Omit<ButtonProps, "children"> & { readonly name: string; readonly icon: ReactNode }): ReactNode {
  return (
    <button type="button" className={css["icon"]} aria-label={name} title={name} {...rest}>
      {icon}
    </button>
  );
}
