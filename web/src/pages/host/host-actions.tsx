import { useQueryClient } from "@tanstack/react-query";
import { Pencil, Play, Power, PowerOff, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import type { HostDocument } from "../../../../src/core/contract/index.ts";
import { hostPageTexts } from "../../../../src/core/texts/index.ts";
import { ask, reasonOf } from "../../api/client.ts";
import { Button } from "../../parts/button.tsx";
import { useNotify } from "../../parts/notices.tsx";
import { useUndoable } from "../../parts/use-undoable.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { HostSettings } from "./host-settings.tsx";
import type { LiveCheck } from "./use-live-check.ts";

/** What can be done with a host: check it, change it, switch it off and on, take it away. Each can be taken back. */
export function HostActions({
  host,
  check,
  onCheck,
}: {
  readonly host: HostDocument;
  readonly check: LiveCheck;
  readonly onCheck: () => void;
}): ReactNode {
  const say = useTexts(hostPageTexts);
  const client = useQueryClient();
  const notify = useNotify();
  const undoable = useUndoable();
  const [, go] = useLocation();
  const [isEdited, setEdited] = useState(false);
  const { id, name, settings, origin } = host;
  const isOn = settings.enabled !== false;
  const isFile = origin === "file";
  const failed = (error: unknown): void => notify({ text: say("failed", { reason: reasonOf(error) }), tone: "bad" });
  const refresh = async (): Promise<void> => client.invalidateQueries({ queryKey: ["hosts"] });
  const turn = async (on: boolean): Promise<void> => {
    await ask(`/hosts/${id}`, { method: "PATCH", body: { enabled: on ? null : false } });
    await refresh();
  };
  const turnWithUndo = (on: boolean): void => {
    turn(on).then(
      () =>
        notify({ text: say(on ? "switched-on" : "switched-off", { name }), undo: () => void turn(!on).catch(failed) }),
      failed,
    );
  };
  const remove = (): void => {
    go("/hosts");
    undoable({
      text: say("removed", { name }),
      onUndo: () => go(`/hosts/${id}`),
      commit: async (isLeaving) => {
        await ask(`/hosts/${id}`, { method: "DELETE", keepalive: isLeaving }).catch(failed);
        await refresh();
      },
    });
  };
  return (
    <>
      <Button
        look="main"
        icon={<Play aria-hidden="true" />}
        disabled={check.state === "running" || !isOn}
        onClick={onCheck}
      >
        {say(check.state === "running" ? "checking" : "check")}
      </Button>
      <Button icon={<Pencil aria-hidden="true" />} onClick={() => setEdited(true)}>
        {say("edit")}
      </Button>
      <Button
        icon={isOn ? <PowerOff aria-hidden="true" /> : <Power aria-hidden="true" />}
        disabled={isFile}
        title={isFile ? say("from-file") : undefined}
        onClick={() => turnWithUndo(!isOn)}
      >
        {say(isOn ? "switch-off" : "switch-on")}
      </Button>
      <Button
        look="danger"
        icon={<Trash2 aria-hidden="true" />}
        disabled={isFile}
        title={isFile ? say("from-file") : undefined}
        onClick={remove}
      >
        {say("remove")}
      </Button>
      {isEdited ? <HostSettings host={host} onClose={() => setEdited(false)} /> : null}
    </>
  );
}
