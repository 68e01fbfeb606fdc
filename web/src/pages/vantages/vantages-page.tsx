import { useQueryClient } from "@tanstack/react-query";
import { MapPinned, MapPinPlus, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { TokenView, VantageView } from "../../../../src/core/contract/index.ts";
import { vantagesPageTexts } from "../../../../src/core/texts/index.ts";
import { ask, reasonOf } from "../../api/client.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Button, IconButton } from "../../parts/button.tsx";
import { Badge } from "../../parts/marks.tsx";
import { useNotify } from "../../parts/notices.tsx";
import { PageHead, Section } from "../../parts/section.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { TokenDialog } from "../../parts/token/token-dialog.tsx";
import { useUndoable } from "../../parts/use-undoable.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { useWho } from "../../shell/use-who.ts";
import { JoinCommand } from "./join-command.tsx";
import css from "./vantages-page.module.css";

/** Where checks are made from, and how one is added. */
export function VantagesPage(): ReactNode {
  const say = useTexts(vantagesPageTexts);
  const { mayAdmin } = useWho();
  const [isAdding, setAdding] = useState(false);
  const vantages = useApi<ListOf<VantageView>>("vantages", "/vantages", {}, { everyMs: 5000 });
  return (
    <>
      <PageHead
        title={say("title")}
        about={say("about")}
        actions={
          <Button
            look="main"
            icon={<MapPinPlus aria-hidden="true" />}
            disabled={!mayAdmin}
            title={mayAdmin ? undefined : say("needs-admin")}
            onClick={() => setAdding(true)}
          >
            {say("add")}
          </Button>
        }
      />
      <div className={css["page"]}>
        <Section flush title={say("title")}>
          <Loaded query={vantages}>
            {({ items }) => (
              <>
                <Vantages vantages={items} />
                {items.length > 1 ? null : (
                  <Empty title={say("only-here")} icon={<MapPinned aria-hidden="true" />}>
                    {say("only-here-hint")}
                  </Empty>
                )}
              </>
            )}
          </Loaded>
        </Section>
        <Section title={say("how")}>
          <div className={css["stack"]}>
            <p>{say("how-repeat")}</p>
            <p>{say("how-share")}</p>
          </div>
        </Section>
      </div>
      {isAdding ? (
        <TokenDialog
          title={say("add")}
          scopes={["vantage"]}
          after={({ name }) => <JoinCommand name={name} />}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </>
  );
}

/** A vantage as it is, or the token of one that has not joined yet. */
interface Row {
  readonly name: string;
  readonly vantage: VantageView | null;
  readonly tokens: readonly string[];
}

function Vantages({ vantages }: { readonly vantages: readonly VantageView[] }): ReactNode {
  const say = useTexts(vantagesPageTexts);
  const format = useFormat();
  const { mayAdmin } = useWho();
  const tokens = useApi<ListOf<TokenView>>("tokens", "/tokens", {}, { enabled: mayAdmin });
  const [going, revoke] = useRevoke();
  const theirs = (tokens.data?.items ?? []).filter(
    ({ vantage, name }) => vantage !== undefined && !going.includes(name),
  );
  const joined = vantages.map((vantage): Row => ({
    name: vantage.name,
    vantage,
    tokens: vantage.local ? [] : theirs.filter((token) => token.vantage === vantage.name).map(({ name }) => name),
  }));
  const expected = theirs
    .filter((token) => !vantages.some(({ name }) => name === token.vantage))
    .map((token): Row => ({ name: token.vantage ?? token.name, vantage: null, tokens: [token.name] }));
  const columns: readonly Column<Row>[] = [
    {
      id: "name",
      head: say("name"),
      cell: ({ name, vantage }) => (
        <span className={css["name"]}>
          <bdi>{name}</bdi>
          {vantage?.local === true ? <Badge tone="accent">{say("here")}</Badge> : null}
        </span>
      ),
    },
    { id: "state", head: say("state"), cell: ({ vantage }) => <State vantage={vantage} /> },
    {
      id: "seen",
      head: say("last-seen"),
      cell: ({ vantage }) => {
        const seenMs = vantage?.lastSeenMs ?? null;
        return seenMs === null ? say("never-seen") : <TimeText ms={seenMs} />;
      },
      isMinor: true,
    },
    {
      id: "hosts",
      head: say("hosts"),
      align: "end",
      cell: ({ vantage }) => (vantage === null ? "" : format.number(vantage.targets)),
    },
    { id: "version", head: say("version"), cell: ({ vantage }) => vantage?.version ?? "", isMinor: true },
    ...(theirs.length > 0
      ? [
          {
            id: "access",
            head: say("access"),
            align: "end" as const,
            cell: (row: Row) =>
              row.tokens.map((token) => (
                <IconButton
                  key={token}
                  name={say("revoke-one", { name: token })}
                  icon={<Trash2 aria-hidden="true" />}
                  onClick={() => revoke(token)}
                />
              )),
          },
        ]
      : []),
  ];
  return (
    <Table
      caption={say("title")}
      columns={columns}
      rows={[...joined, ...expected]}
      keyOf={({ name, vantage }) => `${vantage?.id ?? "token"} ${name}`}
      rowHeader="name"
    />
  );
}

function State({ vantage }: { readonly vantage: VantageView | null }): ReactNode {
  const say = useTexts(vantagesPageTexts);
  if (vantage === null) return <Badge>{say("waiting")}</Badge>;
  return vantage.alive ? <Badge tone="good">{say("alive")}</Badge> : <Badge tone="bad">{say("silent")}</Badge>;
}

/** Names of tokens that are going, and what lets one go: after the seconds in which it can be taken back. */
function useRevoke(): readonly [readonly string[], (name: string) => void] {
  const say = useTexts(vantagesPageTexts);
  const client = useQueryClient();
  const notify = useNotify();
  const undoable = useUndoable();
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
  return [going, revoke];
}
