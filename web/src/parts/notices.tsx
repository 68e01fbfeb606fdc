import { X } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { partsTexts } from "../../../src/core/texts/index.ts";
import { useTexts } from "../shell/use-texts.ts";
import { Button, IconButton } from "./button.tsx";
import css from "./notices.module.css";

export interface Notice {
  readonly text: string;
  readonly tone?: "plain" | "bad";
  /** Takes back what was done. */
  readonly undo?: () => void;
}

export type Notify = (notice: Notice) => void;

const STAYS_MS = 8000;
const MOST = 4;
const Notices = createContext<Notify>(() => undefined);

/** Tells what was done, with a way back, at the edge of the screen. */
export function useNotify(): Notify {
  return useContext(Notices);
}

export function NoticeProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const say = useTexts(partsTexts);
  const [shown, setShown] = useState<readonly (Notice & { readonly id: number })[]>([]);
  const next = useRef(0);
  const remove = useCallback((id: number) => setShown((before) => before.filter((one) => one.id !== id)), []);
  const notify = useCallback<Notify>(
    (notice) => {
      const id = (next.current += 1);
      setShown((before) => [...before.slice(1 - MOST), { ...notice, id }]);
      setTimeout(() => remove(id), STAYS_MS);
    },
    [remove],
  );
  const list = useMemo(
    () =>
      shown.map(({ id, text, tone, undo }) => (
        <li key={id} className={tone === "bad" ? css["bad"] : css["plain"]}>
          <span>{text}</span>
          {undo === undefined ? null : (
            <Button
              look="bare"
              onClick={() => {
                undo();
                remove(id);
              }}
            >
              {say("undo")}
            </Button>
          )}
          <IconButton name={say("close")} icon={<X aria-hidden="true" />} onClick={() => remove(id)} />
        </li>
      )),
    [shown, say, remove],
  );
  return (
    <Notices value={notify}>
      {children}
      <ul className={css["list"]} aria-live="polite">
        {list}
      </ul>
    </Notices>
  );
}
