import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { settingsPageTexts } from "../../../../src/core/texts/index.ts";
import { ApiFailure, ask } from "../../api/client.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { Button } from "../button.tsx";
import { Select } from "../choice.tsx";
import { CopyButton } from "../copy-button.tsx";
import { Dialog } from "../dialog.tsx";
import { Field } from "../field.tsx";
import { useReason } from "../states.tsx";
import css from "./token.module.css";

export type Scope = "read" | "operate" | "admin" | "ingest" | "vantage";

interface TokenMade {
  readonly name: string;
  readonly token: string;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/u;
const DAY_MS = 86_400_000;
const ENDS = ["never", "30", "90", "365"] as const;

/** Makes a token and shows it this once. `scopes`: what can be chosen; a single one is taken without asking. */
export function TokenDialog({
  title,
  scopes,
  after,
  onClose,
}: {
  readonly title: string;
  readonly scopes: readonly Scope[];
  /** What stands below the token that was made: the command that needs it. */
  readonly after?: (made: TokenMade) => ReactNode;
  readonly onClose: () => void;
}): ReactNode {
  const say = useTexts(settingsPageTexts);
  const [made, setMade] = useState<TokenMade | null>(null);
  const form = useId();
  return (
    <Dialog
      title={made === null ? title : say("token-made", { name: made.name })}
      onClose={onClose}
      footer={
        made === null ? (
          <>
            <Button onClick={onClose}>{say("cancel")}</Button>
            <Button look="main" type="submit" form={form}>
              {say("make")}
            </Button>
          </>
        ) : (
          <Button look="main" onClick={onClose}>
            {say("done")}
          </Button>
        )
      }
    >
      {made === null ? (
        <TokenForm id={form} scopes={scopes} onMade={setMade} />
      ) : (
        <div className={css["stack"]}>
          <p role="status">{say("token-once")}</p>
          <div className={css["token"]}>
            <code>{made.token}</code>
            <CopyButton text={made.token} label={say("copy-token")} />
          </div>
          {after?.(made)}
        </div>
      )}
    </Dialog>
  );
}

function TokenForm({
  id,
  scopes,
  onMade,
}: {
  readonly id: string;
  readonly scopes: readonly Scope[];
  readonly onMade: (made: TokenMade) => void;
}): ReactNode {
  const say = useTexts(settingsPageTexts);
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [note, setNote] = useState("");
  const [scope, setScope] = useState<Scope>(scopes[0] ?? "read");
  const [ends, setEnds] = useState<(typeof ENDS)[number]>("never");
  const [isWrong, setWrong] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setWrong(!NAME.test(name));
    setFailure(null);
    if (!NAME.test(name)) return;
    const expires = ends === "never" ? {} : { expiresMs: Date.now() + Number(ends) * DAY_MS };
    const more = {
      ...expires,
      ...(note.trim() === "" ? {} : { note: note.trim() }),
      ...(scope === "vantage" ? { vantage: name } : {}),
    };
    try {
      const made = await ask<TokenMade>("/tokens", { method: "POST", body: { name, scopes: [scope], ...more } });
      await client.invalidateQueries({ queryKey: ["tokens"] });
      onMade(made);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      setFailure(error);
    }
  };
  return (
    <form id={id} className={css["stack"]} noValidate onSubmit={(event) => void submit(event)}>
      {failure === null ? null : <Refusal failure={failure} />}
      <Field label={say("name")} hint={say("token-name-hint")} error={isWrong ? say("name-wrong") : null}>
        {(props) => (
          <input
            {...props}
            type="text"
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {scopes.length < 2 ? null : (
        <fieldset className={css["scopes"]}>
          <legend>{say("scopes")}</legend>
          {scopes.map((one) => (
            <label key={one} className={css["scope"]}>
              <input type="radio" name={`${id}-scope`} checked={one === scope} onChange={() => setScope(one)} />
              <span>
                {say(`scope.${one}`)}
                {one === "vantage" ? null : <small>{say(`scope-hint.${one}`)}</small>}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <div className={css["ends"]}>
        <span aria-hidden="true">{say("expires")}</span>
        <Select
          name={say("expires")}
          value={ends}
          options={ENDS.map((value) => ({
            value,
            text: value === "never" ? say("never") : say("in-days", { days: Number(value) }),
          }))}
          onChange={setEnds}
        />
      </div>
      <Field label={say("note")}>
        {(props) => (
          <input
            {...props}
            type="text"
            maxLength={500}
            dir="auto"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
    </form>
  );
}

function Refusal({ failure }: { readonly failure: ApiFailure }): ReactNode {
  const say = useTexts(settingsPageTexts);
  return (
    <p className={css["problem"]} role="alert">
      {say("failed", { reason: useReason(failure) })}
    </p>
  );
}
