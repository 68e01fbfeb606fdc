import { useQueryClient } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { DEFAULTS } from "../../../../src/core/configuration/index.ts";
import type { SettingsDocument } from "../../../../src/core/contract/index.ts";
import { sloPageTexts } from "../../../../src/core/texts/index.ts";
import { ask, reasonOf } from "../../api/client.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";
import { useNotify } from "../../parts/notices.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./slo-page.module.css";

const FIELDS = [
  { setting: "setupSuccessPercent", text: "setup-percent", min: 50, max: 100, step: 0.001 },
  { setting: "windowDays", text: "window-days", min: 1, max: 365, step: 1 },
  { setting: "meanConnectSeconds", text: "mean-seconds", min: 0.01, max: 120, step: 0.01 },
  { setting: "p95ConnectSeconds", text: "p95-seconds", min: 0.01, max: 120, step: 0.01 },
  { setting: "cpuPeakPercent", text: "cpu-percent", min: 1, max: 100, step: 1 },
] as const;

/** The objectives of a group, what is not set being the default, which is said. */
export function ObjectiveSettings({
  group,
  groupName,
}: {
  readonly group: string;
  readonly groupName: string;
}): ReactNode {
  const say = useTexts(sloPageTexts);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon={<SlidersHorizontal aria-hidden="true" />} onClick={() => setOpen(true)}>
        {say("settings")}
      </Button>
      {isOpen ? <SettingsDialog group={group} groupName={groupName} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function SettingsDialog({
  group,
  groupName,
  onClose,
}: {
  readonly group: string;
  readonly groupName: string;
  readonly onClose: () => void;
}): ReactNode {
  const say = useTexts(sloPageTexts);
  const settings = useApi<ListOf<SettingsDocument>>("settings", "/slo/settings");
  const found = settings.data?.items.find((one) => isFor(one.settings["members"], group));
  return (
    <Dialog title={`${say("settings")} · ${groupName}`} onClose={onClose}>
      {settings.data === undefined ? null : <SettingsForm group={group} found={found} onClose={onClose} />}
    </Dialog>
  );
}

function SettingsForm({
  group,
  found,
  onClose,
}: {
  readonly group: string;
  readonly found: SettingsDocument | undefined;
  readonly onClose: () => void;
}): ReactNode {
  const say = useTexts(sloPageTexts);
  const client = useQueryClient();
  const notify = useNotify();
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(FIELDS.map(({ setting }) => [setting, textOf(found?.settings[setting])])),
  );
  const isReadOnly = found?.origin === "file";
  const refresh = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ["slo"] });
    await client.invalidateQueries({ queryKey: ["settings"] });
  };
  const fail = (error: unknown): void => notify({ text: say("failed", { reason: reasonOf(error) }), tone: "bad" });
  /** As it was before: the same settings again, or none where there were none. */
  const takeBack = async (path: string): Promise<void> => {
    await (found === undefined
      ? ask(path, { method: "DELETE" })
      : ask(path, { method: "PUT", body: withoutName(found.settings) }));
    await refresh();
  };
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const numbers = FIELDS.flatMap(({ setting }) =>
      values[setting] ? [[setting, Number(values[setting])] as const] : [],
    );
    const own = new Set<string>(["name", ...FIELDS.map(({ setting }) => setting)]);
    const kept = Object.fromEntries(Object.entries(found?.settings ?? {}).filter(([name]) => !own.has(name)));
    const name = found?.name ?? group.replaceAll(/[^\w.-]/gu, "-");
    const body = { ...(found === undefined ? membersOf(group) : {}), ...kept, ...Object.fromEntries(numbers) };
    try {
      const path = `/slo/settings/${encodeURIComponent(name)}`;
      await ask(path, { method: "PUT", body, ...(found === undefined ? {} : { revision: found.revision }) });
      await refresh();
      notify({ text: say("saved"), undo: () => void takeBack(path).catch(fail) });
      onClose();
    } catch (error) {
      fail(error);
    }
  };
  return (
    <form className={css["stack"]} onSubmit={(event) => void save(event)}>
      <p className={css["muted"]}>{say(isReadOnly ? "read-only" : "settings-hint")}</p>
      {FIELDS.map(({ setting, text, min, max, step }) => (
        <Field key={setting} label={say(text)} hint={say("default", { value: DEFAULTS.objective[setting] })}>
          {(props) => (
            <input
              {...props}
              type="number"
              min={min}
              max={max}
              step={step}
              placeholder={String(DEFAULTS.objective[setting])}
              disabled={isReadOnly}
              value={values[setting] ?? ""}
              onChange={(event) => setValues({ ...values, [setting]: event.target.value })}
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
  );
}

function withoutName(settings: SettingsDocument["settings"]): object {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name !== "name"));
}

function textOf(value: unknown): string {
  return typeof value === "number" ? String(value) : "";
}

/** "site/Berlin" as the members of a document; the fleet has none. */
function membersOf(group: string): object {
  const [kind = "", ...name] = group.split("/");
  return group === "fleet" ? {} : { members: { [`${kind}s`]: [name.join("/")] } };
}

function isFor(members: unknown, group: string): boolean {
  const lists: Readonly<Record<string, unknown>> =
    typeof members === "object" && members !== null ? { ...members } : {};
  if (group === "fleet") return Object.keys(lists).length === 0;
  const [kind = "", ...name] = group.split("/");
  const list = lists[`${kind}s`];
  return Array.isArray(list) && list.includes(name.join("/"));
}
