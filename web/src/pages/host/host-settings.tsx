import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { DEFAULTS } from "../../../../src/core/configuration/index.ts";
import type { HostDocument } from "../../../../src/core/contract/index.ts";
import { hostPageTexts } from "../../../../src/core/texts/index.ts";
import { ApiFailure, ask, reasonOf } from "../../api/client.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";
import { useNotify } from "../../parts/notices.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./host-page.module.css";

const FIELDS = [
  { setting: "name", text: "field.name" },
  { setting: "host", text: "field.host", hint: "hint.host", isRequired: true },
  { setting: "port", text: "field.port", least: 1, most: 65_535, usual: "3389" },
  { setting: "site", text: "field.site" },
  { setting: "gateway", text: "field.gateway", hint: "hint.gateway" },
  { setting: "balancer", text: "field.balancer" },
  { setting: "pool", text: "field.pool" },
  { setting: "intervalSeconds", text: "field.interval", hint: "hint.interval", least: 5, most: 86_400 },
] as const;

type Values = Readonly<Record<string, string>>;

/** What is watched of a host, to be changed; a change of somebody else in between is told and not overwritten. */
export function HostSettings({
  host,
  onClose,
}: {
  readonly host: HostDocument;
  readonly onClose: () => void;
}): ReactNode {
  const say = useTexts(hostPageTexts);
  const client = useQueryClient();
  const notify = useNotify();
  const [before, setBefore] = useState(host);
  const [values, setValues] = useState<Values>(() => valuesOf(host));
  const [problem, setProblem] = useState("");
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const old = valuesOf(before);
    const changed = FIELDS.filter(({ setting }) => values[setting] !== old[setting]);
    const patch = Object.fromEntries(
      changed.map((field) => {
        const value = values[field.setting] ?? "";
        return [field.setting, value === "" ? null : "least" in field ? Number(value) : value];
      }),
    );
    try {
      if (changed.length > 0) {
        await ask(`/hosts/${host.id}`, { method: "PATCH", body: patch, revision: before.revision });
        await client.invalidateQueries({ queryKey: ["hosts"] });
      }
      notify({ text: say("saved") });
      onClose();
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.status !== 412) {
        setProblem(say("failed", { reason: reasonOf(error) }));
        return;
      }
      const now = await ask<HostDocument>(`/hosts/${host.id}`).catch(() => null);
      if (now !== null) {
        setBefore(now);
        setValues(valuesOf(now));
      }
      setProblem(say("changed-meanwhile"));
    }
  };
  const isReadOnly = host.origin === "file";
  return (
    <Dialog title={say("edit-title", { name: host.name })} onClose={onClose}>
      <form className={css["form"]} onSubmit={(event) => void save(event)}>
        {isReadOnly ? <p className={css["muted"]}>{say("from-file")}</p> : null}
        {problem === "" ? null : (
          <p className={css["problem"]} role="alert">
            {problem}
          </p>
        )}
        {FIELDS.map((field) => (
          <Field
            key={field.setting}
            label={say(field.text)}
            {...("hint" in field ? { hint: say(field.hint, { seconds: DEFAULTS.monitor.intervalSeconds }) } : {})}
          >
            {(props) => (
              <input
                {...props}
                {...("least" in field
                  ? { type: "number", min: field.least, max: field.most, step: 1 }
                  : { maxLength: 256 })}
                {...("usual" in field ? { placeholder: field.usual } : {})}
                required={"isRequired" in field}
                disabled={isReadOnly}
                autoComplete="off"
                spellCheck={false}
                value={values[field.setting] ?? ""}
                onChange={(event) => setValues({ ...values, [field.setting]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <div>
          <Button type="submit" look="main" disabled={isReadOnly}>
            {say("save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function valuesOf({ settings }: HostDocument): Values {
  return Object.fromEntries(FIELDS.map(({ setting }) => [setting, String(settings[setting] ?? "")]));
}
