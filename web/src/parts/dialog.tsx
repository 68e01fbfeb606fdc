import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { partsTexts } from "../../../src/core/texts/index.ts";
import { useTexts } from "../shell/use-texts.ts";
import { IconButton } from "./button.tsx";
import css from "./dialog.module.css";

/** A native modal dialog: the browser keeps the focus inside, Escape closes it, the focus goes back where it was. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
}: {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}): ReactNode {
  const say = useTexts(partsTexts);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    // Its end is that of the element; a dialog that is shown already must not be shown again.
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={css["dialog"]}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={css["inside"]}>
        <header className={css["head"]}>
          <h2 id={id}>{title}</h2>
          <IconButton name={say("close")} icon={<X aria-hidden="true" />} onClick={onClose} />
        </header>
        <div className={css["body"]}>{children}</div>
        {footer === undefined ? null : <footer className={css["foot"]}>{footer}</footer>}
      </div>
    </dialog>
  );
}
