import { Bookmark, Trash2 } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { Link, useSearch } from "wouter";
import { hostsPageTexts } from "../../../../src/core/texts/index.ts";
import { Button, IconButton } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { useNotify } from "../../parts/notices.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./hosts-page.module.css";

interface View {
  readonly name: string;
  /** The part of the address behind "?". */
  readonly search: string;
}

const KEY = "rdpulse.host-views";
const MOST = 50;

/** Views by their names, kept in this browser; a view is an address, so it can be sent to others. */
export function SavedViews(): ReactNode {
  const say = useTexts(hostsPageTexts);
  const notify = useNotify();
  const search = useSearch();
  const [views, setViews] = useState<readonly View[]>(readViews);
  const [name, setName] = useState("");
  const keep = (next: readonly View[]): void => {
    setViews(next);
    try {
      localStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // A browser without storage keeps them until the page is left.
    }
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const view = { name: name.trim(), search };
    keep([...views.filter((one) => one.name !== view.name), view].slice(-MOST));
    setName("");
    notify({ text: say("view-saved", { name: view.name }), undo: () => keep(views) });
  };
  return (
    <details className={css["views"]}>
      <summary>
        <Bookmark aria-hidden="true" />
        {say("views")}
      </summary>
      <div className={css["menu"]}>
        {views.map((view) => (
          <div key={view.name} className={css["view"]}>
            <Link href={`/hosts?${view.search}`}>
              <bdi>{view.name}</bdi>
            </Link>
            <IconButton
              name={say("view-remove", { name: view.name })}
              icon={<Trash2 aria-hidden="true" />}
              onClick={() => {
                keep(views.filter((one) => one !== view));
                notify({ text: say("view-removed", { name: view.name }), undo: () => keep(views) });
              }}
            />
          </div>
        ))}
        <form onSubmit={save}>
          <Field label={say("view-name")} hint={say("view-save-hint")}>
            {(props) => (
              <input
                {...props}
                type="text"
                required
                maxLength={60}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Button type="submit" disabled={name.trim() === ""}>
            {say("view-save")}
          </Button>
        </form>
      </div>
    </details>
  );
}

function readViews(): readonly View[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isView).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function isView(value: unknown): value is View {
  return (
    typeof value === "object" &&
    value !== null &&
    "name" in value &&
    typeof value.name === "string" &&
    "search" in value &&
    typeof value.search === "string"
  );
}
