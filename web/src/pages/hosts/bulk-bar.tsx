import { useQueryClient } from "@tanstack/react-query";
import { Play, Power, PowerOff, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { hostsPageTexts } from "../../../../src/core/texts/index.ts";
import { ask, reasonOf } from "../../api/client.ts";
import { Button } from "../../parts/button.tsx";
import { useNotify } from "../../parts/notices.tsx";
import { useUndoable } from "../../parts/use-undoable.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./hosts-page.module.css";

type Action = "check" | "enable" | "disable" | "remove";

interface BulkOutcome {
  readonly changed: readonly number[];
  readonly refused: readonly number[];
}

const OPPOSITE: Readonly<Partial<Record<Action, Action>>> = { enable: "disable", disable: "enable" };

/** What can be done with the selected hosts. Switching has its opposite; removing waits until it can no longer be regretted. */
export function BulkBar({
  selected,
  onDone,
  onHide,
}: {
  readonly selected: ReadonlySet<number>;
  readonly onDone: () => void;
  readonly onHide: (hidden: ReadonlySet<number>) => void;
}): ReactNode {
  const say = useTexts(hostsPageTexts);
  const client = useQueryClient();
  const notify = useNotify();
  const undoable = useUndoable();
  const ids = [...selected];
  const send = async (action: Action, of: readonly number[], keepalive = false): Promise<BulkOutcome | null> => {
    try {
      const outcome = await ask<BulkOutcome>("/hosts/bulk", { method: "POST", body: { action, ids: of }, keepalive });
      if (outcome.refused.length > 0 && action !== "check") {
        notify({ text: say("refused", { count: outcome.refused.length }), tone: "bad" });
      }
      await client.invalidateQueries({ queryKey: ["hosts"] });
      return outcome;
    } catch (error) {
      const reason = reasonOf(error);
      notify({ text: say("failed", { reason }), tone: "bad" });
      return null;
    }
  };
  const act = async (action: Exclude<Action, "remove">): Promise<void> => {
    onDone();
    const outcome = await send(action, ids);
    if (outcome === null || outcome.changed.length === 0) return;
    const opposite = OPPOSITE[action];
    notify({
      text: say(`done.${action}`, { count: outcome.changed.length }),
      ...(opposite === undefined ? {} : { undo: () => void send(opposite, outcome.changed) }),
    });
  };
  const remove = (): void => {
    onDone();
    onHide(new Set(ids));
    undoable({
      text: say("done.remove", { count: ids.length }),
      onUndo: () => onHide(new Set()),
      commit: async (isLeaving) => {
        await send("remove", ids, isLeaving);
        onHide(new Set());
      },
    });
  };
  return (
    <div className={css["bulk"]} role="toolbar" aria-label={say("selected", { count: ids.length })}>
      <strong>{say("selected", { count: ids.length })}</strong>
      <Button icon={<Play aria-hidden="true" />} onClick={() => void act("check")}>
        {say("check")}
      </Button>
      <Button icon={<Power aria-hidden="true" />} onClick={() => void act("enable")}>
        {say("enable")}
      </Button>
      <Button icon={<PowerOff aria-hidden="true" />} onClick={() => void act("disable")}>
        {say("disable")}
      </Button>
      <Button look="danger" icon={<Trash2 aria-hidden="true" />} onClick={remove}>
        {say("remove")}
      </Button>
      <Button look="bare" onClick={onDone}>
        {say("select-none")}
      </Button>
    </div>
  );
}
