import { Pencil, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { SettingsDocument } from "../../../../src/core/contract/index.ts";
import { documentsTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { useWho } from "../../shell/use-who.ts";
import { Button, IconButton } from "../button.tsx";
import { Badge } from "../marks.tsx";
import { Section } from "../section.tsx";
import { Loaded } from "../states.tsx";
import { type Column, Table } from "../table.tsx";
import { DocumentForm } from "./document-form.tsx";
import type { FormField, Settings } from "./form-field.ts";
import css from "./settings-documents.module.css";
import { useDocuments } from "./use-documents.ts";

/** What the form needs for a new document, or for one that is there. */
export interface FormShape {
  readonly fields: readonly FormField[];
  readonly about?: ReactNode;
  readonly before?: Settings;
}

/** All documents at `path` as a table, with adding, changing and removing for those who may. */
export function DocumentList({
  title,
  path,
  addText,
  columns,
  shapeOf,
  empty,
  above,
  extra,
  add,
}: {
  readonly title: string;
  readonly path: string;
  readonly addText: string;
  readonly columns: readonly Column<SettingsDocument>[];
  readonly shapeOf: (found: SettingsDocument | undefined) => FormShape;
  readonly empty: ReactNode;
  readonly above?: ReactNode;
  /** More buttons of a row. */
  readonly extra?: (one: SettingsDocument) => ReactNode;
  /** In place of the form: what happens on "add" (a choice of kinds, say). Calls `open` with what a new one begins with. */
  readonly add?: (open: (shape: FormShape) => void) => ReactNode;
}): ReactNode {
  const say = useTexts(documentsTexts);
  const { mayAdmin } = useWho();
  const documents = useApi<ListOf<SettingsDocument>>("settings", path);
  const { save, remove } = useDocuments(path);
  const [open, setOpen] = useState<{ readonly found?: SettingsDocument; readonly shape: FormShape } | null>(null);
  const all: readonly Column<SettingsDocument>[] = [
    {
      id: "name",
      head: say("name"),
      cell: ({ name, origin }) => (
        <span className={css["row"]}>
          <bdi className={css["name"]}>{name}</bdi>
          {origin === "file" ? <Badge>{say("from-file")}</Badge> : null}
        </span>
      ),
    },
    ...columns,
    {
      id: "actions",
      head: say("actions"),
      align: "end",
      cell: (one) => (
        <span className={css["end"]}>
          {extra?.(one)}
          <IconButton
            name={say("edit-one", { name: one.name })}
            icon={<Pencil aria-hidden="true" />}
            onClick={() => setOpen({ found: one, shape: shapeOf(one) })}
          />
          {mayAdmin && one.origin !== "file" ? (
            <IconButton
              name={say("remove-one", { name: one.name })}
              icon={<Trash2 aria-hidden="true" />}
              onClick={() => void remove(one)}
            />
          ) : null}
        </span>
      ),
    },
  ];
  return (
    <Section
      flush
      title={title}
      actions={
        add === undefined ? (
          <Button
            look="main"
            icon={<Plus aria-hidden="true" />}
            disabled={!mayAdmin}
            title={mayAdmin ? undefined : say("needs-admin")}
            onClick={() => setOpen({ shape: shapeOf(undefined) })}
          >
            {addText}
          </Button>
        ) : (
          add((shape) => setOpen({ shape }))
        )
      }
    >
      {above}
      <Loaded query={documents}>
        {({ items }) =>
          items.length === 0 ? (
            empty
          ) : (
            <Table caption={title} columns={all} rows={items} keyOf={({ name }) => name} rowHeader="name" />
          )
        }
      </Loaded>
      {open === null ? null : (
        <DocumentForm
          title={open.found === undefined ? addText : say("edit-one", { name: open.found.name })}
          {...open.shape}
          found={open.found}
          readOnly={open.found?.origin === "file" ? say("from-file-hint") : mayAdmin ? null : say("needs-admin")}
          save={async (name, settings) => save(name, settings, open.found)}
          onClose={() => setOpen(null)}
        />
      )}
    </Section>
  );
}
