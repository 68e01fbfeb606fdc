import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { SettingsDocument } from "../../../../src/core/contract/index.ts";
import { documentsTexts } from "../../../../src/core/texts/index.ts";
import { ask, reasonOf } from "../../api/client.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { useNotify } from "../notices.tsx";
import type { Settings } from "./form-field.ts";

export interface DocumentActions {
  /** Adds it, or replaces `found` unless somebody else changed it since; with a way back. Rejects with ApiFailure. */
  readonly save: (name: string, settings: Settings, found: SettingsDocument | undefined) => Promise<void>;
  /** Removes it at once, with a way back. */
  readonly remove: (found: SettingsDocument) => Promise<void>;
}

/** What can be done to the documents at `path` ("/channels"). */
export function useDocuments(path: string): DocumentActions {
  const say = useTexts(documentsTexts);
  const client = useQueryClient();
  const notify = useNotify();
  const refresh = useCallback(async () => client.invalidateQueries({ queryKey: ["settings"] }), [client]);
  const fail = useCallback(
    (error: unknown) => notify({ text: say("failed", { reason: reasonOf(error) }), tone: "bad" }),
    [notify, say],
  );
  const save = useCallback<DocumentActions["save"]>(
    async (name, settings, found) => {
      const at = `${path}/${encodeURIComponent(name)}`;
      const { revision } = await (found === undefined
        ? ask<SettingsDocument>(path, { method: "POST", body: { ...settings, name } })
        : ask<SettingsDocument>(at, { method: "PUT", body: settings, revision: found.revision }));
      const takeBack = async (): Promise<void> => {
        await (found === undefined
          ? ask(at, { method: "DELETE", revision })
          : ask(at, { method: "PUT", body: found.settings, revision }));
        await refresh();
        notify({ text: say(found === undefined ? "removed" : "restored", { name }) });
      };
      await refresh();
      notify({ text: say("saved", { name }), undo: () => void takeBack().catch(fail) });
    },
    [path, refresh, fail, notify, say],
  );
  const remove = useCallback<DocumentActions["remove"]>(
    async ({ name, settings, revision }) => {
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
    [path, refresh, fail, notify, say],
  );
  return { save, remove };
}
