import { useQueryClient } from "@tanstack/react-query";
import { LockKeyhole, RefreshCw, Trash2 } from "lucide-react";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { settingsPageTexts } from "../../../../src/core/texts/index.ts";
import { ApiFailure, ask, reasonOf } from "../../api/client.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Button, IconButton } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";
import { useNotify } from "../../parts/notices.tsx";
import { Section } from "../../parts/section.tsx";
import { Empty, Loaded, useReason } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { useUndoable } from "../../parts/use-undoable.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./settings-page.module.css";

/** Names of the values that are kept; the values themselves never come back. */
export function Secrets(): ReactNode {
  const say = useTexts(settingsPageTexts);
  const client = useQueryClient();
  const notify = useNotify();
  const undoable = useUndoable();
  const secrets = useApi<ListOf<string>>("secrets", "/secrets");
  const [open, setOpen] = useState<{ readonly name: string } | null>(null);
  const [going, setGoing] = useState<readonly string[]>([]);
  const remove = (name: string): void => {
    const stay = (): void => setGoing((before) => before.filter((one) => one !== name));
    setGoing((before) => [...before, name]);
    undoable({
      text: say("removing", { name }),
      onUndo: stay,
      commit: async (isLeaving) => {
        try {
          await ask(`/secrets/${encodeURIComponent(name)}`, { method: "DELETE", keepalive: isLeaving });
          await client.invalidateQueries({ queryKey: ["secrets"] });
        } catch (error) {
          notify({ text: say("failed", { reason: reasonOf(error) }), tone: "bad" });
        }
        stay();
      },
    });
  };
  const columns: readonly Column<string>[] = [
    { id: "name", head: say("name"), cell: (name) => <bdi className={css["cut"]}>{name}</bdi> },
    {
      id: "reference",
      head: say("reference"),
      cell: (name) => (
        <span className={css["row"]}>
          <code>secret:{name}</code>
          <CopyButton text={`secret:${name}`} />
        </span>
      ),
      isMinor: true,
    },
    {
      id: "actions",
      head: say("actions"),
      align: "end",
      cell: (name) => (
        <span className={css["end"]}>
          <IconButton
            name={say("replace-one", { name })}
            icon={<RefreshCw aria-hidden="true" />}
            onClick={() => setOpen({ name })}
          />
          <IconButton
            name={say("remove-one", { name })}
            icon={<Trash2 aria-hidden="true" />}
            onClick={() => remove(name)}
          />
        </span>
      ),
    },
  ];
  return (
    <Section
      flush
      title={say("part.secrets")}
      actions={
        <Button look="main" icon={<LockKeyhole aria-hidden="true" />} onClick={() => setOpen({ name: "" })}>
          {say("add-secret")}
        </Button>
      }
    >
      <Loaded query={secrets}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={say("secrets-none")} icon={<LockKeyhole aria-hidden="true" />}>
              {say("secrets-about")}
            </Empty>
          ) : (
            <>
              <p className={css["note"]}>{say("secrets-about")}</p>
              <Table
                caption={say("part.secrets")}
                columns={columns}
                rows={items.filter((name) => !going.includes(name))}
                keyOf={(name) => name}
                rowHeader="name"
              />
            </>
          )
        }
      </Loaded>
      {open === null ? null : (
        <SecretDialog name={open.name} others={secrets.data?.items ?? []} onClose={() => setOpen(null)} />
      )}
    </Section>
  );
}

function SecretDialog({
  name: given,
  others,
  onClose,
}: {
  readonly name: string;
  readonly others: readonly string[];
  readonly onClose: () => void;
}): ReactNode {
  const say = useTexts(settingsPageTexts);
  const client = useQueryClient();
  const notify = useNotify();
  const form = useId();
  const [name, setName] = useState(given);
  const [value, setValue] = useState("");
  const [isTried, setTried] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === "" || value === "") return;
    try {
      await ask(`/secrets/${encodeURIComponent(name.trim())}`, { method: "PUT", body: { value } });
      await client.invalidateQueries({ queryKey: ["secrets"] });
      notify({ text: say("secret-kept", { name: name.trim() }) });
      onClose();
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      setFailure(error);
    }
  };
  return (
    <Dialog
      title={given === "" ? say("add-secret") : say("replace-one", { name: given })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{say("cancel")}</Button>
          <Button look="main" type="submit" form={form}>
            {given === "" ? say("add-secret") : say("replace")}
          </Button>
        </>
      }
    >
      <form id={form} className={css["stack"]} noValidate onSubmit={(event) => void submit(event)}>
        {failure === null ? null : <Refusal failure={failure} />}
        {given === "" ? (
          <Field
            label={say("name")}
            hint={others.includes(name.trim()) ? say("secret-exists") : undefined}
            error={isTried && name.trim() === "" ? say("missing") : null}
          >
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
        ) : null}
        <Field label={say("value")} hint={say("value-hint")} error={isTried && value === "" ? say("missing") : null}>
          {(props) => (
            <input
              {...props}
              type="password"
              autoComplete="new-password"
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
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
