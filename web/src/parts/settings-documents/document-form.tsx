import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { SettingsDocument } from "../../../../src/core/contract/index.ts";
import { documentsTexts } from "../../../../src/core/texts/index.ts";
import { ApiFailure } from "../../api/client.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { Button } from "../button.tsx";
import { Dialog } from "../dialog.tsx";
import { Field } from "../field.tsx";
import { useReason } from "../states.tsx";
import { FieldBox } from "./field-box.tsx";
import { type FormField, type FormValues, type Settings, settingsOf, valuesOf } from "./form-field.ts";
import css from "./settings-documents.module.css";

/** The form of one document in a dialog: new where `found` is absent, only to be read where it may not be changed. */
export function DocumentForm({
  title,
  about,
  before,
  fields,
  found,
  readOnly,
  save,
  onClose,
}: {
  readonly title: string;
  /** What stands above the boxes. */
  readonly about?: ReactNode;
  /** Settings that a new one has from the beginning: its kind. */
  readonly before?: Settings;
  readonly fields: readonly FormField[];
  readonly found: SettingsDocument | undefined;
  /** Why it may not be changed. */
  readonly readOnly: string | null;
  readonly save: (name: string, settings: Settings) => Promise<void>;
  readonly onClose: () => void;
}): ReactNode {
  const say = useTexts(documentsTexts);
  const form = useId();
  const start = found?.settings ?? before ?? {};
  const [name, setName] = useState(found?.name ?? "");
  const [values, setValues] = useState<FormValues>(() => valuesOf(fields, start));
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const outcome = settingsOf(fields, values, start);
    const own = Object.fromEntries(Object.entries(outcome.problems).map(([field, problem]) => [field, say(problem)]));
    if (name.trim() === "") own[""] = say("missing");
    setProblems(own);
    setFailure(null);
    if (Object.keys(own).length > 0) return;
    try {
      await save(name.trim(), outcome.settings);
      onClose();
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      setFailure(error);
      setProblems(problemsIn(error, fields));
    }
  };
  const box = (field: FormField): ReactNode => (
    <FieldBox
      key={field.name}
      field={field}
      value={values[field.name] ?? ""}
      problem={problems[field.name]}
      isReadOnly={readOnly !== null}
      onChange={(value) => setValues({ ...values, [field.name]: value })}
    />
  );
  const isShown = (field: FormField): boolean =>
    field.isRare !== true || String(valuesOf([field], start)[field.name]) !== "";
  const rare = fields.filter((field) => !isShown(field));
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        readOnly === null ? (
          <>
            <Button onClick={onClose}>{say("cancel")}</Button>
            <Button look="main" type="submit" form={form}>
              {say("save")}
            </Button>
          </>
        ) : (
          <span className={css["about"]}>{readOnly}</span>
        )
      }
    >
      <form id={form} className={css["form"]} noValidate onSubmit={(event) => void submit(event)}>
        {about === undefined ? null : <div className={css["about"]}>{about}</div>}
        {failure === null ? null : <Refusal failure={failure} />}
        {found === undefined ? (
          <Field label={say("name")} hint={say("name-hint")} error={problems[""]}>
            {(props) => (
              <input
                {...props}
                type="text"
                maxLength={64}
                autoComplete="off"
                dir="auto"
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        {fields.filter(isShown).map(box)}
        {rare.length === 0 ? null : (
          <details className={css["more"]} open={rare.some((field) => problems[field.name] !== undefined)}>
            <summary>{say("more")}</summary>
            <div className={css["form"]}>{rare.map(box)}</div>
          </details>
        )}
      </form>
    </Dialog>
  );
}

function Refusal({ failure }: { readonly failure: ApiFailure }): ReactNode {
  const say = useTexts(documentsTexts);
  return (
    <p className={css["problem"]} role="alert">
      {say("failed", { reason: useReason(failure) })}
    </p>
  );
}

/** What the server says of single settings, at their boxes. */
function problemsIn(failure: ApiFailure, fields: readonly FormField[]): Readonly<Record<string, string>> {
  const found = (failure.problem?.errors ?? []).flatMap(({ pointer, detail }) => {
    const path = pointer.slice(1).replaceAll("/", ".");
    const field = fields.find(({ name }) => path === name || path.startsWith(`${name}.`));
    return field === undefined ? [] : [[field.name, detail] as const];
  });
  return Object.fromEntries(found);
}
