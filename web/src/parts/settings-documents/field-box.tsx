import type { ReactNode } from "react";
import { documentsTexts } from "../../../../src/core/texts/index.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { Field } from "../field.tsx";
import type { FormField } from "./form-field.ts";
import css from "./settings-documents.module.css";

/** The box of one setting, made from what is known of it. */
export function FieldBox({
  field,
  value,
  problem,
  isReadOnly,
  onChange,
}: {
  readonly field: FormField;
  readonly value: string | readonly string[];
  readonly problem: string | undefined;
  readonly isReadOnly: boolean;
  readonly onChange: (value: string | readonly string[]) => void;
}): ReactNode {
  const say = useTexts(documentsTexts);
  const nameOf = (choice: string): string => {
    const text = field.choiceTexts?.[choice];
    return text === undefined ? choice : say.of(text);
  };
  if (field.type === "words") {
    return (
      <>
        <Words field={field} value={value} isReadOnly={isReadOnly} nameOf={nameOf} onChange={onChange} />
        {problem === undefined ? null : (
          <p className={css["problem"]} role="alert">
            {problem}
          </p>
        )}
      </>
    );
  }
  const text = typeof value === "string" ? value : value.join("\n");
  return (
    <Field
      label={
        <>
          {say.of(field.label)}
          {field.required === true ? <span className={css["needed"]}> {say("required")}</span> : null}
        </>
      }
      hint={<Hint field={field} nameOf={nameOf} />}
      error={problem}
    >
      {(props) => {
        const shared = { ...props, disabled: isReadOnly, "aria-required": field.required === true };
        switch (field.type) {
          case "choice":
          case "flag": {
            const choices = field.type === "flag" ? ["true", "false"] : (field.choices ?? []);
            return (
              <select {...shared} value={text} onChange={(event) => onChange(event.target.value)}>
                {field.required === true ? null : <option value="">{say("unset")}</option>}
                {choices.map((choice) => (
                  <option key={choice} value={choice}>
                    {field.type === "flag" ? say(choice === "true" ? "yes" : "no") : nameOf(choice)}
                  </option>
                ))}
              </select>
            );
          }
          case "list":
          case "map":
          case "long-text":
            return (
              <textarea
                {...shared}
                rows={field.type === "long-text" ? 6 : 3}
                dir="auto"
                spellCheck={false}
                value={text}
                onChange={(event) => onChange(event.target.value)}
              />
            );
          default:
            return (
              <input
                {...shared}
                type={field.type === "integer" || field.type === "number" ? "number" : "text"}
                min={field.minimum}
                max={field.maximum}
                step={field.type === "number" ? "any" : undefined}
                dir="auto"
                autoComplete="off"
                spellCheck={false}
                placeholder={field.type === "secret" ? "secret:…" : undefined}
                value={text}
                onChange={(event) => onChange(event.target.value)}
              />
            );
        }
      }}
    </Field>
  );
}

/** Some of a few words, each a box to tick. */
function Words({
  field,
  value,
  isReadOnly,
  nameOf,
  onChange,
}: {
  readonly field: FormField;
  readonly value: string | readonly string[];
  readonly isReadOnly: boolean;
  readonly nameOf: (choice: string) => string;
  readonly onChange: (value: readonly string[]) => void;
}): ReactNode {
  const say = useTexts(documentsTexts);
  const ticked = typeof value === "string" ? [] : value;
  const all = [...new Set([...(field.choices ?? []), ...ticked])];
  return (
    <fieldset className={css["words"]} disabled={isReadOnly}>
      <legend>{say.of(field.label)}</legend>
      {all.map((word) => (
        <label key={word} className={css["word"]}>
          <input
            type="checkbox"
            checked={ticked.includes(word)}
            onChange={(event) =>
              onChange(event.target.checked ? [...ticked, word] : ticked.filter((one) => one !== word))
            }
          />
          <bdi>{nameOf(word)}</bdi>
        </label>
      ))}
      {field.help === undefined ? null : <p className={css["hint"]}>{say.of(field.help)}</p>}
    </fieldset>
  );
}

function Hint({
  field,
  nameOf,
}: {
  readonly field: FormField;
  readonly nameOf: (choice: string) => string;
}): ReactNode {
  const say = useTexts(documentsTexts);
  const { help, type, default: initial } = field;
  const standard =
    typeof initial === "boolean"
      ? say(initial ? "yes" : "no")
      : typeof initial === "string"
        ? nameOf(initial)
        : initial;
  return [
    ...(help === undefined ? [] : [say.of(help)]),
    ...(type === "list" ? [say("list-hint")] : []),
    ...(type === "map" ? [say("map-hint")] : []),
    ...(type === "secret" ? [say("secret-hint")] : []),
    ...(standard === undefined ? [] : [say("default", { value: standard })]),
  ].join(" ");
}
