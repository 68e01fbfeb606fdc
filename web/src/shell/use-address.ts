import { useCallback } from "react";
import { useSearchParams } from "wouter";

/** A part of what is shown that stands in the address, so that a link shows the same: its value, and how to change it. */
export function useAddress(name: string): readonly [string, (value: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  const change = useCallback(
    (value: string): void => {
      setParameters(
        (before) => {
          const after = new URLSearchParams(before);
          if (value === "") after.delete(name);
          else after.set(name, value);
          return after;
        },
        // Each letter of a search is no step of the history.
        { replace: true },
      );
    },
    [name, setParameters],
  );
  return [parameters.get(name) ?? "", change];
}
