import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { TokenView } from "../../../../src/core/contract/index.ts";
import { settingsPageTexts } from "../../../../src/core/texts/index.ts";
import { ask, reasonOf } from "../../api/client.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Button, IconButton } from "../../parts/button.tsx";
import { Badge } from "../../parts/marks.tsx";
import { useNotify } from "../../parts/notices.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { TokenDialog } from "../../parts/token/token-dialog.tsx";
import { useUndoable } from "../../parts/use-undoable.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./settings-page.module.css";

const SCOPES = ["read", "operate", "admin", "ingest"] as const;
const KNOWN = ["read", "operate", "admin", "ingest", "vantage"] as const;

/** Who may use the API. A token that is revoked is gone after the seconds in which that can be taken back. */
export function Tokens(): ReactNode {
  const say = useTexts(settingsPageTexts);
  const client = useQueryClient();
  const notify = useNotify();
  const undoable = useUndoable();
  const tokens = useApi<ListOf<TokenView>>("tokens", "/tokens");
  const [isMaking, setMaking] = useState(false);
  const [going, setGoing] = useState<readonly string[]>([]);
  const revoke = (name: string): void => {
    const stay = (): void => setGoing((before) => before.filter((one) => one !== name));
    setGoing((before) => [...before, name]);
    undoable({
      text: say("revoking", { name }),
      onUndo: stay,
      commit: async (isLeaving) => {
        try {
          await ask(`/tokens/${encodeURIComponent(name)}`, { method: "DELETE", keepalive: isLeaving });
          await client.invalidateQueries({ queryKey: ["tokens"] });
        } catch (error) {
          notify({ text: say("failed", { reason: reasonOf(error) }), tone: "bad" });
        }
        stay();
      },
    });
  };
  const columns: readonly Column<TokenView>[] = [
    {
      id: "name",
      head: say("name"),
      cell: ({ name, note }) => (
        <span className={css["cut"]} dir="auto">
          {name}
          {note === undefined ? null : (
            <>
              <br />
              <span className={css["muted"]}>{note}</span>
            </>
          )}
        </span>
      ),
    },
    { id: "scopes", head: say("scopes"), cell: ({ scopes }) => <Scopes scopes={scopes} /> },
    { id: "made", head: say("made"), cell: ({ createdMs }) => <TimeText ms={createdMs} />, isMinor: true },
    {
      id: "expires",
      head: say("expires"),
      cell: ({ expiresMs }) => (expiresMs === undefined ? say("never") : <TimeText ms={expiresMs} />),
      isMinor: true,
    },
    {
      id: "actions",
      head: say("actions"),
      align: "end",
      cell: ({ name }) => (
        <IconButton
          name={say("revoke-one", { name })}
          icon={<Trash2 aria-hidden="true" />}
          onClick={() => revoke(name)}
        />
      ),
    },
  ];
  return (
    <Section
      flush
      title={say("part.tokens")}
      actions={
        <Button look="main" icon={<KeyRound aria-hidden="true" />} onClick={() => setMaking(true)}>
          {say("add-token")}
        </Button>
      }
    >
      <p className={css["note"]}>{say("tokens-about")}</p>
      <Loaded query={tokens}>
        {({ items }) => (
          <Table
            caption={say("part.tokens")}
            columns={columns}
            rows={items.filter(({ name }) => !going.includes(name))}
            keyOf={({ name }) => name}
            rowHeader="name"
          />
        )}
      </Loaded>
      {isMaking ? <TokenDialog title={say("add-token")} scopes={SCOPES} onClose={() => setMaking(false)} /> : null}
    </Section>
  );
}

function Scopes({ scopes }: { readonly scopes: readonly string[] }): ReactNode {
  const say = useTexts(settingsPageTexts);
  return (
    <span className={css["words"]}>
      {KNOWN.filter((scope) => scopes.includes(scope)).map((scope) => (
        <Badge key={scope} tone={scope === "admin" ? "accent" : "still"}>
          {say(`scope.${scope}`)}
        </Badge>
      ))}
    </span>
  );
}
