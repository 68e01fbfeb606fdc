import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { IncidentDocument } from "../../../../src/core/contract/index.ts";
import { incidentsPageTexts } from "../../../../src/core/texts/index.ts";
import { ask, reasonOf } from "../../api/client.ts";
import { useNotify } from "../../parts/notices.tsx";
import { useTexts } from "../../shell/use-texts.ts";

export type ActionName = "acknowledge" | "unacknowledge" | "assign" | "note" | "mute" | "merge" | "split" | "close";

/** The action that takes another one back. */
export interface Opposite {
  readonly name: ActionName;
  readonly body?: unknown;
}

/**
 * Carries out what a person does to an incident, tells it with a way back where there is one, and has the page ask anew.
 * Gives the incident as it is then, null where it was refused.
 */
export function useAct(
  id: number,
): (name: ActionName, body: unknown, done: string, opposite?: Opposite) => Promise<IncidentDocument | null> {
  const say = useTexts(incidentsPageTexts);
  const client = useQueryClient();
  const notify = useNotify();
  return useCallback(
    async (name, body, done, opposite) => {
      const send = async (action: ActionName, what: unknown): Promise<IncidentDocument> => {
        const options = what === undefined ? {} : { body: what };
        const answer = await ask<IncidentDocument>(`/incidents/${id}/${action}`, { method: "POST", ...options });
        await client.invalidateQueries({ queryKey: ["incidents"] });
        return answer;
      };
      const fail = (error: unknown): null => {
        const reason = reasonOf(error);
        notify({ text: say("failed", { reason }), tone: "bad" });
        return null;
      };
      try {
        const answer = await send(name, body);
        const undo = opposite === undefined ? {} : { undo: () => void send(opposite.name, opposite.body).catch(fail) };
        notify({ text: done, ...undo });
        return answer;
      } catch (error) {
        return fail(error);
      }
    },
    [id, say, client, notify],
  );
}
