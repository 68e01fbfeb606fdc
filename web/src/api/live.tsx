import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { API } from "./client.ts";

export type LiveState = "connecting" | "live" | "offline";

/** A line of the stream of changes. */
interface ChangeEvent {
  readonly seq: number;
  readonly atMs: number;
  readonly kind: string;
  readonly id: string;
  readonly detail: unknown;
}

const FLUSH_MS = 1500;
const POLL_MS = 15_000;

/** Which roots of queries (see useApi) a kind of event makes old. */
const CONCERNS: Readonly<Record<string, readonly string[]>> = {
  state: ["hosts", "overview", "fleet", "certificates"],
  target: ["hosts", "overview", "fleet", "certificates"],
  incident: ["incidents", "overview", "kpi"],
  resource: ["settings", "slo"],
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
    const source = new EventSource(`${API}/events/stream`);
    const read = (message: MessageEvent<string>): void => {
      const event: ChangeEvent = JSON.parse(message.data);
      const [kind = ""] = event.kind.split("/");
      note(CONCERNS[kind] ?? []);
    };
    for (const kind of Object.keys(CONCERNS)) source.addEventListener(kind, read);
    source.addEventListener("missed", () => note(EVERYTHING));
    source.addEventListener("open", () => {
      // What changed while nobody listened is not told again when the place was lost.
      setState((before) => {
        if (before === "offline") note(EVERYTHING);
        return "live";
      });
    });
    source.addEventListener("error", () => setState("offline"));
    return () => {
      source.close();
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
