import type { ReactNode } from "react";
import { shellTexts } from "../../../src/core/texts/index.ts";
import { pages } from "../pages/registry.ts";
import { Dialog } from "../parts/dialog.tsx";
import css from "./shortcut-list.module.css";
import { useTexts } from "./use-texts.ts";

export function ShortcutList({ onClose }: { readonly onClose: () => void }): ReactNode {
  const say = useTexts(shellTexts);
  const lines = [
    [["Ctrl", "K"], say("shortcut.palette")],
    [["/"], say("shortcut.search")],
    [["?"], say("shortcut.help")],
    ...pages.flatMap(({ key, title }) =>
      key === undefined ? [] : ([[["g", key], say("shortcut.go", { page: say(title) })]] as const),
    ),
  ] as const;
  return (
    <Dialog title={say("shortcuts")} onClose={onClose}>
      <dl className={css["list"]}>
        {lines.map(([keys, what]) => (
          <div key={what} className={css["line"]}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
