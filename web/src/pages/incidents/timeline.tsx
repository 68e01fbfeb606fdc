import { type FormEvent, type ReactNode, useState } from "react";
import type { IncidentDetailDocument } from "../../../../src/core/contract/index.ts";
import { incidentsPageTexts } from "../../../../src/core/texts/index.ts";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./incidents-page.module.css";
import { useAct } from "./use-act.ts";

const LONGEST_NOTE = 10_000;

/** What happened, the latest at the bottom, and a box for a note. */
export function Timeline({
  incident,
  mayOperate,
}: {
  readonly incident: IncidentDetailDocument;
  readonly mayOperate: boolean;
}): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const act = useAct(incident.id);
  const [note, setNote] = useState("");
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // What was written stays in the box until the server has it.
    if ((await act("note", { text: note.trim() }, say("note-added"))) !== null) setNote("");
  };
  return (
    <div className={css["stack"]}>
      <ol className={css["timeline"]}>
        {incident.timeline.map(({ atMs, kind, by, text }, index) => (
          <li key={`${atMs} ${kind} ${index}`} data-kind={kind}>
            <p dir="auto">{say.of(text)}</p>
            <p className={css["small"]}>
              <TimeText ms={atMs} exact />
              {by === "rdpulse" ? null : <bdi>{by}</bdi>}
            </p>
          </li>
        ))}
      </ol>
      {mayOperate ? (
        <form className={css["stack"]} onSubmit={(event) => void add(event)}>
          <Field label={say("note")}>
            {(props) => (
              <textarea
                {...props}
                rows={2}
                maxLength={LONGEST_NOTE}
                placeholder={say("note-placeholder")}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
          <div>
            <Button type="submit" disabled={note.trim() === ""}>
              {say("note-add")}
            </Button>
          </div>
        </form>
      ) : null}
    </div>
  );
}
