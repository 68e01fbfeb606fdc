import { BellOff, BellRing, Check, CircleX, GitMerge, Split, Undo2, UserRound } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { useLocation } from "wouter";
import type { IncidentDetailDocument } from "../../../../src/core/contract/index.ts";
import { incidentsPageTexts } from "../../../../src/core/texts/index.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./incidents-page.module.css";
import { useAct } from "./use-act.ts";

const HOUR_MS = 3_600_000;
const MUTES = [
  { text: "mute-1h", ms: HOUR_MS },
  { text: "mute-8h", ms: 8 * HOUR_MS },
  { text: "mute-3d", ms: 72 * HOUR_MS },
] as const;

type Asked = "assign" | "mute" | "merge" | "split" | null;

/** What a person may do with it. Everything that has an opposite can be undone from the notice that it leaves. */
export function IncidentActions({
  incident,
  mayOperate,
}: {
  readonly incident: IncidentDetailDocument;
  readonly mayOperate: boolean;
}): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const act = useAct(incident.id);
  const [asked, setAsked] = useState<Asked>(null);
  const { state, mutedUntilMs, hosts } = incident;
  const isOpen = state === "open";
  const isClosed = state === "closed";
  const acknowledge = (): void => void act("acknowledge", undefined, say("acknowledged"), { name: "unacknowledge" });
  useEffect(() => {
    if (!mayOperate || !isOpen) return undefined;
    const press = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLElement && /^(?:INPUT|TEXTAREA|SELECT)$/u.test(event.target.tagName);
      if (event.key === "a" && !isTyping && !event.ctrlKey && !event.metaKey) acknowledge();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
  if (!mayOperate) return <p className={css["muted"]}>{say("not-allowed")}</p>;
  return (
    <div className={css["actions"]}>
      {isOpen ? (
        <Button look="main" icon={<Check aria-hidden="true" />} onClick={acknowledge}>
          {say("acknowledge")}
        </Button>
      ) : null}
      {state === "acknowledged" ? (
        <Button
          icon={<Undo2 aria-hidden="true" />}
          onClick={() => void act("unacknowledge", undefined, say("unacknowledged"), { name: "acknowledge" })}
        >
          {say("unacknowledge")}
        </Button>
      ) : null}
      {isClosed ? null : (
        <>
          <Button icon={<UserRound aria-hidden="true" />} onClick={() => setAsked("assign")}>
            {say("assign")}
          </Button>
          {mutedUntilMs === undefined ? (
            <Button icon={<BellOff aria-hidden="true" />} onClick={() => setAsked("mute")}>
              {say("mute")}
            </Button>
          ) : (
            <Button
              icon={<BellRing aria-hidden="true" />}
              onClick={() =>
                void act("mute", { untilMs: null }, say("unmuted"), { name: "mute", body: { untilMs: mutedUntilMs } })
              }
            >
              {say("unmute")}
            </Button>
          )}
          <Button icon={<GitMerge aria-hidden="true" />} onClick={() => setAsked("merge")}>
            {say("merge")}
          </Button>
          {hosts.length > 1 ? (
            <Button icon={<Split aria-hidden="true" />} onClick={() => setAsked("split")}>
              {say("split")}
            </Button>
          ) : null}
          <Button icon={<CircleX aria-hidden="true" />} onClick={() => void act("close", undefined, say("closed"))}>
            {say("close")}
          </Button>
        </>
      )}
      {asked === null ? null : <AskedDialog asked={asked} incident={incident} onClose={() => setAsked(null)} />}
    </div>
  );
}

function AskedDialog({
  asked,
  incident,
  onClose,
}: {
  readonly asked: Exclude<Asked, null>;
  readonly incident: IncidentDetailDocument;
  readonly onClose: () => void;
}): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const format = useFormat();
  const act = useAct(incident.id);
  const [, go] = useLocation();
  const [value, setValue] = useState(asked === "assign" ? (incident.assignee ?? "") : "");
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const before = incident.assignee ?? null;
  const mute = async (ms: number): Promise<void> => {
    onClose();
    const untilMs = momentIn(ms);
    const done = say("muted-until", { when: format.dateTime(untilMs) });
    await act("mute", { untilMs }, done, { name: "mute", body: { untilMs: null } });
  };
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    onClose();
    if (asked === "assign") {
      const assignee = value.trim() === "" ? null : value.trim();
      const done = assignee === null ? say("unassigned") : say("assigned", { name: assignee });
      await act("assign", { assignee }, done, { name: "assign", body: { assignee: before } });
    } else if (asked === "merge") {
      const into = Number(value.replace(/^INC-/iu, ""));
      const answer = await act("merge", { into }, say("merged", { into: String(into) }));
      if (answer !== null) go(`/incidents/${into}`);
    } else {
      const answer = await act("split", { members: [...chosen] }, say("split"));
      if (answer !== null) go(`/incidents/${answer.id}`);
    }
  };
  if (asked === "mute") {
    return (
      <Dialog title={say("mute")} onClose={onClose}>
        <div className={css["actions"]}>
          {MUTES.map(({ text, ms }) => (
            <Button key={text} onClick={() => void mute(ms)}>
              {say(text)}
            </Button>
          ))}
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={say(asked)} onClose={onClose}>
      <form className={css["stack"]} onSubmit={(event) => void send(event)}>
        {asked === "split" ? (
          <fieldset className={css["picks"]}>
            <legend>{say("split-hosts")}</legend>
            {incident.hosts.map(({ id, name }) => (
              <label key={id}>
                <input
                  type="checkbox"
                  checked={chosen.has(id)}
                  onChange={() => {
                    const next = new Set(chosen);
                    if (!next.delete(id)) next.add(id);
                    setChosen(next);
                  }}
                />
                <bdi>{name}</bdi>
              </label>
            ))}
          </fieldset>
        ) : (
          <Field label={say(asked === "assign" ? "assign-to" : "merge-into")}>
            {(props) => (
              <input
                {...props}
                type="text"
                maxLength={128}
                pattern={asked === "merge" ? "(INC-|inc-)?[0-9]{1,15}" : undefined}
                placeholder={asked === "merge" ? "INC-12" : undefined}
                required={asked === "merge"}
                value={value}
                onChange={(event) => setValue(event.target.value)}
              />
            )}
          </Field>
        )}
        <div className={css["actions"]}>
          <Button
            type="submit"
            look="main"
            disabled={asked === "split" && (chosen.size === 0 || chosen.size === incident.hosts.length)}
          >
            {say(asked)}
          </Button>
          <Button onClick={onClose}>{say("cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function momentIn(ms: number): number {
  return Date.now() + ms;
}
