import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { followChanges } from "./change-source.ts";

export type LiveState = "connecting" | "live" | "offline";

const FLUSH_MS = 1500;
const POLL_MS = 15_000;

/** Which roots of queries (see useApi) a kind of event makes old. */
const CONCERNS: Readonly<Record<string, readonly string[]>> = {
  state: ["hosts", "overview", "fleet", "certificates"],
  target: ["hosts", "overview", "fleet", "certificates"],
  facts: ["hosts", "certificates"],
  incident: ["incidents", "overview", "kpi", "deliveries"],
  resource: ["settings", "slo"],
  // Told as "resource", too; it is no setting.
  "resource/logon": ["logons"],
  delivery: ["deliveries"],
  discovery: ["settings", "hosts"],
  session: ["sessions"],
  vantage: ["vantages"],
};
const EVERYTHING = [...new Set(Object.values(CONCERNS).flat())];

const Live = createContext<LiveState>("connecting");

export function useLiveState(): LiveState {
  return useContext(Live);
}

/**
 * Follows the stream of changes and has what they concern asked again, at most every 1.5 s; while the stream is down
 * everything on the screen is asked again every 15 seconds.
 */
export function LiveProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  useEffect(() => {
    const old = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (roots: Iterable<string>): void => {
      for (const root of roots) void client.invalidateQueries({ queryKey: [root] });
    };
    const note = (roots: readonly string[]): void => {
      for (const root of roots) old.add(root);
      timer ??= setTimeout(() => {
        timer = undefined;
        refresh(old);
        old.clear();
      }, FLUSH_MS);
    };
    const unfollow = followChanges({
      kinds: Object.keys(CONCERNS),
      onChange: (event) => {
        const [kind = ""] = event.kind.split("/");
        note(CONCERNS[event.kind] ?? CONCERNS[kind] ?? []);
      },
      onMissed: () => note(EVERYTHING),
      // What changed while nobody listened is not told again when the place was lost.
      onOpen: () =>
        setState((before) => {
          if (before === "offline") note(EVERYTHING);
          return "live";
        }),
      onLost: () => setState("offline"),
    });
    return () => {
      unfollow();
      clearTimeout(timer);
    };
  }, [client]);
  useEffect(() => {
    if (state !== "offline") return undefined;
    const timer = setInterval(() => void client.invalidateQueries(), POLL_MS);
    return () => clearInterval(timer);
  }, [client, state]);
  return <Live value={state}>{children}</Live>;
}
