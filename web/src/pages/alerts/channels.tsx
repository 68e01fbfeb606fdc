import { BellPlus, Plus, Send } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { ChannelKindDocument, SettingsDocument } from "../../../../src/core/contract/index.ts";
import { alertsPageTexts, documentsTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Badge } from "../../parts/marks.tsx";
import { DocumentList, type FormShape } from "../../parts/settings-documents/document-list.tsx";
import type { FormField } from "../../parts/settings-documents/form-field.ts";
import { Empty, Loaded } from "../../parts/states.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import { useWho } from "../../shell/use-who.ts";
import css from "./alerts-page.module.css";
import { ChannelTest, sendTest } from "./channel-test.tsx";
import { textAt } from "./settings-of.ts";

const RARE = new Set(["perHour", "enabled", "insecureCertificate"]);

/** Ways to reach people. */
export function Channels(): ReactNode {
  const say = useTexts(alertsPageTexts);
  const { mayOperate } = useWho();
  const kinds = useApi<ListOf<ChannelKindDocument>>("channel-kinds", "/channel-kinds");
  const [tested, setTested] = useState<Pick<Parameters<typeof ChannelTest>[0], "name" | "sent"> | null>(null);
  const all = kinds.data?.items ?? [];
  const kindOf = (found: SettingsDocument): ChannelKindDocument | undefined =>
    all.find(({ kind }) => kind === textAt(found, "kind"));
  return (
    <>
      <DocumentList
        title={say("channels")}
        path="/channels"
        addText={say("add-channel")}
        shapeOf={(found) => shapeOf(found === undefined ? undefined : kindOf(found), say)}
        add={(open) => <AddChannel kinds={kinds} open={(kind) => open(shapeOf(kind, say))} />}
        columns={[
          {
            id: "kind",
            head: say("kind"),
            cell: (one) => {
              const kind = kindOf(one);
              return kind === undefined ? (textAt(one, "kind") ?? "") : say.of(kind.title);
            },
          },
          {
            id: "state",
            head: say("state"),
            cell: ({ settings }) =>
              settings["enabled"] === false ? <Badge>{say("off")}</Badge> : <Badge tone="good">{say("on")}</Badge>,
            isMinor: true,
          },
        ]}
        extra={({ name }) => (
          <Button
            look="bare"
            icon={<Send aria-hidden="true" />}
            aria-label={say("test-one", { name })}
            disabled={!mayOperate}
            title={mayOperate ? undefined : say("needs-operate")}
            onClick={() => setTested({ name, sent: sendTest(name) })}
          >
            {say("test")}
          </Button>
        )}
        empty={
          <Empty title={say("channels-none")} icon={<BellPlus aria-hidden="true" />}>
            {say("channels-none-hint")}
          </Empty>
        }
      />
      {tested === null ? null : <ChannelTest {...tested} onClose={() => setTested(null)} />}
    </>
  );
}

/** The kinds to choose from, and then the form of the one that was chosen. */
function AddChannel({
  kinds,
  open,
}: {
  readonly kinds: Parameters<typeof Loaded<ListOf<ChannelKindDocument>>>[0]["query"];
  readonly open: (kind: ChannelKindDocument) => void;
}): ReactNode {
  const say = useTexts(alertsPageTexts);
  const sayDocuments = useTexts(documentsTexts);
  const { mayAdmin } = useWho();
  const [isChoosing, setChoosing] = useState(false);
  return (
    <>
      <Button
        look="main"
        icon={<Plus aria-hidden="true" />}
        disabled={!mayAdmin}
        title={mayAdmin ? undefined : sayDocuments("needs-admin")}
        onClick={() => setChoosing(true)}
      >
        {say("add-channel")}
      </Button>
      {isChoosing ? (
        <Dialog title={say("choose-kind")} onClose={() => setChoosing(false)}>
          <Loaded query={kinds}>
            {({ items }) => (
              <div className={css["kinds"]}>
                {items.map((kind) => (
                  <button
                    key={kind.kind}
                    type="button"
                    className={css["kind"]}
                    onClick={() => {
                      setChoosing(false);
                      open(kind);
                    }}
                  >
                    <strong>{say.of(kind.title)}</strong>
                    <span>{say.of(kind.about)}</span>
                  </button>
                ))}
              </div>
            )}
          </Loaded>
        </Dialog>
      ) : null}
    </>
  );
}

function shapeOf(
  kind: ChannelKindDocument | undefined,
  say: { (key: "not-tried-live"): string; of(text: ChannelKindDocument["title"]): string },
): FormShape {
  if (kind === undefined) return { fields: [] };
  const about = `${say.of(kind.about)}${kind.triedLive ? "" : ` ${say("not-tried-live")}`}`;
  return { fields: kind.fields.map(fieldOf), about, before: { kind: kind.kind } };
}

function fieldOf(field: ChannelKindDocument["fields"][number]): FormField {
  return { ...field, isRare: RARE.has(field.name) };
}
