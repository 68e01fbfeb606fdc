import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { SettingsDocument } from "../../../../src/core/contract/index.ts";
import { documentsTexts } from "../../../../src/core/texts/index.ts";
import { ask, reasonOf } from "../../api/client.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { useNotify } from "../notices.tsx";
import type { Settings } from "./form-field.ts";

export interface DocumentActions {
  /** Adds it, or replaces `found` unless somebody else changed it since. Rejects with ApiFailure. */
  readonly save: (name: string, settings: Settings, found: SettingsDocument | undefined) => Promise<void>;
  /** Removes it at once, with a way back. */
  readonly remove: (found: SettingsDocument) => Promise<void>;
}

/** What can be done to the documents at `path` ("/channels"). */
export function useDocuments(path: string): DocumentActions {
  const say = useTexts(documentsTexts);
  const client = useQueryClient();
  const notify = useNotify();
  const save = useCallback<DocumentActions["save"]>(
    async (name, settings, found) => {
      const at = `${path}/${encodeURIComponent(name)}`;
      await (found === undefined
        ? ask(path, { method: "POST", body: { ...settings, name } })
        : ask(at, { method: "PUT", body: settings, revision: found.revision }));
      await client.invalidateQueries({ queryKey: ["settings"] });
      notify({ text: say("saved", { name }) });
    },
    [path, client, notify, say],
  );
  const remove = useCallback<DocumentActions["remove"]>(
    async ({ name, settings, revision }) => {
      const fail = (error: unknown): void => {
        notify({ text: say("failed", { reason: reasonOf(error) }), tone: "bad" });
      };
      const refresh = async (): Promise<void> => client.invalidateQueries({ queryKey: ["settings"] });
      const restore = async (): Promise<void> => {
        await ask(path, { method: "POST", body: { ...settings, name } });
        await refresh();
        notify({ text: say("restored", { name }) });
      };
      try {
        await ask(`${path}/${encodeURIComponent(name)}`, { method: "DELETE", revision });
        await refresh();
        notify({ text: say("removed", { name }), undo: () => void restore().catch(fail) });
      } catch (error) {
        fail(error);
      }
    },
    [path, client, notify, say],
  );
  return { save, remove };
}
