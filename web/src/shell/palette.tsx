import {
  type KeyboardEvent,
  type ReactNode,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { useLocation } from "wouter";
import type { HostDocument } from "../../../src/core/contract/index.ts";
import { shellTexts } from "../../../src/core/texts/index.ts";
import { useApi } from "../api/use-api.ts";
import { pages } from "../pages/registry.ts";
import { addressOf } from "./navigation.tsx";
import css from "./palette.module.css";
import { useTexts } from "./use-texts.ts";

interface Choice {
  readonly id: string;
  readonly group: string;
  readonly text: string;
  readonly href: string;
}

const MOST_HOSTS = 8;

/** Type to find a page, a host, a code; arrows choose, Enter opens. A combobox as the ARIA practices describe it. */
export function Palette({ mayRead, onClose }: { readonly mayRead: boolean; readonly onClose: () => void }): ReactNode {
  const say = useTexts(shellTexts);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [, go] = useLocation();
  const search = useDeferredValue(text.trim());
  const hosts = useApi<{ readonly items: readonly HostDocument[] }>(
    "hosts",
    "/hosts",
    { search, limit: MOST_HOSTS },
    { enabled: mayRead && search !== "", keeps: true },
  );
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const choices = useMemo((): readonly Choice[] => {
    const word = search.toLowerCase();
    const places = pages
      .filter(({ path, isPublic }) => !/:\w+$/u.test(path) && (mayRead || isPublic === true))
      .map((page): Choice => ({
        id: page.id,
        group: say("palette.pages"),
        text: say(page.title),
        href: addressOf(page),
      }))
      .filter((choice) => word === "" || choice.text.toLowerCase().includes(word) || choice.id.includes(word));
    const found = (search === "" ? [] : (hosts.data?.items ?? [])).map((host): Choice => ({
      id: `host-${host.id}`,
      group: say("palette.hosts"),
      text: host.name,
      href: `/hosts/${host.id}`,
    }));
    const explain: readonly Choice[] =
      search === ""
        ? []
        : [
            {
              id: "explain-this",
              group: say("palette.actions"),
              text: say("palette.explain", { query: search }),
              href: `/explain?q=${encodeURIComponent(search)}`,
            },
          ];
    return [...found, ...places, ...explain];
  }, [search, hosts.data, say, mayRead]);
  const chosen = Math.min(at, choices.length - 1);
  const open = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    onClose();
    go(choice.href);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") setAt((chosen + 1) % Math.max(1, choices.length));
    else if (event.key === "ArrowUp") setAt((chosen - 1 + choices.length) % Math.max(1, choices.length));
    else if (event.key === "Enter") open(choices[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      className={css["dialog"]}
      aria-label={say("palette.label")}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <input
        className={css["input"]}
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={choices[chosen] === undefined ? undefined : `${id}-${choices[chosen].id}`}
        aria-label={say("palette")}
        placeholder={say("palette")}
        value={text}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={say("palette.label")} className={css["list"]}>
        {choices.map((choice, index) => (
          <li
            key={choice.id}
            id={`${id}-${choice.id}`}
            role="option"
            aria-selected={index === chosen}
            className={css["choice"]}
            onPointerMove={() => setAt(index)}
            onClick={() => open(choice)}
          >
            <span>{choice.text}</span>
            <span className={css["group"]}>{choice.group}</span>
          </li>
        ))}
      </ul>
      <p className={css["foot"]} aria-live="polite">
        {choices.length === 0 ? say("palette.none") : say("palette.keys")}
      </p>
    </dialog>
  );
}
