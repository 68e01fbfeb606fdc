import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { CheckLineDocument, ResultDocument } from "../../../../src/core/contract/index.ts";
import { hostPageTexts } from "../../../../src/core/texts/index.ts";
import { askLines, reasonOf } from "../../api/client.ts";
import { useNotify } from "../../parts/notices.tsx";
import { useTexts } from "../../shell/use-texts.ts";

export type SeenStage = NonNullable<CheckLineDocument["stage"]>;

/** A check that is made now for whoever looks at the page. */
export interface LiveCheck {
  readonly state: "none" | "running" | "done" | "failed";
  /** Stages that are over, in their order. */
  readonly stages: readonly SeenStage[];
  readonly result: ResultDocument | null;
}

const NONE: LiveCheck = { state: "none", stages: [], result: null };

/** The check of this host and how to begin one. Leaving the page leaves it: its result comes all the same. */
export function useLiveCheck(host: number): readonly [LiveCheck, () => void] {
  const say = useTexts(hostPageTexts);
  const notify = useNotify();
  const client = useQueryClient();
  const [check, setCheck] = useState(NONE);
  const abort = useRef<AbortController>(null);
  useEffect(() => () => abort.current?.abort(), [host]);
  const refresh = async (): Promise<void> => client.invalidateQueries({ queryKey: ["hosts"] });
  const begin = (): void => {
    abort.current?.abort();
    const { signal } = (abort.current = new AbortController());
    setCheck({ ...NONE, state: "running" });
    const hear = ({ stage, result }: CheckLineDocument): void => {
      if (stage !== undefined) setCheck((before) => ({ ...before, stages: [...before.stages, stage] }));
      else if (result === undefined) setCheck((before) => ({ ...before, state: "failed" }));
      else setCheck((before) => ({ ...before, state: "done", result }));
    };
    const refused = (error: unknown): void => {
      if (signal.aborted) return;
      setCheck(NONE);
      notify({ text: say("failed", { reason: reasonOf(error) }), tone: "bad" });
    };
    // The server may go away before it told how the check ended.
    const ended = (): void =>
      setCheck((before) => (before.state === "running" ? { ...before, state: "failed" } : before));
    void follow(host, signal, hear).then(ended, refused).then(refresh).then(stored).then(refresh);
  };
  return [check, begin];
}

async function follow(host: number, signal: AbortSignal, hear: (line: CheckLineDocument) => void): Promise<void> {
  const lines = askLines<CheckLineDocument>(`/hosts/${host}/check/live`, { method: "POST", signal });
  for await (const line of lines) hear(line);
}

/** The store has the result a moment after the check has ended. */
async function stored(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1200));
}
