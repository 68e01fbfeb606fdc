import { useCallback } from "react";
import { useNotify } from "./notices.tsx";

/** As long as a notice stays. */
const GRACE_MS = 8000;

export interface Undoable {
  /** What is said meanwhile. */
  readonly text: string;
  /** Carries it out. `isLeaving`: the page is being left, so that only a request that outlives it helps. */
  readonly commit: (isLeaving: boolean) => Promise<void>;
  /** It was taken back. */
  readonly onUndo: () => void;
}

/**
 * For what cannot be taken back once it is done: it is done after eight seconds in which it can, or at once when the page is
 * left.
 */
export function useUndoable(): (undoable: Undoable) => void {
  const notify = useNotify();
  return useCallback(
    ({ text, commit, onUndo }) => {
      let isOpen = true;
      const finish = (isLeaving: boolean): void => {
        if (!isOpen) return;
        isOpen = false;
        clearTimeout(timer);
        removeEventListener("pagehide", leave);
        void commit(isLeaving);
      };
      const leave = (): void => finish(true);
      const timer = setTimeout(() => finish(false), GRACE_MS);
      addEventListener("pagehide", leave);
      notify({
        text,
        undo: () => {
          if (!isOpen) return;
          isOpen = false;
          clearTimeout(timer);
          removeEventListener("pagehide", leave);
          onUndo();
        },
      });
    },
    [notify],
  );
}
