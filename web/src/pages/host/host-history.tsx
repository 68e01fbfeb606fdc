import type { ReactNode } from "react";
import type { FactChangeDocument, SessionDocument } from "../../../../src/core/contract/index.ts";
import { FACT_WORDS, factValueText } from "../../../../src/core/history/index.ts";
import { certificatesPageTexts, hostPageTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf, PageOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Badge } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./host-page.module.css";

/** What changed, the newest first; changes of the certificate are judged. */
export function HostChanges({ id }: { readonly id: number }): ReactNode {
  const say = useTexts(hostPageTexts);
  const sayCertificates = useTexts(certificatesPageTexts);
  const changes = useApi<PageOf<FactChangeDocument>>("hosts", `/hosts/${id}/changes`, { limit: 200 });
  const columns: readonly Column<FactChangeDocument>[] = [
    { id: "fact", head: say("fact"), cell: ({ fact }) => say.of(FACT_WORDS[fact]) },
    {
      id: "before",
      head: say("before"),
      isMinor: true,
      cell: ({ fact, before }) => <bdi className={css["value"]}>{say.of(factValueText(fact, before))}</bdi>,
    },
    {
      id: "after",
      head: say("after"),
      cell: ({ fact, after, judgement }) => (
        <>
          <bdi className={css["value"]}>{say.of(factValueText(fact, after))}</bdi>{" "}
          {judgement === undefined ? null : (
            <Badge tone={judgement.verdict === "suspicious" ? "bad" : "still"}>
              {sayCertificates(`verdict.${judgement.verdict}`)}
            </Badge>
          )}
        </>
      ),
    },
    { id: "when", head: say("when"), cell: ({ atMs }) => <TimeText ms={atMs} /> },
  ];
  return (
    <Section flush title={say("part.changes")}>
      <Loaded query={changes}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={css["none"]}>{say("no-changes")}</p>
          ) : (
            <Table
              caption={say("part.changes")}
              columns={columns}
              rows={items}
              keyOf={({ fact, atMs, vantage }) => `${fact} ${atMs} ${vantage}`}
              rowHeader="fact"
            />
          )
        }
      </Loaded>
    </Section>
  );
}

/** Who was on the host, as far as its own events told. */
export function HostSessions({ id }: { readonly id: number }): ReactNode {
  const say = useTexts(hostPageTexts);
  const sessions = useApi<ListOf<SessionDocument>>("sessions", "/sessions", { target: id, limit: 200 });
  const columns: readonly Column<SessionDocument>[] = [
    { id: "user", head: say("user"), cell: ({ user }) => <bdi>{user}</bdi> },
    { id: "from", head: say("from"), cell: ({ address }) => <bdi>{address}</bdi> },
    { id: "when", head: say("when"), cell: ({ startMs }) => <TimeText ms={startMs} /> },
    { id: "told", head: say("told"), isMinor: true, cell: ({ seenMs }) => <TimeText ms={seenMs} /> },
  ];
  return (
    <Section flush title={say("part.sessions")}>
      <Loaded query={sessions}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={css["none"]}>{say("no-sessions")}</p>
          ) : (
            <Table
              caption={say("part.sessions")}
              columns={columns}
              rows={items}
              keyOf={({ user, startMs }) => `${user} ${startMs}`}
              rowHeader="user"
            />
          )
        }
      </Loaded>
    </Section>
  );
}
