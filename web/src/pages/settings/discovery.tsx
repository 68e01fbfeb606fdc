import { Play, Radar } from "lucide-react";
import type { ReactNode } from "react";
import { DEFAULTS } from "../../../../src/core/configuration/index.ts";
import type { SettingsDocument } from "../../../../src/core/contract/index.ts";
import { settingsPageTexts as texts } from "../../../../src/core/texts/index.ts";
import { ask, reasonOf } from "../../api/client.ts";
import { Button } from "../../parts/button.tsx";
import { Badge } from "../../parts/marks.tsx";
import { useNotify } from "../../parts/notices.tsx";
import { DocumentList } from "../../parts/settings-documents/document-list.tsx";
import type { FormField } from "../../parts/settings-documents/form-field.ts";
import { Empty } from "../../parts/states.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { useWho } from "../../shell/use-who.ts";
import css from "./settings-page.module.css";

const { discovery } = DEFAULTS;
const FIELDS: readonly FormField[] = [
  { name: "ranges", type: "list", label: texts["field.ranges"], help: texts["field.ranges-help"] },
  { name: "hosts", type: "list", label: texts["field.hosts"], help: texts["field.hosts-help"] },
  { name: "srv", type: "list", label: texts["field.srv"], help: texts["field.srv-help"] },
  { name: "add", type: "flag", label: texts["field.add"], default: false },
  {
    name: "everyMinutes",
    type: "integer",
    label: texts["field.every"],
    default: discovery.everyMinutes,
    minimum: 1,
    maximum: 44_640,
  },
  { name: "enabled", type: "flag", label: texts["field.enabled"], default: true, isRare: true },
  { name: "resolver", type: "text", label: texts["field.resolver"], isRare: true },
  {
    name: "perSecond",
    type: "integer",
    label: texts["field.per-second"],
    default: discovery.perSecond,
    minimum: 1,
    maximum: 2000,
    isRare: true,
  },
  {
    name: "missedSweeps",
    type: "integer",
    label: texts["field.missed"],
    default: discovery.missedSweeps,
    minimum: 1,
    maximum: 100,
    isRare: true,
  },
  {
    name: "forbidden",
    type: "list",
    label: texts["field.forbidden"],
    help: texts["field.forbidden-help"],
    isRare: true,
  },
];

/** Where hosts are looked for by themselves. */
export function Discovery(): ReactNode {
  const say = useTexts(texts);
  const format = useFormat();
  const { mayOperate } = useWho();
  return (
    <DocumentList
      title={say("part.discovery")}
      path="/discovery"
      addText={say("add-discovery")}
      shapeOf={() => ({ fields: FIELDS, about: say("discovery-about") })}
      columns={[
        {
          id: "where",
          head: say("discovery-where"),
          cell: (one) => <Where one={one} />,
          isMinor: true,
        },
        {
          id: "every",
          head: say("discovery-every"),
          cell: ({ settings: { everyMinutes, enabled } }) =>
            enabled === false ? (
              <Badge>{say("discovery-off")}</Badge>
            ) : (
              format.span((typeof everyMinutes === "number" ? everyMinutes : discovery.everyMinutes) * 60_000)
            ),
        },
        {
          id: "adds",
          head: say("discovery-adds"),
          cell: ({ settings }) => say(settings["add"] === true ? "discovery-watched" : "discovery-told"),
          isMinor: true,
        },
      ]}
      extra={({ name }) => <RunNow name={name} isAllowed={mayOperate} />}
      empty={
        <Empty title={say("discovery-none")} icon={<Radar aria-hidden="true" />}>
          {say("discovery-about")}
        </Empty>
      }
    />
  );
}

const MOST = 6;

function Where({ one: { settings } }: { readonly one: SettingsDocument }): ReactNode {
  const all = ["ranges", "hosts", "srv", "files"].flatMap((kind) => {
    const value = settings[kind];
    return Array.isArray(value) ? value.map(String) : [];
  });
  return (
    <span className={css["words"]}>
      {all.slice(0, MOST).map((text) => (
        <bdi key={text} className={css["cut"]}>
          <code>{text}</code>
        </bdi>
      ))}
      {all.length > MOST ? "…" : null}
    </span>
  );
}

function RunNow({ name, isAllowed }: { readonly name: string; readonly isAllowed: boolean }): ReactNode {
  const say = useTexts(texts);
  const notify = useNotify();
  const run = async (): Promise<void> => {
    try {
      await ask(`/discovery/${encodeURIComponent(name)}/run`, { method: "POST" });
      notify({ text: say("run-begun", { name }) });
    } catch (error) {
      notify({ text: say("failed", { reason: reasonOf(error) }), tone: "bad" });
    }
  };
  return (
    <Button
      look="bare"
      icon={<Play aria-hidden="true" />}
      aria-label={say("run-one", { name })}
      disabled={!isAllowed}
      title={isAllowed ? undefined : say("needs-operate")}
      onClick={() => void run()}
    >
      {say("run-now")}
    </Button>
  );
}
