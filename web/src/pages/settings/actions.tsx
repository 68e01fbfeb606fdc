import { ScrollText } from "lucide-react";
import type { ReactNode } from "react";
import { settingsPageTexts } from "../../../../src/core/texts/index.ts";
import type { PageOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Button } from "../../parts/button.tsx";
import { Section } from "../../parts/section.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useAddress } from "../../shell/use-address.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./settings-page.module.css";

interface ActionDocument {
  readonly atMs: number;
  readonly by: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: unknown;
}

const SHOWN = 50;
const LONGEST = 200;

/** Who changed what. */
export function Actions(): ReactNode {
  const say = useTexts(settingsPageTexts);
  const [cursor, setCursor] = useAddress("after");
  const actions = useApi<PageOf<ActionDocument>>("actions", "/actions", { limit: SHOWN, cursor }, { keeps: true });
  const columns: readonly Column<ActionDocument>[] = [
    { id: "when", head: say("when"), cell: ({ atMs }) => <TimeText ms={atMs} /> },
    { id: "who", head: say("who"), cell: ({ by }) => <bdi className={css["cut"]}>{by}</bdi> },
    { id: "what", head: say("what"), cell: ({ action }) => <code>{action}</code> },
    { id: "subject", head: say("subject"), cell: ({ subject }) => <bdi className={css["cut"]}>{subject}</bdi> },
    { id: "detail", head: say("detail"), cell: ({ detail }) => <Detail detail={detail} />, isMinor: true },
  ];
  return (
    <Section flush title={say("part.actions")}>
      <p className={css["note"]}>{say("actions-about")}</p>
      <Loaded query={actions}>
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty title={say("actions-none")} icon={<ScrollText aria-hidden="true" />} />
          ) : (
            <>
              <Table caption={say("part.actions")} columns={columns} rows={items} keyOf={(one) => items.indexOf(one)} />
              {next === null && cursor === "" ? null : (
                <div className={css["foot"]}>
                  {cursor === "" ? null : <Button onClick={() => setCursor("")}>{say("newest")}</Button>}
                  {next === null ? null : <Button onClick={() => setCursor(next)}>{say("older")}</Button>}
                </div>
              )}
            </>
          )
        }
      </Loaded>
    </Section>
  );
}

function Detail({ detail }: { readonly detail: unknown }): ReactNode {
  if (detail === null || detail === undefined) return null;
  const text = JSON.stringify(detail);
  return (
    <code className={css["cut"]} title={text}>
      {text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}
    </code>
  );
}
